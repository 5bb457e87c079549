/** The image of the programs, and each program alone in it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseImages, ownDirectory, repository } from '@berth/local-stack';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { runEntry } from '../run-entry.ts';
import { engineOfImages } from './engine.ts';
import { images } from './images.ts';

type Inside = { readonly args: readonly string[]; readonly input?: string; readonly env?: Record<string, string>; readonly user?: string };

export function imageTests(): void {
  const engine = engineOfImages();
  let container: StartedTestContainer;

  beforeAll(async () => {
    // Testcontainers takes its engine from the environment, and would pull an image for its own cleaning up.
    vi.stubEnv('DOCKER_HOST', engine.url).stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
    container = await new GenericContainer(images.BERTH_IMAGE)
      .withName('alone-1')
      .withLabels({ 'berth.enable': 'true', 'berth.port': '80' })
      .withBindMounts([{ source: engine.socket, target: '/var/run/docker.sock' }])
      .withCommand(['sleep', 'infinity'])
      .start();
  });

  afterAll(async () => {
    await container?.stop();
    vi.unstubAllEnvs();
  });

  /** How a program ends in the container. */
  async function inside(program: string, { args, input = '', ...more }: Inside) {
    await container.copyContentToContainer([{ content: input, target: `/tmp/${program}` }]);
    const command = ['sh', '-c', `exec node services/${program}/src/main.ts ${args.join(' ')} </tmp/${program}`];
    const { stdout, stderr, exitCode: code } = await container.exec(command, more);
    return { code, stdout, stderr };
  }

  test('it has the command berth', async () => {
    const { output, exitCode } = await container.exec(['berth', '--help']);
    expect({ output, exitCode }).toMatchObject({ output: expect.stringContaining('berth status'), exitCode: 0 });
  });

  test.for(['0:0', '1000:1000', '10123:10123'])('its programs are compiled, for the user %s', async (user) => {
    const { Entrypoint: entrypoint } = (await engine.docker.getImage(images.BERTH_IMAGE).inspect()).Config;
    const command = [entrypoint ?? []].flat().concat('node', 'services/planner/src/main.ts');
    // Everything is loaded before the configuration is found missing.
    const env = { NODE_DEBUG_NATIVE: 'COMPILE_CACHE', BERTH_CONFIG: '/nowhere' };
    const { output } = await container.exec(command, { user, env });
    expect(output.match(/V8 code cache for .*? was accepted/g)?.length).toBeGreaterThan(300);
    expect(output).not.toMatch(/was rejected|was not initialized/);
  });

  test('a program is ready when it answers so', async () => {
    const script = `
      const { execFile } = require('node:child_process');
      const server = require('node:http').createServer(({ url }, answer) => {
        if (status !== 'never') answer.writeHead(url === '/readyz' ? status : 404).end();
      });
      const ready = () => new Promise((resolve) => execFile('ready', (error) => resolve(error?.code ?? 0)));
      let status = 200;
      const codes = async () => {
        const answers = [await ready()];
        for (status of [503, 'never']) answers.push(await ready());
        server.close();
        return [...answers, await ready()];
      };
      server.listen(8081, async () => console.log(String(await codes())));`;
    expect((await container.exec(['node', '--eval', script])).stdout).toBe('0,1,1,1\n');
  });

  test('programs in a pipe print inside what they print outside', async () => {
    await using directory = await ownDirectory('image');
    const routed = parse(await readFile(join(repository, 'packages/local-stack/compose/demonstration/berth.yaml'), 'utf8'));
    routed.sites.here.bigips.edge.routes = {};
    const [content, config] = [stringify(routed), join(directory.path, 'berth.yaml')];
    await writeFile(config, content);
    await container.copyContentToContainer([{ content, target: '/tmp/berth.yaml' }]);
    const env = { BERTH_CONFIG: '/tmp/berth.yaml' };
    const looked = await inside('collector', { args: ['--stdio'], env, user: '0:0' });
    expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('alone-1') });
    const planned = await both('planner', { args: ['--stdio'], input: looked.stdout });
    for (const [applier, told] of [
      ['ltm-applier', 'alone'],
      ['dns-applier', 'alone'],
      ['route-advisor', 'berth_route_'],
    ] as const)
      expect(await both(applier, { args: ['--stdio', '--dry-run'], input: planned })).toContain(told);

    async function both(program: string, { args, input }: { args: readonly string[]; input: string }): Promise<string> {
      const outside = { args, env: { BERTH_CONFIG: config }, input };
      const [ended, { code, stdout }] = await Promise.all([
        runEntry(`services/${program}/src/main.ts`, outside),
        inside(program, { args, input, env }),
      ]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: ended.stdout });
      return stdout;
    }
  });

  test('the image of the programs adds less than 120 MB to its base', async () => {
    const size = async (image: string) => (await engine.docker.getImage(image).inspect()).Size;
    const added = (await size(images.BERTH_IMAGE)) - (await size(baseImages.BERTH_BASE));
    expect(added).toBeLessThan(120 * 1024 * 1024);
  });

  test('the image lists what is in it, and all of that may be passed on', async () => {
    const listed = Sbom.parse(JSON.parse((await container.exec(['cat', 'sbom.json'])).stdout));
    const others = listed.components.filter(({ name, group }) => name !== 'berth' && group !== '@berth');
    const { stdout: installed } = await container.exec(['ls', 'node_modules/.pnpm']);
    expect(new Set(others.map(packageOf))).toEqual(new Set(installed.split('\n').flatMap(packageIn)));
    const wrong = others.filter(({ name, licenses }) => {
      const named = licenses.map((licence) => ('license' in licence ? licence.license.id : licence.expression));
      return named.length === 0 ? !namedInTheOldWay.has(name) : !named.every((licence) => free.has(licence));
    });
    expect(wrong).toEqual([]);
  });
}

type Component = z.infer<typeof Sbom>['components'][number];

function packageOf({ group, name, version }: Component): string {
  return `${group === undefined ? '' : `${group}/`}${name}@${version}`;
}

/** What pnpm calls a directory `@SCOPE+NAME@VERSION_PEERS`. */
function packageIn(directory: string): string[] {
  const [, name = '', version] = /^(@?[^@]+)@([^_(]+)/.exec(directory) ?? [];
  return version === undefined ? [] : [`${name.replace('+', '/')}@${version}`];
}

const Licence = z.union([z.object({ license: z.object({ id: z.string() }) }), z.object({ expression: z.string() })]);
const Sbom = z.object({
  components: z.array(
    z.object({ name: z.string(), version: z.string(), group: z.string().optional(), licenses: z.array(Licence).default([]) }),
  ),
});
const free = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  '(MIT OR CC0-1.0)',
]);
/** MIT, by a field of package.json that is no longer read. */
const namedInTheOldWay = new Set(['ssh2', 'cpu-features', 'buildcheck']);

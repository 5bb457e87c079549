/**
 * The files for Compose: by the Compose specification's schema, as it comes with dclint, for want of a Compose v2 here; and by
 * docker-compose 1.29, which knows less.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '@berth/local-stack';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { noEnv } from './composition.ts';

const files = [
  'docker-compose.yml',
  'docker-compose.override.yml',
  'packages/local-stack/compose/secure.yml',
  'packages/local-stack/compose/one-bigip.yml',
  'services/collector/docker-compose.yml',
  'services/collector/secure.yml',
] as const;

/** The linter's rules that say what is wrong; all others are about style. */
const rules = new Set(['invalid-yaml', 'invalid-schema', 'unknown-error', 'no-duplicate-container-names', 'no-duplicate-exported-ports']);

function complaintsAbout(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const [result] = Results.parse(linter.lintFiles([file], false));
  if (result === undefined) throw new Error(`${file} was not looked at`);
  return result.messages.filter(({ rule }) => rules.has(rule)).map(({ message }) => message);
}

describe.for(files)('%s', (file) => {
  test('is as the specification says', () => {
    expect(complaintsAbout(join(repository, file))).toEqual([]);
  });

  test('lets programs wait only for what every profile has', async () => {
    const { services } = ComposeFile.parse(await yaml(file));
    const awaited = Object.values(services).flatMap(({ depends_on: names = {} }) => Object.keys(names));
    expect(awaited.filter((name) => services[name]?.profiles !== undefined)).toEqual([]);
  });
});

test('the specification knows what is wrong', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'berth-compose-'));
  try {
    const file = join(directory, 'docker-compose.yml');
    await writeFile(file, 'services: { nats: { image: nats, memory: 1G } }');
    expect(complaintsAbout(file)).toEqual([expect.stringContaining('must NOT have additional properties')]);
  } finally {
    await rm(directory, { recursive: true });
  }
});

const secure = ['--file', 'packages/local-stack/compose/secure.yml'];
const narrow = ['--file', 'packages/local-stack/compose/one-bigip.yml'];

test.for([
  { directory: '.', further: [] },
  { directory: '.', further: ['--file', 'docker-compose.override.yml'] },
  { directory: '.', further: secure },
  { directory: '.', further: [...secure, ...narrow] },
  { directory: 'services/collector', further: ['--file', 'secure.yml'] },
])('docker-compose 1.29 takes that of $directory with $further', async ({ directory, further }) => {
  await compose(directory, [...further, 'config', '--quiet'], { ENGINE: 'docker1', BIGIP: 'edge', BERTH_SERVERS: 'nats://nats:4222' });
});

test('appliers of one BIG-IP have the keys for it, and no other', async () => {
  const told = await compose('.', [...secure, ...narrow, 'config'], { ENGINE: 'docker1', BIGIP: 'edge' });
  const { services } = ComposeFile.parse(parseDocument(told).toJS());
  for (const name of ['ltm-applier', 'dns-applier', 'route-advisor']) {
    expect(services[name]?.command).toEqual(expect.arrayContaining(['--bigip', 'edge']));
    const keys = services[name]?.volumes?.map(String).filter((volume) => volume.includes('.nk:'));
    expect(keys).toEqual([expect.stringMatching(new RegExp(`/security/users/${name}-edge\\.nk:/etc/nats/user\\.nk:ro$`))]);
  }
});

test('without the name of a BIG-IP no applier is for one, and the words say so', async () => {
  await expect(compose('.', [...secure, ...narrow, 'config', '--quiet'], { ENGINE: 'docker1' })).rejects.toThrow(
    'the name of a BIG-IP in berth.yaml',
  );
});

test('without the name of an engine no collector has a key, and the words say so', async () => {
  await expect(compose('.', [...secure, 'config', '--quiet'], {})).rejects.toThrow("the name of this host's engine in berth.yaml");
});

test("a NATS of one's own is every program's", async () => {
  const told = await compose('.', ['config'], { BERTH_SERVERS: 'nats://elsewhere:4222' });
  const { services } = ComposeFile.parse(parseDocument(told).toJS());
  const servers = Object.values(services).flatMap(({ environment }) => environment?.['BERTH_NATS_SERVERS'] ?? []);
  expect(new Set(servers)).toEqual(new Set(['nats://elsewhere:4222']));
});

test('Prometheus watches every program where it tells its metrics', async () => {
  const { services } = ComposeFile.parse(await yaml('docker-compose.yml'));
  const told = Object.entries(services).flatMap(([name, { environment, profiles }]) => {
    const port = /^0\.0\.0\.0:(\d+)$/.exec(String(environment?.['BERTH_HEALTH']))?.[1];
    return port === undefined || profiles !== undefined ? [] : [{ job: `berth-${name}`, name, port: Number(port) }];
  });
  const { scrape_configs: jobs } = Prometheus.parse(await yaml('packages/local-stack/compose/prometheus/prometheus.yml'));
  const watched = jobs.map(
    ({
      job_name: job,
      dns_sd_configs: [
        {
          names: [name],
          port,
        },
      ],
    }) => ({ job, name, port }),
  );
  expect(watched).toEqual(told);
  expect(told).toHaveLength(5);
});

async function yaml(file: string): Promise<unknown> {
  return parseDocument(await readFile(join(repository, file), 'utf8'), { merge: true }).toJS();
}

async function compose(directory: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const options = { cwd: join(repository, directory), env: { PATH: process.env['PATH'], ...env } };
  return (await promisify(execFile)('docker-compose', ['--env-file', noEnv, '--file', 'docker-compose.yml', ...args], options)).stdout;
}

const Results = z.array(z.object({ messages: z.array(z.object({ rule: z.string(), message: z.string() })) }));

const ComposeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      depends_on: z.record(z.string(), z.unknown()).optional(),
      environment: z.record(z.string(), z.unknown()).optional(),
      profiles: z.array(z.string()).optional(),
      command: z.union([z.string(), z.array(z.string())]).optional(),
      volumes: z.array(z.unknown()).optional(),
    }),
  ),
});

const Prometheus = z.object({
  scrape_configs: z.array(
    z.object({ job_name: z.string(), dns_sd_configs: z.tuple([z.object({ names: z.tuple([z.string()]), port: z.number() })]) }),
  ),
});

/** What the `berth` command answers, in words and by its exit code. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { container, engine, problem, service, serving, www1 } from '@berth/cli/testing';
import { freePort, repository } from '@berth/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AskedInstallation, entry } from './asked-installation.ts';
import { runEntry } from './run-entry.ts';

let asked: AskedInstallation;

beforeAll(async () => {
  asked = await AskedInstallation.start();
});
afterAll(async () => await asked?.[Symbol.asyncDispose]());

describe.concurrent('with nothing on the bus', () => {
  test('nothing is well, nothing is known, and nothing is made by asking', async () => {
    expect(await asked.berth('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('no applier has ever reported on it') });
    expect(await asked.berth('why', 'www')).toMatchObject({ code: 1, stdout: expect.stringContaining('www is no service') });
    const streams = await readdir(join(asked.directory, 'nats/store/jetstream/$G/streams')).catch(() => []);
    expect(streams).toEqual([]);
  });

  test('its version, and that of Node, wherever it is called', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
    const ended = await runEntry(entry, { args: ['--version'], env: { BERTH_CONFIG: '/nowhere/berth.yaml' } });
    expect(ended).toEqual({ code: 0, stdout: `berth ${version}, Node ${process.versions.node}\n`, stderr: '' });
  });

  test('NATS away: it says so soon, and what to do', async () => {
    const server = `nats://127.0.0.1:${await freePort()}`;
    const ended = await asked.berth('status', '--server', server, '--json');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(`NATS can't be reached at ${server}: no answer within 5 s`);
    expect(ended.stderr).toContain('--server nats://HOST:4222');
  });

  test.for([
    { args: ['status'], config: '/nowhere/berth.yaml', says: 'there is no /nowhere/berth.yaml: name the configuration with BERTH_CONFIG' },
    { args: ['stauts'], config: undefined, says: 'Did you mean status?' },
    { args: ['freeze', 'egde'], config: undefined, says: 'there is no BIG-IP egde; known are: edge' },
    { args: ['watch', 'berth..x'], config: undefined, says: '"berth..x" is not a topic' },
    {
      args: ['watch', 'berth.desird.>'],
      config: undefined,
      says: 'nothing is ever told under berth.desird.>; did you mean berth.desired.>?',
    },
  ])('$args can not be asked: $says', async ({ args, config: file, says }) => {
    const ended = await runEntry(entry, { args, env: { BERTH_CONFIG: file ?? asked.config } });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(says) });
  });

  test('a wrong configuration is named', async () => {
    const file = join(asked.directory, 'wrong.yaml');
    await writeFile(file, 'installation: Shop_1\nsites: {}\n');
    const ended = await runEntry(entry, { args: ['status'], env: { BERTH_CONFIG: file } });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('installation: an installation name must be a DNS label') });
  });

  test('a server is enough', async () => {
    const ended = await asked.berth('status', '--json', '--server', asked.nats.url);
    expect(JSON.parse(ended.stdout)).toMatchObject({ well: false, bigips: [], engines: [] });
  });
});

describe('with an installation at rest', () => {
  beforeEach(async () => await asked.rest());

  test('all is well: exit code 0, for people and as JSON', async () => {
    const [text, json, why, whyJson] = await Promise.all([
      asked.berth('status'),
      asked.berth('status', '--json'),
      asked.berth('why', 'www'),
      asked.berth('why', 'www-1.apps.example.com', '--json'),
    ]);
    expect([text, json, why, whyJson]).toMatchObject(Array.from({ length: 4 }, () => ({ code: 0, stderr: '' })));
    expect(text.stdout).toContain('edge (ltm)  active; everything applied');
    expect(text.stdout).not.toContain('\u001b');
    expect(JSON.parse(json.stdout)).toMatchObject({ well: true, services: [{ service: 'www', offered: 2, members: 2 }] });
    expect(why.stdout).toContain('member 172.17.0.2:80  enabled  www-1');
    expect(JSON.parse(whyJson.stdout)).toMatchObject({ well: true, findings: [{ is: 'host name', places: [{ pool: '/berth/www' }] }] });
  });

  test('a problem: exit code 1, told where it matters', async () => {
    await asked.put(
      'berth-problems',
      'planner-east.one',
      problem('container www-2: exposes no TCP port', 'engine docker1, container www-2'),
    );
    const [all, its, another] = await Promise.all([asked.berth('status'), asked.berth('why', 'www-2'), asked.berth('why', 'www-1')]);
    expect([all, its]).toMatchObject(
      Array.from({ length: 2 }, () => ({ code: 1, stdout: expect.stringContaining('exposes no TCP port') })),
    );
    expect(another).toMatchObject({ code: 0 });
  });

  test('names from outside can not steer the terminal', async () => {
    const name = 'www-1\u001b]0;owned\u0007\u001b[2J\u202e\r\n';
    await asked.put('berth-engines', 'docker1', { ...engine(container(name, 'aaa1')), listedAt: Date.now() });
    await asked.put('berth-problems', 'planner-east.one', problem(`container ${name}: no`, name));
    const origin = { ...www1, name };
    const member = { address: '172.17.0.2%0', port: 80, session: 'enabled', ratio: 1, priorityGroup: 0, connectionLimit: 0, origin };
    await asked.put('berth-desired', 'ltm.edge.www', service(serving([member], [])));
    const questions = [['status'], ['why', name], ['why', 'docker1'], ['why', 'www', '--json']];
    for (const { stdout, stderr } of await Promise.all(questions.map((args) => asked.berth(...args)))) {
      expect(stdout).toMatch(/www-1\\u001b/);
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });
});

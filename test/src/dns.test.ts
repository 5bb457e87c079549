/** Names of real containers, asked of the virtual BIG-IP's listeners with `dig`. */

import { reverseName } from '@berth/irules';
import { waitUntil } from '@berth/local-stack';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dug, dig, type How } from './dig.ts';
import { Laboratory, internalZone as zone } from './laboratory.ts';
import { Unit } from './measure/unit-requests.ts';
import { runEntry } from './run-entry.ts';

const patience = 90_000;
let laboratory: Laboratory;

beforeAll(async () => {
  laboratory = await Laboratory.start({
    dns: 'on',
    // What is waited for when an engine is lost comes soon.
    installation: { planner: { stale: '3s', withdraw: '1s' }, applier: { staleMemberStates: '300ms' } },
    bigipConfig: { monitor: '/Common/quick' },
    before: async ({ bigip }) => {
      using unit = await Unit.at(bigip.access);
      await unit.send('POST', 'ltm/monitor/tcp', { name: 'quick', interval: 1, timeout: 3 });
    },
  });
});

afterAll(async () => {
  await laboratory?.[Symbol.asyncDispose]();
});

async function ask(name: string, how: How = {}): Promise<Dug> {
  return await dig(laboratory.dns, name, how);
}

async function answers(name: string, expected: readonly string[], type = 'A'): Promise<void> {
  const sorted = expected.toSorted((a, b) => (a < b ? -1 : 1));
  let last: Dug | undefined;
  await waitUntil(`${name} ${type} to be ${sorted.join(' ')}`, patience, async () => {
    last = await ask(name, { type });
    return last.status !== undefined && JSON.stringify(last.answers) === JSON.stringify(sorted);
  }).catch(async (cause: unknown) => {
    throw new Error(`${name} ${type}: ${JSON.stringify(last)}\n${await laboratory.logs()}`, { cause });
  });
}

async function addressOf(container: Docker.Container): Promise<string> {
  const { NetworkSettings: settings } = await container.inspect();
  return settings.Networks['bridge']?.IPAddress ?? '';
}

test('service, container, address and ports are answered over UDP and TCP', async () => {
  const addresses = await Promise.all(['www-1', 'www-2'].map(async (name) => addressOf(await laboratory.run(name))));
  const [first = '', second = ''] = addresses;
  await answers(`www.${zone}`, [first, second]);
  await answers(reverseName(second), [`www-2.${zone}.`], 'PTR');
  for (const over of ['udp', 'tcp'] as const) {
    expect(await ask(`WWW.${zone}`, { over })).toMatchObject({
      status: 'NOERROR',
      answers: addresses.toSorted(),
      flags: expect.arrayContaining(['aa']),
    });
    expect(await ask(`www-2.${zone}`, { over })).toMatchObject({ status: 'NOERROR', answers: [second] });
    expect(await ask(`www-2.docker1.${zone}`, { over })).toMatchObject({ status: 'NOERROR', answers: [second] });
    expect(await ask(reverseName(first), { type: 'PTR', over })).toMatchObject({ status: 'NOERROR', answers: [`www-1.${zone}.`] });
    expect(await ask(`www.${zone}`, { type: 'SRV', over })).toMatchObject({
      status: 'NOERROR',
      answers: [`0 1 80 www-1.${zone}.`, `0 1 80 www-2.${zone}.`],
    });
  }
});

test('collector | planner | dns-applier prints what an empty BIG-IP would get, and nothing more for this one', async () => {
  const env = { BERTH_CONFIG: laboratory.config };
  const looked = await runEntry('services/collector/src/main.ts', { args: ['--stdio'], env });
  const planned = await runEntry('services/planner/src/main.ts', { args: ['--stdio'], env, input: looked.stdout });
  const applied = async (...args: readonly string[]) =>
    await runEntry('services/dns-applier/src/main.ts', { args: ['--stdio', '--dry-run', ...args], env, input: planned.stdout });
  const { code, stdout } = await applied();
  expect({ code, lines: stdout.split('\n') }).toEqual({
    code: 0,
    lines: expect.arrayContaining([
      expect.stringMatching(/"POST".*ltm\/rule.*berth_dns/),
      expect.stringMatching(/"POST".*ltm\/profile\/dns.*berth_dns/),
      expect.stringMatching(/"POST".*ltm\/virtual.*berth_dns_udp/),
      expect.stringMatching(/"PATCH".*berth_dns_\d\d.*www-2\.docker\.example\.com/),
    ]),
  });
  expect(await applied('--observe')).toMatchObject({ code: 0, stdout: '' });
});

test('the command says where a name leads', async () => {
  const asked = await laboratory.berth('why', `www-2.${zone}`);
  expect(asked.stdout).toMatch(new RegExp(`on edge \\(dns\\): .*on the BIG-IP\n *www-2\\.${zone.replaceAll('.', '\\.')} in DNS: \\d+\\.`));
});

test('what is there without an answer, what is not there, and what is not ours', async () => {
  const soa = [expect.stringMatching(/SOA/)];
  expect(await ask(`www.${zone}`, { type: 'AAAA' })).toMatchObject({ status: 'NOERROR', answers: [], authority: soa });
  expect(await ask(`docker1.${zone}`)).toMatchObject({ status: 'NOERROR', answers: [], authority: soa });
  for (const over of ['udp', 'tcp'] as const) {
    expect(await ask(`nobody.${zone}`, { over })).toMatchObject({ status: 'NXDOMAIN', answers: [], authority: soa });
    expect(await ask('www.example.org', { over })).toMatchObject({ status: 'REFUSED', answers: [] });
  }
});

test('an unhealthy container has no answer until it is well again, and the last one keeps its', async () => {
  const [one, two] = await Promise.all(['sick-1', 'sick-2'].map((name) => laboratory.run(name, { tag: 'health' })));
  if (one === undefined || two === undefined) throw new Error('two containers were started');
  const [first, second] = [await addressOf(one), await addressOf(two)];
  await answers(`sick.${zone}`, [first, second]);
  await command(one, 'rm', '/www/healthz');
  await answers(`sick.${zone}`, [second]);
  expect(await ask(`sick-1.${zone}`)).toMatchObject({ status: 'NOERROR', answers: [] });
  await command(one, 'touch', '/www/healthz');
  await answers(`sick.${zone}`, [first, second]);
});

test('a stopping container leaves, a new one comes, and names outlive the last one for a while', async () => {
  const first = await laboratory.run('shop-1');
  await answers(`shop.${zone}`, [await addressOf(first)]);
  const second = await laboratory.run('shop-2');
  const [one, two] = [await addressOf(first), await addressOf(second)];
  await answers(`shop.${zone}`, [one, two]);
  await first.stop();
  await answers(`shop.${zone}`, [two]);
  await waitUntil('shop-1 not to be there any more', patience, async () => (await ask(`shop-1.${zone}`)).status === 'NXDOMAIN');
  await second.remove({ force: true });
  await answers(`shop.${zone}`, []);
  expect(await ask(`shop.${zone}`)).toMatchObject({ status: 'NOERROR' });
});

test('a published port is told with the address of its engine', async () => {
  const { docker, gateway } = laboratory.engine;
  const container = await docker.createContainer({
    name: 'open-1',
    Image: 'berth-sample/web:latest',
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8081' }] } },
  });
  await container.start();
  await answers(`open.${zone}`, [gateway]);
  await answers(`open.${zone}`, [`0 1 8081 open-1.${zone}.`], 'SRV');
  await container.remove({ force: true });
});

test('what happens while no DNS applier runs is on the BIG-IP soon after one does', async () => {
  const before = await laboratory.run('late-1');
  await answers(`late.${zone}`, [await addressOf(before)]);
  await laboratory.program('dns-applier').kill('SIGTERM');
  const after = await laboratory.run('late-2');
  await before.remove({ force: true });
  await laboratory.program('dns-applier').start();
  await answers(`late.${zone}`, [await addressOf(after)]);
  await waitUntil('late-1 not to be there any more', patience, async () => (await ask(`late-1.${zone}`)).status === 'NXDOMAIN');
});

test('what is down on an engine that nobody sees leaves DNS and stays in its pool, all of it goes when given up, and is back with the engine', async () => {
  const [one, two] = await Promise.all(['lost-1', 'lost-2'].map((name) => laboratory.run(name)));
  if (one === undefined || two === undefined) throw new Error('two containers were started');
  const [first, second] = [await addressOf(one), await addressOf(two)];
  await answers(`lost.${zone}`, [first, second]);
  expect(await laboratory.berth('forget', 'docker1')).toMatchObject({ code: 2, stderr: expect.stringContaining('a collector sees it') });
  expect(await laboratory.berth('forget', 'docker9')).toMatchObject({ code: 2, stderr: expect.stringContaining('known are: docker1') });

  await laboratory.program('collector').kill();
  await one.remove({ force: true });
  await answers(`lost.${zone}`, [second]);
  expect(await ask(`lost-1.${zone}`)).toMatchObject({ status: 'NOERROR', answers: [] });
  expect(new Set(members('lost'))).toEqual(new Set([`${first}:80 user-enabled`, `${second}:80 user-enabled`]));

  expect(await laboratory.berth('forget', 'docker1')).toMatchObject({ code: 0, stdout: expect.stringContaining('Gave up docker1') });
  await answers(`lost.${zone}`, []);
  await waitUntil('the pool to be empty', patience, () => members('lost').length === 0);
  expect((await laboratory.berth('status')).stdout).toMatch(/docker1 .*forgotten: given up by/);

  await laboratory.program('collector').start();
  await answers(`lost.${zone}`, [second]);
  await waitUntil('the decision to be over', patience, async () => !(await laboratory.berth('status')).stdout.includes('forgotten'));
});

test('nothing is wrong with any of it, for the command too', async () => {
  await waitUntil('all to be applied', patience, async () =>
    (await laboratory.berth('status')).stdout.includes('edge (dns)  active; everything applied'),
  );
});

/** `ADDRESS:PORT session`, per member of a service's pool. */
function members(service: string): string[] {
  const { unit } = laboratory.bigip;
  const table = unit.kind === 'here' ? unit.bigip.snapshot()['ltm/pool/members'] : undefined;
  return Object.entries(table ?? {}).flatMap(([key, { session }]) =>
    key.startsWith(`/berth/${service} `) ? [`${key.replace(/.*\//, '')} ${String(session)}`] : [],
  );
}

async function command(container: Docker.Container, ...words: readonly string[]): Promise<void> {
  const execution = await container.exec({ Cmd: [...words] });
  await execution.start({ Detach: true });
}

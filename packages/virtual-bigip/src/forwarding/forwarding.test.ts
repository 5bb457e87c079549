/** A unit that forwards, in a network namespace with hosts around it. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import { Flow, fetched, Namespace, plug, stopped, tellAddresses } from '../testing/namespaces.ts';
import { mustBeInOwnNamespace } from './own-namespace.ts';

const MAIN = join(import.meta.dirname, '../main.ts');
const patient = { timeout: 30_000 };

/** Two hosts with a network behind each, one beyond the port of management, and the unit between them. */
let unit: Namespace;
let one: Namespace;
let two: Namespace;
let running: ChildProcess;
/** What it told. */
const lines: string[] = [];
/** The kernel of the unit before it was started. */
let untouched: string;

beforeAll(async () => {
  const parts = new AsyncDisposableStack();
  const namespace = async () => parts.use(await Namespace.make());
  const manager = await namespace();
  [unit, one, two] = await Promise.all([namespace(), namespace(), namespace()]);
  await plug(unit, '1.1', one, ['10.31.1.2/24', 'fd00:31:1::2/64', '10.32.1.1/32', 'fd00:32:1::1/128']);
  await plug(unit, '1.2', two, ['10.31.2.2/24', 'fd00:31:2::2/64', '10.32.2.1/32', 'fd00:32:2::1/128']);
  await plug(unit, 'mgmt', manager, ['10.39.0.2/24']);
  await unit.run('ip', 'address', 'add', '10.39.0.1/24', 'dev', 'mgmt');
  await manager.run('ip', 'route', 'add', 'default', 'via', '10.39.0.1');
  for (const [host, number] of [[one, 1] as const, [two, 2] as const]) {
    await host.run('ip', 'route', 'add', 'default', 'via', `10.31.${number}.1`);
    await host.run('ip', 'route', 'add', 'default', 'via', `fd00:31:${number}::1`);
  }
  const servers = await Promise.all([one, two, manager].map(tellAddresses));
  parts.defer(async () => void (await Promise.all(servers.map(async (server) => stopped(server, 'SIGKILL')))));
  untouched = await kernel();
  running = await started();
  parts.defer(async () => void (await stopped(running, 'SIGKILL')));
  await configure();
  return async () => parts.disposeAsync();
});

test('nothing is forwarded without a virtual server that forwards, whatever the routes', async () => {
  await expect.poll(async () => unit.run('ip', 'route'), patient).toContain('10.32.2.0/24 via 10.31.2.2 dev 1.2');
  expect(await fetched(one, '10.32.1.1', '10.32.2.1')).toBe('nothing');
  expect(await fetched(one, 'fd00:32:1::1', 'fd00:32:2::1')).toBe('nothing');
});

test('a virtual server forwards to its network, from its VLANs, as the sender', async () => {
  await ask('POST', 'ltm/virtual', {
    name: 'f',
    destination: '/Common/10.32.0.0:0',
    mask: '255.255.0.0',
    ipForward: true,
    vlansEnabled: true,
    vlans: ['one'],
  });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('10.32.1.1');
  expect(await fetched(two, '10.32.2.1', '10.32.1.1'), 'from the other VLAN').toBe('nothing');
  expect(await fetched(one, '10.32.1.1', '10.31.2.2'), 'to another network').toBe('nothing');
  await ask('PATCH', 'ltm/virtual/f', { vlans: ['one', 'two'] });
  await expect.poll(async () => fetched(two, '10.32.2.1', '10.32.1.1'), patient).toBe('10.32.2.1');
});

test('a virtual server forwards IPv6', async () => {
  await ask('POST', 'ltm/virtual', { name: 'f6', destination: '/Common/fd00:32::.0', mask: 'ffff:ffff::', ipForward: true });
  await expect.poll(async () => fetched(one, 'fd00:32:1::1', 'fd00:32:2::1'), patient).toBe('fd00:32:1::1');
});

test('nothing is forwarded to the network of management, whatever virtual servers take', async () => {
  await ask('POST', 'ltm/virtual', { name: 'all', destination: '/Common/0.0.0.0:0', mask: 'any', ipForward: true });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.31.2.2'), patient).toBe('10.32.1.1');
  expect(await fetched(one, '10.32.1.1', '10.39.0.2')).toBe('nothing');
  await ask('DELETE', 'ltm/virtual/all');
});

test('a virtual server with automap sends from the self IP', async () => {
  await ask('PATCH', 'ltm/virtual/f', { sourceAddressTranslation: { type: 'automap' } });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('10.31.2.1');
  await ask('PATCH', 'ltm/virtual/f', { sourceAddressTranslation: { type: 'none' } });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('10.32.1.1');
});

test('a virtual server with a pool is there for hosts of its network', async () => {
  await ask('POST', 'ltm/pool', { name: 'p', members: [{ name: '10.32.2.1:80' }] });
  await ask('POST', 'ltm/virtual', {
    name: 'web',
    destination: '/Common/10.31.1.80:80',
    ipProtocol: 'tcp',
    pool: 'p',
    profiles: ['/Common/http'],
  });
  await expect.poll(async () => fetched(one, '10.31.1.2', '10.31.1.80'), patient).toBe('10.31.2.1');
});

test('a route that goes takes its network along, and brings it back', async () => {
  await ask('DELETE', 'net/route/r2');
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('nothing');
  await ask('POST', 'net/route', { name: 'r2', network: '10.32.2.0/24', gw: '10.31.2.2' });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('10.32.1.1');
});

test('routes are back when a link is up again', async () => {
  await unit.run('ip', 'link', 'set', '1.2', 'down');
  await expect.poll(async () => unit.run('ip', 'route'), patient).not.toContain('10.32.2.0/24');
  await unit.run('ip', 'link', 'set', '1.2', 'up');
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('10.32.1.1');
  await expect.poll(async () => fetched(one, 'fd00:32:1::1', 'fd00:32:2::1'), patient).toBe('fd00:32:1::1');
});

test('filters that somebody flushes are back, for either family, and what nobody touched is left alone', async () => {
  const rules = async () => unit.run('sh', '-c', "{ iptables-save; ip6tables-save; } | grep -E '^-A' || true");
  const before = await rules();
  expect(before).toContain('-A FORWARD -j virtual-bigip\n');
  await unit.run('sh', '-c', 'for tool in iptables ip6tables; do $tool --flush; $tool --table nat --flush; done');
  await expect.poll(rules, patient).toBe(before);
  const repaired = (family: number) => lines.filter((line) => line.includes(`somebody had changed the filters of IPv${family}`)).length;
  await expect.poll(() => [repaired(4), repaired(6)], patient).toEqual([1, 1]);
  expect(await fetched(one, '10.32.1.1', '10.32.2.1')).toBe('10.32.1.1');
});

test('flows outlive the disabling of their virtual server, and end with it', async () => {
  await using flow = new Flow(one, '10.32.2.1');
  await expect.poll(async () => flow.next(), patient).toBe('10.31.1.2');
  await ask('PATCH', 'ltm/virtual/f', { disabled: true });
  await expect.poll(async () => fetched(one, '10.32.1.1', '10.32.2.1'), patient).toBe('nothing');
  await expect.poll(async () => flow.next(), patient).toBe('10.31.1.2');
  await ask('DELETE', 'ltm/virtual/f');
  await expect.poll(async () => flow.next(), patient).toBe('nothing');
});

test('killed and started again it begins clean, and told to stop it leaves the kernel as it was', async () => {
  await stopped(running, 'SIGKILL');
  expect(await kernel()).not.toBe(untouched);
  running = await started();
  expect(await unit.run('ip', 'route')).not.toContain('10.31.1.0/24');
  await configure();
  await expect.poll(async () => unit.run('ip', 'route'), patient).toContain('10.32.2.0/24 via 10.31.2.2 dev 1.2');
  expect(await stopped(running, 'SIGTERM')).toBe(0);
  expect(await kernel()).toBe(untouched);
});

test("the machine's own network namespace is refused", async () => {
  await expect(mustBeInOwnNamespace()).rejects.toThrow("forwarding would change the machine's own addresses, routes and filters");
});

/** The unit with a VLAN, self IPs and routes for each host, by REST. */
async function configure(): Promise<void> {
  for (const [name, number] of [['one', 1] as const, ['two', 2] as const]) {
    await ask('POST', 'net/vlan', { name, interfaces: [{ name: `1.${number}`, untagged: true }] });
    await ask('POST', 'net/self', { name: `s${number}`, address: `10.31.${number}.1/24`, vlan: name });
    await ask('POST', 'net/self', { name: `s6${number}`, address: `fd00:31:${number}::1/64`, vlan: name });
    await ask('POST', 'net/route', { name: `r${number}`, network: `10.32.${number}.0/24`, gw: `10.31.${number}.2` });
    await ask('POST', 'net/route', { name: `r6${number}`, network: `fd00:32:${number}::/64`, gw: `fd00:31:${number}::2` });
  }
}

async function started(): Promise<ChildProcess> {
  const command = [process.execPath, MAIN, '--host', '10.39.0.1', '--port', '8443', '--forward'];
  const child = unit.start('sh', '-c', 'exec "$@" 2>&1', 'sh', ...command);
  const told = createInterface(child.stdout);
  told.on('line', (line) => lines.push(line));
  await once(told, 'line');
  return child;
}

async function ask(method: string, path: string, body?: object): Promise<void> {
  const sent = body === undefined ? [] : ['--data', JSON.stringify(body), '--header', 'Content-Type: application/json'];
  await unit.run(
    'curl',
    '--insecure',
    '--silent',
    '--show-error',
    '--fail-with-body',
    '--user',
    'admin:admin',
    '--request',
    method,
    ...sent,
    `https://10.39.0.1:8443/mgmt/tm/${path}`,
  );
}

/** All that forwarding may change of the unit's kernel; chains without rules, and what the kernel does by itself for links, don't count. */
async function kernel(): Promise<string> {
  const told = await Promise.all([
    unit.run('ip', '-o', 'address', 'show', 'scope', 'global'),
    unit.run('ip', 'route'),
    unit.run('sh', '-c', 'ip -6 route | grep -v ^fe80 || true'),
    unit.run('sh', '-c', "{ iptables-save; ip6tables-save; } | grep -E '^-A|^:virtual' || true"),
    unit.run('sh', '-c', 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/ipv?/ip_nonlocal_bind'),
  ]);
  return told.join('\n').replaceAll(/\[\d+:\d+\]/g, '');
}

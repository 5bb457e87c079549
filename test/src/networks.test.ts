/** Every kind of network and address that an engine has: the page is really served through the BIG-IP, or it is told why it can't be. */
import { all, type Lab, type LabBerth, type LabEngine, makeImage, startBerth, startLab, waitUntil } from '@berth/local-stack';
import { problemFilter } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runEntry } from './run-entry.ts';
import { openTestStore } from './test-store.ts';

const patience = 60_000;
const image = 'berth-sample/web:latest';
const stack = new AsyncDisposableStack();
let lab: Lab;
let berth: LabBerth;

type Wanted = Pick<Docker.ContainerCreateOptions, 'Labels' | 'HostConfig'>;

const on = (network: string, labels: Record<string, string> = {}): Wanted => ({ Labels: labels, HostConfig: { NetworkMode: network } });
const binding = (HostPort: string, HostIp = '') => ({ HostPort, HostIp });
/** Only where it is asked for does it stay so when monitors show that the other way works too. */
const published = (...bindings: readonly ReturnType<typeof binding>[]): Wanted => ({
  Labels: { 'berth.address': 'published' },
  HostConfig: { PortBindings: { '80/tcp': bindings } },
});

/** On docker1, which is reached by IPv4. */
const containers: Readonly<Record<string, Wanted>> = {
  'plain-1': on('bridge'),
  'user-1': on('shop'),
  'two-1': on('shop'),
  'chosen-1': on('shop', { 'berth.network': 'shop' }),
  'inner-1': on('inner'),
  'lan-1': on('lan'),
  'host-1': on('host'),
  'none-1': on('none'),
  'everywhere-1': published(binding('8080')),
  'one-1': published(binding('8081', '10.31.1.2')),
  'random-1': published(binding('')),
  'twice-1': published(binding('8083'), binding('8084')),
  'loopback-1': { HostConfig: { PortBindings: { '80/tcp': [binding('8082', '127.0.0.1')] } } },
};

/** On docker2, which is reached by IPv6; its engine needs a process of its own to publish by that. */
const containers6: Readonly<Record<string, Wanted>> = { 'six-1': on('bridge'), 'published-six-1': published(binding('8086', '::')) };

beforeAll(async () => {
  lab = stack.use(await startLab({ engines: [{}, { args: ['--userland-proxy=true'] }] }));
  const [one, two] = [lab.engine(1), lab.engine(2)];
  const [unit] = await all([lab.bigip.start(), ...lab.engines.map(({ docker }) => makeImage(docker)), makeNetworks(one.docker)]);
  // What can't be reached yet is looked at again soon.
  await unit.ask('POST', 'ltm/monitor/tcp', { name: 'quick', defaultsFrom: '/Common/tcp', interval: 1, timeout: 4 });
  const http = { mode: 'own', virtual: `${lab.bigip.virtualAddress}:80` };
  const { link6 } = two.addresses;
  const engines = {
    docker1: { url: one.url, address: one.address },
    docker2: { url: two.url, address: link6.engine },
  };
  const sites = { here: { engines, bigips: { edge: { ...lab.bigip.process.configuration, http, routes: {}, monitor: '/Common/quick' } } } };
  berth = stack.use(await startBerth(lab, { programs: ['planner', 'ltm-applier', 'route-advisor'], installation: { sites } }));
  await all([
    ...Object.entries(containers).map(([name, wanted]) => run(one, name, wanted)),
    ...Object.entries(containers6).map(([name, wanted]) => run(two, name, wanted)),
    runGuest(one),
    runSwarm(one),
  ]);
  await one.docker.getNetwork('bridge').connect({ Container: 'two-1' });
  await one.docker.getNetwork('bridge').connect({ Container: 'chosen-1' });
});

afterAll(async () => {
  await stack.disposeAsync();
});

test.for([
  { what: 'on the default bridge', name: 'plain' },
  { what: 'on a network of the user', name: 'user' },
  { what: 'on two networks, of which a label names one', name: 'chosen' },
  { what: 'on a macvlan', name: 'lan' },
  { what: "in its host's network", name: 'host' },
  { what: 'in the network of another', name: 'guest', page: 'pod' },
  { what: 'published on all addresses', name: 'everywhere' },
  { what: 'published on one address', name: 'one' },
  { what: 'published on whichever port is free', name: 'random' },
  { what: 'published for its own host only', name: 'loopback' },
  { what: 'with IPv4 and IPv6 on an engine that is reached by IPv6', name: 'six' },
  { what: 'published by IPv6', name: 'published-six' },
  { what: 'of Swarm without a network of its own', name: 'task' },
  { what: 'of Swarm with a port in mode host', name: 'hosted' },
])('a container $what is served', async ({ name, page = `${name}-1` }) => {
  await waitUntil(`the page of ${name}`, patience, async () => ((await get(name)) === page ? true : undefined)).catch(
    async (cause: unknown) => {
      throw new Error(`${name}: ${await get(name)}; ${JSON.stringify(await told())}`, { cause });
    },
  );
});

test.for([
  { what: 'on two networks', says: /^container two-1: could be reached at 10\.32\.1\.\d+ in bridge and 10\.33\.16\.\d+ in shop$/ },
  { what: 'on an internal network', says: /^container inner-1: has no address that can be used: .* \(the network is internal\)$/ },
  { what: 'without a network', says: /^container none-1: has no network$/ },
  { what: 'published twice', says: /^container twice-1: has port 80 published more than once: 10\.31\.1\.2:8083 and 10\.31\.1\.2:8084$/ },
  { what: 'of Swarm in its routing mesh', says: /^container meshed\.1\.\w+: has no address that can be used: 10\.0\.0\.\d+ in ingress / },
  {
    what: 'of Swarm on an overlay',
    says: /^container overlaid\.1\.\w+: has no address that can be used: .* in mesh \(addresses of an overlay/,
  },
])('a container $what is a problem', async ({ says }) => {
  await waitUntil(`a problem like ${says}`, patience, async () => ((await told()).some((what) => says.test(what)) ? true : undefined));
});

test('why tells which address was taken, and which was turned down', async () => {
  const { stdout } = await runEntry('packages/cli/src/main.ts', {
    args: ['why', 'everywhere-1'],
    env: { BERTH_CONFIG: berth.configuration },
  });
  expect(stdout).toContain('reached at 10.31.1.2:8080: berth.address=published');
  expect(stdout).toMatch(/not at 10\.32\.1\.\d+ in bridge: berth\.address=published/);
});

/** The page of a host name, from the HTTP virtual server. */
async function get(name: string): Promise<string> {
  const url = `http://${lab.bigip.virtualAddress}/`;
  return await lab.bigip.run('curl', '--silent', '--max-time', '5', '--header', `Host: ${name}.apps.example.com`, url).then(
    (page) => page.trim(),
    () => 'nothing',
  );
}

/** What the planner tells as problems. */
async function told(): Promise<string[]> {
  await using store = await openTestStore(berth.nats);
  const watching = store.watch('berth-problems', problemFilter('planner-here'), AbortSignal.timeout(patience));
  for await (const { entries } of watching) return entries.flatMap(({ value }) => (value.kind === 'document' ? [value.document.what] : []));
  return [];
}

async function makeNetworks(docker: Docker): Promise<void> {
  const lan = { Driver: 'default', Config: [{ Subnet: '10.31.1.0/24', IPRange: '10.31.1.128/28', Gateway: '10.31.1.1' }] };
  await docker.createNetwork({ Name: 'shop' });
  await docker.createNetwork({ Name: 'inner', Internal: true });
  await docker.createNetwork({ Name: 'lan', Driver: 'macvlan', IPAM: lan, Options: { parent: 'eth0' } });
}

/** Its page is its name. */
async function run({ docker }: LabEngine, name: string, wanted: Wanted): Promise<void> {
  await (await docker.createContainer({ name, Hostname: name, Image: image, ...wanted })).start();
}

/** A container that serves in the network of one that does nothing but hold it. */
async function runGuest({ docker }: LabEngine): Promise<void> {
  const pod = await docker.createContainer({ name: 'pod', Hostname: 'pod', Image: image, Cmd: ['sleep', '3600'] });
  await pod.start();
  await (await docker.createContainer({ name: 'guest-1', Image: image, ...on(`container:${pod.id}`) })).start();
}

async function runSwarm({ docker, address }: LabEngine): Promise<void> {
  await docker.swarmInit({ AdvertiseAddr: address, ListenAddr: `${address}:2377` });
  await docker.createNetwork({ Name: 'mesh', Driver: 'overlay' });
  // By its id, for which Swarm does not ask a registry first.
  const { Id } = await docker.getImage(image).inspect();
  const service = async (name: string, more: object = {}, networks: readonly string[] = []) =>
    await docker.createService({
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: Id, Hostname: `${name}-1` }, Networks: networks.map((Target) => ({ Target })) },
      ...more,
    });
  const port = (PublishMode: 'host' | 'ingress', PublishedPort: number) => ({
    EndpointSpec: { Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort, PublishMode }] },
  });
  await all([
    service('task'),
    service('hosted', port('host', 8101)),
    service('meshed', port('ingress', 8102)),
    service('overlaid', {}, ['mesh']),
  ]);
}

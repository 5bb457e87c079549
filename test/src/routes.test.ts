/** Containers of different hosts reach each other through the BIG-IP: in a laboratory of real engines, with all of Berth. */
import type { Store } from '@berth/bus';
import { type Lab, type LabBerth, type LabEngine, makeImage, runCommand, startBerth, startLab, waitUntil } from '@berth/local-stack';
import { compareText, desiredServiceKey, engineKey, type Problem, problemFilter, type Routing, statusKey } from '@berth/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { documentIn, openTestStore } from './test-store.ts';

const patience = 60_000;
const forwarding = { vlans: ['/Common/docker1', '/Common/docker2'] };
/** In the configuration; tests change it. */
const routes: Record<string, unknown> = {};

let lab: Lab;
let berth: LabBerth;
let store: Store;
const signal = new AbortController().signal;
const addresses = new Map<string, string>();

beforeAll(async () => {
  lab = await startLab();
  const unit = await lab.bigip.start('--forward');
  await unit.ask('POST', 'ltm/monitor/tcp', { name: 'quick', defaultsFrom: '/Common/tcp', interval: 1, timeout: 3 });
  berth = await startBerth(lab, {
    programs: ['planner', 'ltm-applier', 'dns-applier'],
    bigip: { routes, monitor: '/Common/quick' },
    installation: { applier: { memberStates: '500ms', staleMemberStates: '500ms' }, planner: { stale: '3s', withdraw: '1s' } },
  });
  store = await openTestStore(berth.nats);
  const [one, two] = [lab.engine(1), lab.engine(2)];
  await Promise.all([run(one, 'www-1'), run(two, 'api-1'), run(one, 'pair-1'), run(two, 'pair-2')]);
}, patience * 2);

afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await berth?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

/** Starts a web server container on a network, and returns its address. */
async function run({ docker }: LabEngine, name: string, network = 'bridge'): Promise<string> {
  const container = await docker.createContainer({
    name,
    Hostname: name,
    Image: await makeImage(docker),
    HostConfig: { NetworkMode: network },
  });
  await container.start();
  const { NetworkSettings: settings } = await container.inspect();
  const address = settings.Networks[network]?.IPAddress ?? '';
  addresses.set(name, address);
  return address;
}

/** What a container gets for the echo page of a name or an address: nothing when there is no answer. */
async function fetchFrom({ url }: LabEngine, container: string, where: string): Promise<string> {
  const fetch = ['timeout', '1', 'wget', '-q', '-O', '-', `http://${where}/cgi-bin/echo`];
  return await runCommand('docker', '-H', url, 'exec', container, ...fetch).catch(() => '');
}

function seen(container: string): string {
  return `from [::ffff:${addresses.get(container)}]\n`;
}

/** Each fetches the other's page by its name, and each is seen with its own address. */
async function reachEachOther(): Promise<void> {
  const [one, two] = [lab.engine(1), lab.engine(2)];
  await waitUntil('www-1 to get the page of api-1', patience, async () =>
    (await fetchFrom(one, 'www-1', 'api-1.docker.example.com')).includes(seen('www-1')),
  );
  await waitUntil('api-1 to get the page of www-1', patience, async () =>
    (await fetchFrom(two, 'api-1', 'www-1.docker.example.com')).includes(seen('api-1')),
  );
}

async function routing({ name }: LabEngine): Promise<Routing | undefined> {
  const document = await documentIn(store, 'berth-desired', desiredServiceKey('route', 'edge', name), signal);
  return document?.kind === 'routes' && document.want.kind === 'serving' ? document.want : undefined;
}

/** Networks of the routes that the BIG-IP has, and nobody waits for another one. */
async function routesOn(): Promise<string[]> {
  const { items } = Routes.parse(JSON.parse(await lab.bigip.process.ask('GET', 'net/route')));
  return items.map(({ network }) => network).toSorted(compareText);
}

const Routes = z.object({ items: z.array(z.object({ network: z.string() })).default([]) });
const Members = z.object({ items: z.array(z.object({ name: z.string() })).default([]) });

/** Names of a pool's members. */
async function membersOn(pool: string): Promise<string[]> {
  const { items } = Members.parse(JSON.parse(await lab.bigip.process.ask('GET', `ltm/pool/~berth~${pool}/members`)));
  return items.map(({ name }) => name);
}

/** The page of a host name, as a container gets it from the BIG-IP's HTTP virtual server. */
async function pageOf(host: string): Promise<string> {
  const fetch = ['timeout', '2', 'wget', '-q', '-O', '-', '--header', `Host: ${host}`, `http://${lab.bigip.virtualAddress}/`];
  const page = await runCommand('docker', '-H', lab.engine(1).url, 'exec', 'www-1', ...fetch).catch(String);
  return page.trim();
}

/** Until a name has these containers' addresses, as a container is answered by the BIG-IP. */
async function untilAnswered(name: string, containers: readonly string[]): Promise<void> {
  const lookUp = ['docker', '-H', lab.engine(1).url, 'exec', 'www-1', 'nslookup', `${name}.docker.example.com`] as const;
  const wanted = containers.map((container) => addresses.get(container) ?? '').toSorted(compareText);
  await waitUntil(`${name} to be answered with ${containers.join(' and ')}`, patience, async () => {
    const answer = await runCommand(...lookUp).catch(() => '');
    const found = [...answer.matchAll(/^Address.*?(10\.32\.\d+\.\d+)/gm)].map(([, address = '']) => address);
    return found.toSorted(compareText).join() === wanted.join();
  });
}

async function untilRoutes(expected: readonly string[]): Promise<void> {
  await waitUntil(
    `the routes ${expected.join(', ')}`,
    patience,
    async () => (await routesOn()).join() === expected.toSorted(compareText).join(),
  );
}

async function problems(): Promise<Problem[]> {
  for await (const { entries } of store.watch('berth-problems', problemFilter('planner-here'), signal))
    return entries.flatMap(({ value }) => (value.kind === 'document' ? [value.document] : []));
  return [];
}

async function untilProblem(subject: string): Promise<Problem> {
  return await waitUntil(`the problem ${subject}`, patience, async () => (await problems()).find((problem) => problem.subject === subject));
}

async function untilSolved(subject: string): Promise<void> {
  await waitUntil(`${subject} to be solved`, patience, async () => (await problems()).every((problem) => problem.subject !== subject));
}

test('not without routes, not without forwarding; with both by the name that the BIG-IP answers, and with their own addresses', async () => {
  const one = lab.engine(1);
  const api = addresses.get('api-1') ?? '';
  await waitUntil('what is planned to be on the BIG-IP', patience, async () => (await membersOn('api').catch(() => [])).length === 1);
  expect(await fetchFrom(one, 'www-1', api)).toBe('');

  await berth.startProgram('route-advisor');
  await untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  expect(await fetchFrom(one, 'www-1', api)).toBe('');

  routes['forwarding'] = forwarding;
  await berth.configure();
  await reachEachOther();
  await waitUntil('everything to be applied', patience, async () => {
    const status = await documentIn(store, 'berth-status', statusKey('route', 'edge'), signal);
    return status?.behindBy === 0 && status.exceptions.length === 0;
  });
});

test('the host tells the way back, which is proven then, and monitors tell that containers are reached', async () => {
  const want = await waitUntil('what is known of the way', patience, async () => {
    const found = await routing(lab.engine(1));
    return found?.reach.back === 'works' && found.reach.networks[0]?.direct === 'works' && found;
  });
  expect(want.reach.networks).toEqual([{ network: 'bridge', direct: 'works' }]);
  expect(want.reach.findings.filter(({ severity }) => severity !== 'unknown')).toEqual([]);
});

test('a network that comes has its route, one that overlaps has none, and what goes loses it', async () => {
  const [one, two] = [lab.engine(1), lab.engine(2)];
  const shop = await one.docker.createNetwork({ Name: 'shop', IPAM: { Config: [{ Subnet: '10.77.1.0/24' }] } });
  await run(one, 'shop-1', 'shop');
  await waitUntil('api-1 to get the page of shop-1', patience, async () =>
    (await fetchFrom(two, 'api-1', 'shop-1.docker.example.com')).includes(seen('api-1')),
  );
  const masked = await untilProblem('route-edge-docker1-masquerading-shop');
  expect(masked.hint).toContain('com.docker.network.bridge.enable_ip_masquerade=false');

  const other = await two.docker.createNetwork({ Name: 'other', IPAM: { Config: [{ Subnet: '10.77.0.0/16' }] } });
  const overlap = await untilProblem('route-edge-docker1-overlap-shop');
  expect(overlap.what).toContain('network shop of engine docker1');
  expect(overlap.what).toContain('network other of engine docker2');
  await untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await other.remove();
  await untilRoutes(['10.32.1.0/24', '10.32.2.0/24', '10.77.1.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await untilSolved('route-edge-docker1-overlap-shop');

  await one.docker.getContainer('shop-1').remove({ force: true });
  await shop.remove();
  await untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await untilSolved('route-edge-docker1-masquerading-shop');
});

test('a third engine joins, and its containers are reached at once', async () => {
  const three = await lab.addEngine();
  const address = await run(three, 'job-1');
  const arrived = untilDocument(three);
  const page = `until timeout 1 wget -q -O - http://${address}/cgi-bin/echo; do :; done`;
  const reached = runCommand('docker', '-H', lab.engine(1).url, 'exec', 'www-1', 'sh', '-c', page);
  const joined = berth.addEngine(three);
  const since = await arrived;
  expect(await reached).toContain(seen('www-1'));
  // About half a second on a machine with nothing else to do.
  expect(performance.now() - since).toBeLessThan(5000);
  await joined;
});

/** When its first document is there, `performance.now()`. */
async function untilDocument({ name }: LabEngine): Promise<number> {
  for await (const { entries } of store.watch('berth-engines', engineKey(name), signal)) if (entries.length > 0) return performance.now();
  return Number.POSITIVE_INFINITY;
}

test('what drops packets on the way is found, and solved when it is gone', async () => {
  const three = lab.engine(3);
  const rule = ['DOCKER-USER', '-i', 'eth0', '-j', 'ACCEPT'];
  await three.run('iptables', '-P', 'FORWARD', 'DROP');
  await three.run('iptables', '-D', ...rule);
  const silent = await untilProblem('route-edge-docker3-silent-bridge');
  expect(silent.where).toContain("by edge's monitors");
  await three.run('iptables', '-I', ...rule);
  await untilSolved('route-edge-docker3-silent-bridge');

  await lab.bigip.process.ask('DELETE', 'net/route/~berth~berth_route_10.32.3.0_24');
  await lab.bigip.process.ask('DELETE', 'net/self/~Common~docker3');
  const unreached = await untilProblem('route-edge-docker3-gateway-bridge');
  expect(unreached.what).toContain('no self IP of edge');
  expect((await routing(three))?.withheld.map(({ network }) => network)).toContain('10.32.3.0%0/24');
  await lab.bigip.process.ask('POST', 'net/self', { name: 'docker3', address: '10.31.3.1/24', vlan: '/Common/docker3' });
  await untilSolved('route-edge-docker3-gateway-bridge');
  await waitUntil('the route to be back', patience, async () => (await routesOn()).includes('10.32.3.0/24'));
});

test.for([
  {
    what: 'its cables are pulled',
    lose: (engine: LabEngine) => engine.lose(),
    recover: (engine: LabEngine) => engine.recover(),
    reached: 'not',
  },
  {
    what: 'its collector stops',
    lose: async (engine: LabEngine) => await berth.collector(engine)[Symbol.asyncDispose](),
    recover: (engine: LabEngine) => berth.startCollector(engine),
    reached: 'still',
  },
  {
    what: 'its daemon is killed',
    lose: (engine: LabEngine) => engine.engine.kill(),
    recover: (engine: LabEngine) => engine.engine.restart(),
    reached: 'still',
  },
])('an engine is lost, for $what: nothing of it is removed, and the others are served all the time', async ({ lose, recover, reached }) => {
  const [one, two] = [lab.engine(1), lab.engine(2)];
  await reachEachOther();
  const before = await routesOn();
  const served: unknown[] = [];
  const end = new AbortController();
  const asking = (async () => {
    while (!end.signal.aborted) served.push(await pageOf('www-1.apps.example.com'));
  })();
  await lose(two);
  await untilProblem('engine-docker2-stale');
  expect(await routesOn()).toEqual(before);
  expect(await membersOn('api')).toEqual([`${addresses.get('api-1')}:80`]);
  const direct = await fetchFrom(one, 'www-1', addresses.get('api-1') ?? '');
  expect(direct.includes(seen('www-1'))).toBe(reached === 'still');
  // Its containers' names go only where the monitors call them down and others remain.
  await untilAnswered('pair', reached === 'still' ? ['pair-1', 'pair-2'] : ['pair-1']);
  await untilAnswered('api', ['api-1']);
  await recover(two);
  await untilSolved('engine-docker2-stale');
  end.abort();
  await asking;
  expect(served.length).toBeGreaterThan(0);
  expect(served.filter((page) => page !== 'www-1')).toEqual([]);
  if (reached === 'not') await reachEachOther();
});

/** Containers of different hosts reach each other through the BIG-IP: in a laboratory of real engines, with all of Berth. */
import { setTimeout as pause } from 'node:timers/promises';
import { type LabEngine, runCommand, waitUntil } from '@berth/local-stack';
import { engineKey, statusKey } from '@berth/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RoutedLab } from './routed-lab.ts';
import { documentIn } from './test-store.ts';

const patience = 60_000;
const signal = new AbortController().signal;

let routed: RoutedLab;

beforeAll(async () => {
  routed = await RoutedLab.start();
}, patience * 2);

afterAll(async () => await routed?.[Symbol.asyncDispose]());

test('not without routes, not without forwarding; with both by the name that the BIG-IP answers, and with their own addresses', async () => {
  const one = routed.lab.engine(1);
  const api = routed.addresses.get('api-1') ?? '';
  await waitUntil(
    'what is planned to be on the BIG-IP',
    patience,
    async () => (await routed.membersOn('api').catch(() => [])).length === 1,
  );
  expect(await routed.fetchFrom(one, 'www-1', api)).toBe('');

  await routed.advise();
  await routed.untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  expect(await routed.fetchFrom(one, 'www-1', api)).toBe('');

  await routed.forward();
  await waitUntil('everything to be applied', patience, async () => {
    const status = await documentIn(routed.store, 'berth-status', statusKey('route', 'edge'), signal);
    return status?.behindBy === 0 && status.exceptions.length === 0;
  });
});

test('the host tells the way back, which is proven then, and monitors tell that containers are reached', async () => {
  await routed.forward();
  const want = await waitUntil('what is known of the way', patience, async () => {
    const found = await routed.routing(routed.lab.engine(1));
    return found?.reach.back === 'works' && found.reach.networks[0]?.direct === 'works' && found;
  });
  expect(want.reach.networks).toEqual([{ network: 'bridge', direct: 'works' }]);
  expect(want.reach.findings.filter(({ severity }) => severity !== 'unknown')).toEqual([]);
});

test('a network that comes has its route, one that overlaps has none, and what goes loses it', async () => {
  await routed.forward();
  const [one, two] = [routed.lab.engine(1), routed.lab.engine(2)];
  const shop = await one.docker.createNetwork({ Name: 'shop', IPAM: { Config: [{ Subnet: '10.77.1.0/24' }] } });
  await routed.run(one, 'shop-1', 'shop');
  await waitUntil('api-1 to get the page of shop-1', patience, async () =>
    (await routed.fetchFrom(two, 'api-1', 'shop-1.docker.example.com')).includes(routed.seen('api-1')),
  );
  const masked = await routed.untilProblem('route-edge-docker1-masquerading-shop');
  expect(masked.hint).toContain('com.docker.network.bridge.enable_ip_masquerade=false');

  const other = await two.docker.createNetwork({ Name: 'other', IPAM: { Config: [{ Subnet: '10.77.0.0/16' }] } });
  const overlap = await routed.untilProblem('route-edge-docker1-overlap-shop');
  expect(overlap.what).toContain('network shop of engine docker1');
  expect(overlap.what).toContain('network other of engine docker2');
  await routed.untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await other.remove();
  await routed.untilRoutes(['10.32.1.0/24', '10.32.2.0/24', '10.77.1.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await routed.untilSolved('route-edge-docker1-overlap-shop');

  await one.docker.getContainer('shop-1').remove({ force: true });
  await shop.remove();
  await routed.untilRoutes(['10.32.1.0/24', '10.32.2.0/24', 'fd00:32:1::/64', 'fd00:32:2::/64']);
  await routed.untilSolved('route-edge-docker1-masquerading-shop');
});

test('a third engine joins, and its containers are reached at once', async () => {
  await routed.forward();
  const three = await routed.third();
  const arrived = untilDocument(three);
  const page = `until timeout 1 wget -q -O - http://${routed.addresses.get('job-1')}/cgi-bin/echo; do :; done`;
  const bounded = ['timeout', String(patience / 1000), 'sh', '-c', page];
  const reached = runCommand('docker', '-H', routed.lab.engine(1).url, 'exec', 'www-1', ...bounded);
  const joined = routed.join();
  const since = await arrived;
  expect(await reached).toContain(routed.seen('www-1'));
  // About half a second on a machine with nothing else to do.
  expect(performance.now() - since).toBeLessThan(5000);
  await joined;
});

/** When its first document is there, `performance.now()`. */
async function untilDocument({ name }: LabEngine): Promise<number> {
  for await (const { entries } of routed.store.watch('berth-engines', engineKey(name), signal))
    if (entries.length > 0) return performance.now();
  return Number.POSITIVE_INFINITY;
}

test('what drops packets on the way is found, and solved when it is gone', async () => {
  await routed.forward();
  await routed.join();
  const three = await routed.third();
  const rule = ['DOCKER-USER', '-i', 'eth0', '-j', 'ACCEPT'];
  await three.run('iptables', '-P', 'FORWARD', 'DROP');
  await three.run('iptables', '-D', ...rule);
  const silent = await routed.untilProblem('route-edge-docker3-silent-bridge');
  expect(silent.where).toContain("by edge's monitors");
  await three.run('iptables', '-I', ...rule);
  await routed.untilSolved('route-edge-docker3-silent-bridge');

  await routed.lab.bigip.process.ask('DELETE', 'net/route/~berth~berth_route_10.32.3.0_24');
  await routed.lab.bigip.process.ask('DELETE', 'net/self/~Common~docker3');
  const unreached = await routed.untilProblem('route-edge-docker3-gateway-bridge');
  expect(unreached.what).toContain('no self IP of edge');
  expect((await routed.routing(three))?.withheld.map(({ network }) => network)).toContain('10.32.3.0%0/24');
  await routed.lab.bigip.process.ask('POST', 'net/self', { name: 'docker3', address: '10.31.3.1/24', vlan: '/Common/docker3' });
  await routed.untilSolved('route-edge-docker3-gateway-bridge');
  await waitUntil('the route to be back', patience, async () => (await routed.routesOn()).includes('10.32.3.0/24'));
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
    lose: async (engine: LabEngine) => await routed.berth.collector(engine)[Symbol.asyncDispose](),
    recover: (engine: LabEngine) => routed.berth.startCollector(engine),
    reached: 'still',
  },
  {
    what: 'its daemon is killed',
    lose: (engine: LabEngine) => engine.engine.kill(),
    recover: (engine: LabEngine) => engine.engine.restart(),
    reached: 'still',
  },
])('an engine is lost, for $what: nothing of it is removed, and the others are served all the time', async ({ lose, recover, reached }) => {
  const [one, two] = [routed.lab.engine(1), routed.lab.engine(2)];
  await routed.forward();
  await routed.reachEachOther();
  const before = await routed.routesOn();
  const served: unknown[] = [];
  const end = new AbortController();
  const asking = (async () => {
    while (!end.signal.aborted) {
      served.push(await routed.pageOf('www-1.apps.example.com'));
      await pause(100);
    }
  })();
  await lose(two);
  await routed.untilProblem('engine-docker2-stale');
  expect(await routed.routesOn()).toEqual(before);
  expect(await routed.membersOn('api')).toEqual([`${routed.addresses.get('api-1')}:80`]);
  const direct = await routed.fetchFrom(one, 'www-1', routed.addresses.get('api-1') ?? '');
  expect(direct.includes(routed.seen('www-1'))).toBe(reached === 'still');
  // Its containers' names go only where the monitors call them down and others remain.
  await routed.untilAnswered('pair', reached === 'still' ? ['pair-1', 'pair-2'] : ['pair-1']);
  await routed.untilAnswered('api', ['api-1']);
  await recover(two);
  await routed.untilSolved('engine-docker2-stale');
  end.abort();
  await asking;
  expect(served.length).toBeGreaterThan(0);
  expect(served.filter((page) => page !== 'www-1')).toEqual([]);
  if (reached === 'not') await routed.reachEachOther();
});

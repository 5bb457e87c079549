/** The program over the store on JSON lines: what it makes of documents, its own of the past among them. */
import { traceNumber } from '@berth/bus/testing';
import { type Container, desiredServiceKey, memberStatesKey, planKey, readTraceparent } from '@berth/messages';
import { expect, test } from 'vitest';
import { hour, type Line, past, planned, plannedBy, seen, type Written } from './testing/run-once.ts';
import { span } from './testing/sample-group.ts';
import { container, engine, site } from './testing/sample-site.ts';

const www = desiredServiceKey('ltm', 'edge', 'www');
const one = container({ name: 'www-1', address: '172.17.0.2' });
const two = container({ name: 'www-2', address: '172.17.0.3' });

function wantOf({ desired }: Written) {
  const document = desired.get(www);
  return document?.kind === 'service' ? document.want : undefined;
}

test('a container is reached at its own address instead of its published port once another shows that this works', async () => {
  const routed = site({ engines: ['docker1'], bigip: 'routes: {}' });
  const published = container({ name: 'www-1', ports: [{ port: 80, published: [{ hostIp: '0.0.0.0', hostPort: 8080 }] }] });
  const measured = (state: 'up' | 'unknown'): Line => ({
    bucket: 'berth-bigips',
    key: memberStatesKey('edge', 'docker1'),
    document: {
      v: 1,
      kind: 'member-states',
      epoch: { lease: 'bigip.edge', created: 1, revision: 1 },
      bigip: 'edge',
      engine: 'docker1',
      members: [{ pool: 'www', member: '172.17.0.3:80', container: two.id.slice(0, 12), state }],
    },
  });
  const old = (...containers: Container[]): Line => ({
    ...seen('docker1'),
    document: engine('docker1', containers, { dockerVersion: '20.10.24' }),
  });
  const places = (written: Written) => {
    const want = wantOf(written);
    return want?.kind === 'serving' ? want.members.map(({ address, port }) => `${address} ${port}`) : [];
  };
  expect(places(await planned(routed, old(published, two), measured('unknown')))).toEqual(['172.17.0.3%0 80', '192.0.2.11%0 8080']);
  const known = await planned(routed, old(published, two), measured('up'));
  expect(places(known)).toEqual(['172.17.0.2%0 80', '172.17.0.3%0 80']);
  expect(places(await planned(routed, ...past(known), old(published)))).toEqual(['172.17.0.2%0 80']);
  expect(places(await planned(site({ engines: ['docker1'] }), old(published, two), measured('up')))).toEqual([
    '172.17.0.3%0 80',
    '192.0.2.11%0 8080',
  ]);
});

test('an engine that was taken out of the configuration is gone: its members at once, its services for that cause', async () => {
  const both = await planned(site(), seen('docker1', one), seen('docker2', two));
  expect(wantOf(both)).toMatchObject({ kind: 'serving', partial: [], members: [{}, {}] });
  const less = site({ engines: ['docker1'] });
  const shrunk = await planned(less, ...past(both), seen('docker1', one), seen('docker2', two));
  expect(wantOf(shrunk)).toMatchObject({ kind: 'serving', members: [{ origin: { name: 'www-1' } }] });
  const alone = await planned(site(), seen('docker1'), seen('docker2', two));
  expect(wantOf(await planned(less, ...past(alone), seen('docker1')))).toMatchObject({ kind: 'gone', cause: 'config' });
});

test('what an engine gave that is configured and not seen stays, and is told', async () => {
  const both = await planned(site(), seen('docker1', one), seen('docker2', two));
  const blind = await planned(site(), ...past(both), seen('docker1'));
  expect(wantOf(blind)).toMatchObject({
    kind: 'serving',
    partial: ['docker2'],
    members: [{ origin: { name: 'www-2' }, session: 'enabled' }],
  });
  expect([...blind.problems.keys()]).toEqual(['planner-east.engine-docker2-unknown']);
});

test('the epoch is zero, or greater than that of everything planned before', async () => {
  const first = await planned(site(), seen('docker1', one), seen('docker2'));
  const zero = { lease: 'planner.east', created: 0, revision: 0 };
  expect([...first.desired.values()].map(({ epoch }) => epoch)).toEqual([zero, zero, zero]);
  const second = await planned(site(), ...past(first), seen('docker1', one), seen('docker2'));
  expect(second.desired.get(planKey('ltm', 'edge'))?.epoch).toEqual({ ...zero, created: 8 });
});

test('a BIG-IP that is configured no more is told as left, unless another site has it', async () => {
  const given = await planned(site(), seen('docker1', one), seen('docker2'));
  const plan = given.desired.get(planKey('ltm', 'edge'));
  const left = (lease: string): Line => ({
    bucket: 'berth-desired',
    key: planKey('ltm', 'old'),
    document: { ...plan, epoch: { lease, created: 1, revision: 1 } },
  });
  const { problems, desired } = await planned(site(), left('planner.east'), seen('docker1'), seen('docker2'));
  expect(problems.get('planner-east.bigip-old-left')?.what).toContain('BIG-IP old is no longer in the configuration');
  expect([...desired.keys()].filter((key) => key.includes('old'))).toEqual([]);
  const moved = await planned(site(), left('planner.west'), seen('docker1'), seen('docker2'));
  expect([...moved.problems.keys()]).toEqual([]);
});

test('a document of its own that can not be read is told and left, until its service is planned again', async () => {
  const odd = { bucket: 'berth-desired', key: www, document: { v: 9 } } as const;
  const untold = await planned(site(), odd, seen('docker1'), seen('docker2'));
  expect([...untold.problems.keys()]).toEqual(['planner-east.document-ltm=2Eedge=2Ewww']);
  expect(untold.desired.has(www)).toBe(false);
  const again = await planned(site(), odd, seen('docker1', one), seen('docker2'));
  expect(again.problems.size).toBe(0);
  expect(wantOf(again)).toMatchObject({ kind: 'serving' });
});

test('what somebody puts under longer keys than ours is passed over', async () => {
  const copies: Line[] = [
    { bucket: 'berth-desired', key: `${www}.copy`, document: { v: 9 } },
    { ...seen('docker1', two), key: 'docker1.copy' },
  ];
  const { desired, problems } = await planned(site(), ...copies, seen('docker1', one), seen('docker2'));
  expect(problems.size).toBe(0);
  expect(desired.get(www)).toMatchObject({ want: { members: [{ origin: { name: 'www-1' } }] } });
});

test('a service without endpoints goes when it has lingered, and not while an engine can not be seen', async () => {
  const given = await planned(site(), seen('docker1', one), seen('docker2'));
  const document = given.desired.get(www);
  if (document?.kind !== 'service' || document.want.kind !== 'serving') throw new Error('the sample serves www');
  const emptied = (emptySince: number): Line => ({
    bucket: 'berth-desired',
    key: www,
    document: { ...document, want: { ...document.want, members: [], emptySince } },
  });
  const all = [seen('docker1'), seen('docker2')];
  expect(wantOf(await planned(site(), emptied(9.5 * hour), ...all))).toMatchObject({ kind: 'serving', emptySince: 9.5 * hour });
  expect(wantOf(await planned(site(), emptied(8.5 * hour), ...all))).toMatchObject({ kind: 'gone', cause: 'stopped', since: 10 * hour });
  expect(wantOf(await planned(site(), emptied(8.5 * hour), seen('docker1')))).toMatchObject({ kind: 'serving', partial: ['docker2'] });
});

const wide = desiredServiceKey('gtm', 'world', 'www');

function sitesOf({ desired }: Written): string[] | undefined {
  const document = desired.get(wide);
  if (document?.kind !== 'wide ip' || document.want.kind !== 'serving') return undefined;
  return document.want.members.map(({ site: name, state }) => `${name} ${state}`);
}

test('what spans sites is planned beside them, and remembers what engines had that are not seen', async () => {
  const all = { sites: span().sites, span: span() };
  const shown = await plannedBy(all, seen('docker1', one), seen('docker2'), seen('docker3', two));
  expect([...shown.problems.keys()]).toEqual([]);
  expect(sitesOf(shown)).toEqual(['east enabled', 'west enabled']);
  expect(shown.desired.get(planKey('gtm', 'world'))).toMatchObject({ count: 1, engines: { docker1: 1, docker2: 2, docker3: 3 } });
  const before = [...shown.desired].map(([key, document]) => ({ bucket: 'berth-desired', key, document }) as const);
  const less = await plannedBy(all, ...before, seen('docker1'), seen('docker2'));
  expect(sitesOf(less)).toEqual(['east disabled', 'west enabled']);
  expect(less.desired.get(wide)).toMatchObject({ want: { partial: ['docker3'] } });
});

test('a DNS group that is configured no more is told as left', async () => {
  const shown = await plannedBy({ sites: [], span: span() }, seen('docker1', one));
  const plan = { bucket: 'berth-desired', key: planKey('gtm', 'world'), document: shown.desired.get(planKey('gtm', 'world')) } as const;
  const { problems } = await plannedBy({ sites: [], span: { groups: [], sites: [] } }, plan);
  expect([...problems.values()].map(({ what }) => what)).toEqual([
    expect.stringContaining('DNS group world is no longer in the configuration'),
  ]);
});

test('a DNS group that moves to another BIG-IP tells what it has left, until that is cleared', async () => {
  const east = seen('docker1', one);
  const spanning = { lease: 'planner.=span', created: 7, revision: 7 };
  const shown = await plannedBy({ sites: [], span: span() }, east);
  const moved = await plannedBy({ sites: [], span: span({ bigip: 'edge-west' }) }, ...past(shown, spanning), east);
  expect([...moved.problems].map(([key, { what }]) => `${key}: ${what}`)).toEqual([
    expect.stringMatching(
      /^planner-=3Dspan\.group-world-edge-east-left: DNS group world is now written through edge-west; what it made on edge-east/,
    ),
  ]);
  const again = await plannedBy({ sites: [], span: span({ bigip: 'edge-west' }) }, ...past(moved, spanning), east);
  expect([...again.problems.keys()]).toEqual([...moved.problems.keys()]);
  const cleared = span({ bigip: 'edge-west', more: 'cleared: [edge-east]' });
  const told = await plannedBy({ sites: [], span: cleared }, ...past(again, spanning), east);
  expect([...told.problems.keys()]).toEqual([]);
  const later = await plannedBy({ sites: [], span: span({ bigip: 'edge-west' }) }, ...past(told, spanning), east);
  expect([...later.problems.keys()]).toEqual([]);
});

test('documents go on with the trace of the engine’s document, and the same input gives the same bytes', async () => {
  const traceparent = traceNumber(7);
  const told: Line = { ...seen('docker1'), document: engine('docker1', [one, two], { traceparent }) };
  const traces = ({ desired }: Written) =>
    [...desired].flatMap(([key, document]) => ('want' in document ? [[key, document.traceparent] as const] : []));
  const written = await planned(site({ engines: ['docker1'] }), told);
  expect(traces(written).map(([key]) => key)).toContain(www);
  for (const [, trace] of traces(written)) expect(trace).toMatch(`00-${readTraceparent(traceparent).trace}-`);
  expect(await planned(site({ engines: ['docker1'] }), told)).toEqual(written);
  const without = await planned(site({ engines: ['docker1'] }), seen('docker1', one, two));
  expect(traces(without).map(([, trace]) => trace)).toEqual(traces(written).map(() => undefined));
});

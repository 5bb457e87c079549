import { DesiredService, type EngineName, type ServiceName } from '@berth/messages';
import { expect, test } from 'vitest';
import type { Want } from './plan-service.ts';
import { planWideIp, type SitePart, type WideIpWant } from './plan-wide-ip.ts';
import { type GroupInput, span } from './testing/sample-group.ts';
import { idOf } from './testing/sample-site.ts';

const service = 'www' as ServiceName;
const timing = { now: 1000, linger: 100 };
const name = 'www.apps.example.com';

type Given = {
  /** Members of the site, each enabled or not. */
  readonly members?: readonly ('enabled' | 'disabled')[];
  readonly hosts?: readonly string[];
  readonly emptySince?: number;
  readonly unknown?: readonly string[];
  /** Which of the members are out of sight and down. */
  readonly down?: readonly number[];
  /** It has no document. */
  readonly want?: 'none' | Want;
};

function part(site: string, { members = [], hosts = [name], emptySince, unknown = [], down = [], want }: Given): SitePart {
  const all = members.map((session, at) => ({
    address: `172.17.0.${at + 2}%0`,
    port: 80,
    session,
    ratio: 1,
    priorityGroup: 0,
    connectionLimit: 0,
    origin: { engine: 'docker1', container: idOf(`www-${at}`), name: `www-${at}` },
  }));
  const serving = {
    kind: 'serving',
    partial: [],
    ...(emptySince !== undefined && { emptySince }),
    pool: { name: 'www', monitor: { kind: 'none' }, loadBalancingMode: 'round-robin', slowRampTime: 10 },
    members: all,
    hosts: hosts.map((host) => ({ kind: 'pool', host })),
  };
  return {
    site: site as SitePart['site'],
    unknown: unknown as EngineName[],
    isDown: ({ name: member }) => down.some((at) => member === `www-${at}`),
    want: want === 'none' ? undefined : want === undefined ? DesiredService.shape.want.parse(serving) : want,
  };
}

const on: Given = { members: ['enabled', 'disabled'] };
const lost: Given = { members: ['enabled', 'disabled'], down: [0] };
const off: Given = { members: ['disabled'] };
const empty = (emptySince: number): Given => ({ members: [], emptySince });
const gone = (cause: 'stopped' | 'config'): Given => ({ want: { kind: 'gone', cause, since: 900 } });
const none: Given = { want: 'none' };

function planned(east: Given, west: Given, previous?: WideIpWant, group: GroupInput = {}) {
  const [config] = span(group).groups;
  if (config === undefined) throw new Error('the sample has one group');
  return planWideIp({ service, group: config, parts: [part('east', east), part('west', west)] }, previous, timing);
}

/** What was planned before, when these sites were enabled. */
function before(...enabled: readonly string[]): WideIpWant & { kind: 'serving' } {
  const { want } = planned(on, on);
  if (want?.kind !== 'serving') throw new Error('both sites serve');
  return { ...want, members: want.members.map((member) => ({ ...member, state: enabled.includes(member.site) ? 'enabled' : 'disabled' })) };
}

function told(want: WideIpWant | undefined): string {
  if (want?.kind !== 'serving') return want === undefined ? 'nothing' : `gone, ${want.cause}`;
  const sites = want.members.map(({ site, state }) => (state === 'enabled' ? site : `(${site})`)).join(' ');
  return `${sites}${want.emptySince === undefined ? '' : `, empty since ${want.emptySince}`}${want.partial.length === 0 ? '' : `, unknown ${want.partial.join(' ')}`}`;
}

test.for<{ when: string; east: Given; west: Given; previous?: WideIpWant; is: string; problem?: 'error' | 'warning' }>([
  { when: 'both sites offer', east: on, west: on, is: 'east west' },
  { when: 'one has nothing to offer', east: off, west: on, is: '(east) west' },
  { when: 'one never had it', east: none, west: on, is: '(east) west' },
  { when: 'one is empty', east: on, west: empty(950), is: 'east (west)' },
  { when: 'one is gone', east: gone('stopped'), west: on, is: '(east) west' },
  { when: 'a site comes back', east: on, west: on, previous: before('west'), is: 'east west' },
  { when: 'the last one goes', east: off, west: off, previous: before('west'), is: '(east) west', problem: 'error' },
  { when: 'both go at once', east: off, west: off, previous: before('east', 'west'), is: 'east west', problem: 'error' },
  { when: 'it starts and nobody is well yet', east: empty(950), west: off, is: '(east) west', problem: 'error' },
  {
    when: 'nobody could be heard when west was kept',
    east: off,
    west: off,
    previous: { ...before('west'), partial: ['docker1' as EngineName] },
    is: 'east (west)',
    problem: 'error',
  },
  {
    when: 'everybody stops',
    east: empty(950),
    west: empty(990),
    previous: before('east', 'west'),
    is: 'east west, empty since 990',
    problem: 'warning',
  },
  {
    when: 'an engine there is unknown, and others offer',
    east: { ...on, unknown: ['docker2'] },
    west: on,
    is: 'east west, unknown docker2',
  },
  {
    when: 'nothing is known of a site that was enabled',
    east: { want: 'none', unknown: ['docker1', 'docker2'] },
    west: on,
    previous: before('east', 'west'),
    is: 'east west, unknown docker1 docker2',
  },
  {
    when: 'nothing is known of a site that was not',
    east: { want: 'none', unknown: ['docker1'] },
    west: on,
    previous: before('west'),
    is: '(east) west, unknown docker1',
  },
  { when: 'nothing is known at all, and was not before', east: { want: 'none', unknown: ['docker1'] }, west: none, is: 'nothing' },
  {
    when: 'nothing is known at all',
    east: { want: 'none', unknown: ['docker1'] },
    west: none,
    previous: before('east'),
    is: 'east (west), unknown docker1',
  },
  { when: 'all that one offers is lost', east: lost, west: on, is: '(east) west' },
  { when: 'not all that one offers is lost', east: { members: ['enabled', 'enabled'], down: [0] }, west: on, is: 'east west' },
  { when: 'all that one offers is lost, and the other has nothing', east: lost, west: off, is: 'east (west)' },
  { when: 'both are lost', east: lost, west: lost, is: 'east west' },
  {
    when: 'it is gone on every site',
    east: gone('stopped'),
    west: none,
    previous: { ...before('east'), emptySince: 900 },
    is: 'gone, stopped',
  },
  { when: 'an engine was taken out of the configuration', east: gone('config'), west: none, previous: before('east'), is: 'gone, config' },
  { when: 'nobody tells of it any more', east: none, west: none, previous: before('east'), is: 'east (west), empty since 1000' },
  { when: 'nobody has told of it for long', east: none, west: none, previous: { ...before('east'), emptySince: 850 }, is: 'gone, stopped' },
  {
    when: 'its name is another service’s',
    east: { ...on, hosts: [] },
    west: { ...on, hosts: ['x.apps.example.com'] },
    previous: before('east'),
    is: 'gone, conflict',
  },
  { when: 'its name is another service’s on one site', east: { ...on, hosts: ['www.docker.example.com'] }, west: on, is: '(east) west' },
  { when: 'it stays gone', east: none, west: none, previous: { kind: 'gone', cause: 'stopped', since: 1 }, is: 'gone, stopped' },
  { when: 'it comes back', east: on, west: none, previous: { kind: 'gone', cause: 'stopped', since: 1 }, is: 'east (west)' },
])('leads to the sites that offer it when $when', ({ east, west, previous, is, problem }) => {
  const { want, problems } = planned(east, west, previous);
  expect(told(want)).toBe(is);
  expect(problems.map(({ severity }) => severity)).toEqual(problem === undefined ? [] : [problem]);
});

test('a kept site is told with the names it has', () => {
  const [problem] = planned(off, off, before('west')).problems;
  expect(problem).toMatchObject({ subject: 'wide-ip-world-www', where: 'DNS group world, service www' });
  expect(problem?.what).toBe(`wide IP ${name}: no site has an endpoint to offer, so west stays answered`);
});

test('has a name in every zone of the group, one pool, and members as configured', () => {
  const hosts = ['www.shop.example.com', name, 'www.docker.example.com'];
  const own =
    'ratio: 0, own: true, virtualServers: [{ name: http, destination: "198.51.100.20:80" }, { name: six, destination: "[2001:db8::20]:80" }]';
  const { want } = planned({ ...on, hosts }, on, undefined, { more: 'lbMode: ratio\n    ttl: 7', west: own });
  expect(want).toMatchObject({
    names: [name, 'www.shop.example.com'],
    pool: { name: 'berth_shop_world_www', loadBalancingMode: 'ratio', ttl: 7 },
    members: [
      { server: '/Common/east', virtualServer: 'http', record: 'a', ratio: 3 },
      { server: '/Common/west', virtualServer: 'http', record: 'a', ratio: 0 },
      { server: '/Common/west', virtualServer: 'six', record: 'aaaa', ratio: 0 },
    ],
  });
});

test('two groups through one BIG-IP, each for a zone of its own, have pools of their own', () => {
  const sites = '[{ site: east, virtualServers: [{ server: /Common/east, name: http }] }]';
  const other = `other: { bigip: edge-east, zones: [shop.example.com], sites: ${sites} }`;
  const pools = span({ other, more: 'zones: [apps.example.com]' }).groups.map((group) => {
    const { want } = planWideIp(
      { service, group, parts: [part('east', { ...on, hosts: [name, 'www.shop.example.com'] })] },
      undefined,
      timing,
    );
    return want?.kind === 'serving' ? want.pool.name : undefined;
  });
  expect(pools).toEqual(['berth_shop_other_www', 'berth_shop_world_www']);
});

test('a zone that the group has no more takes its name away, and the last one the service', () => {
  const { want } = planned({ ...on, hosts: [name, 'www.shop.example.com'] }, on, before('east'), { more: 'zones: [shop.example.com]' });
  expect(want).toMatchObject({ kind: 'serving', names: ['www.shop.example.com'] });
  expect(planned(on, on, before('east'), { more: 'zones: [shop.example.com]' }).want).toMatchObject({ kind: 'gone' });
});

/** What the kernel must have, by what is configured. */

import { expect, test } from 'vitest';
import { configured, type Written } from '../testing/configured.ts';
import { type Wanted, wantedOf } from './wanted.ts';

const vlan = (name: string, port: string, more: object = {}): Written => [
  'POST',
  'net/vlan',
  { name, interfaces: [{ name: port, untagged: true }], ...more },
];
const unit: readonly Written[] = [
  vlan('x', '1.1'),
  vlan('y', '1.2'),
  ['POST', 'net/self', { name: 's', address: '10.31.1.1/24', vlan: 'x' }],
  ['POST', 'net/self', { name: 's6', address: 'fd00:31::1/64', vlan: 'y' }],
];
const route = (more: object): Written => ['POST', 'net/route', { name: 'r', network: '10.32.1.0/24', ...more }];
const forwards = (more: object = {}): Written => [
  'POST',
  'ltm/virtual',
  { name: 'f', destination: '/Common/10.32.0.0:0', mask: '255.255.0.0', ipForward: true, ...more },
];
const domain: readonly Written[] = [
  ['POST', 'net/route-domain', { name: 'one', id: 1 }],
  vlan('z', '1.3'),
  ['PATCH', 'net/route-domain/one', { vlans: ['/Common/z'] }],
];

function wanted(...writes: readonly Written[]): Wanted {
  const { device } = configured(...unit, ...writes);
  return wantedOf(device, (port) => `port${port}`);
}

test('self IPs are on the links of their VLANs', () => {
  expect(wanted().addresses).toEqual([
    { family: 4, address: '10.31.1.1', prefix: 24, link: 'port1.1', role: 'self' },
    { family: 6, address: 'fd00:31::1', prefix: 64, link: 'port1.2', role: 'self' },
  ]);
});

test.for<{ readonly when: string; readonly destination: string; readonly more?: object; readonly link: string | undefined }>([
  { when: 'in a network of the unit', destination: '10.31.1.80:80', link: 'port1.1' },
  { when: 'in a network of IPv6 of the unit', destination: 'fd00:31::80.80', link: 'port1.2' },
  { when: 'in no network of the unit', destination: '198.51.100.10:80', link: 'lo' },
  { when: 'that is a self IP', destination: '10.31.1.1:80', link: undefined },
  { when: 'of everything', destination: '0.0.0.0:80', more: { mask: 'any' }, link: undefined },
  { when: 'of a network', destination: '10.50.0.0:80', more: { mask: '255.255.0.0' }, link: undefined },
])('a virtual address $when is on $link', ({ destination, more = {}, link }) => {
  const { addresses } = wanted(['POST', 'ltm/virtual', { name: 'v', destination, ...more }]);
  expect(addresses.find(({ role }) => role === 'virtual')?.link).toBe(link);
});

test('a virtual address that is switched off is nowhere', () => {
  const writes: Written[] = [
    ['POST', 'ltm/virtual', { name: 'v', destination: '10.31.1.80:80' }],
    ['PATCH', 'ltm/virtual-address/10.31.1.80', { enabled: 'no' }],
  ];
  expect(wanted(...writes).addresses.filter(({ role }) => role === 'virtual')).toEqual([]);
});

test.for([
  { by: 'a gateway', more: { gw: '10.31.1.2' }, way: { kind: 'gateway', address: '10.31.1.2', link: 'port1.1' } },
  { by: 'a VLAN', more: { tmInterface: 'y' }, way: { kind: 'link', link: 'port1.2' } },
  { by: 'nothing', more: { blackhole: true }, way: { kind: 'blackhole' } },
])('a route goes by $by', ({ more, way }) => {
  expect(wanted(route({ ...more, mtu: 1400 })).routes).toEqual([{ family: 4, network: '10.32.1.0/24', mtu: 1400, way }]);
});

test('the default routes are routes to everywhere', () => {
  const { routes } = wanted(route({ network: 'default', gw: '10.31.1.2' }), [
    'POST',
    'net/route',
    { name: 'r6', network: 'default-inet6', gw: 'fd00:31::2' },
  ]);
  expect(routes.map(({ network }) => network)).toEqual(['0.0.0.0/0', '::/0']);
});

test.for<{ readonly what: string; readonly writes: readonly Written[]; readonly left: string }>([
  {
    what: 'a self IP of another route domain',
    writes: [...domain, ['POST', 'net/self', { name: 't', address: '10.31.3.1%1/24', vlan: 'z' }]],
    left: 'self IP /Common/t: only route domain 0 is carried',
  },
  {
    what: 'a self IP on a tunnel',
    writes: [['POST', 'net/self', { name: 't', address: '10.31.3.1/24', vlan: 'http-tunnel' }]],
    left: 'self IP /Common/t: VLAN /Common/http-tunnel has no port that is carried',
  },
  {
    what: 'a tagged VLAN',
    writes: [['POST', 'net/vlan', { name: 'z', interfaces: [{ name: '1.3', tagged: true }] }]],
    left: 'VLAN /Common/z: only one untagged port is carried',
  },
  {
    what: 'a route of another route domain',
    writes: [...domain, route({ network: 'default%1', blackhole: true })],
    left: 'route /Common/r: only route domain 0 is carried',
  },
  {
    what: 'a route by a pool',
    writes: [['POST', 'ltm/pool', { name: 'p' }], route({ pool: 'p' })],
    left: 'route /Common/r: pools of gateways are not carried',
  },
  {
    what: 'a route by a tunnel',
    writes: [route({ tmInterface: 'http-tunnel' })],
    left: 'route /Common/r: its VLAN has no port that is carried',
  },
  {
    what: 'a virtual server of another route domain',
    writes: [...domain, forwards({ destination: '/Common/10.32.0.0%1:0' })],
    left: 'virtual server /Common/f: only route domain 0 is carried',
  },
  {
    what: 'a virtual server with a snat pool',
    writes: [
      ['POST', 'ltm/snatpool', { name: 's', members: ['192.0.2.9'] }],
      forwards({ sourceAddressTranslation: { type: 'snat', pool: 's' } }),
    ],
    left: 'virtual server /Common/f: snat pools are not carried',
  },
])('$what is left, and said', ({ writes, left }) => {
  const found = wanted(...writes);
  expect(found.left).toEqual([left]);
  expect([found.routes, found.forwardings, found.addresses.length]).toEqual([[], [], 2]);
});

test('a virtual server forwards what its properties say', () => {
  const { forwardings } = wanted(
    forwards({
      destination: '/Common/10.32.0.0:53',
      ipProtocol: 'udp',
      source: '10.33.1.9/16',
      sourceAddressTranslation: { type: 'automap' },
    }),
  );
  expect(forwardings).toEqual([
    {
      path: '/Common/f',
      family: 4,
      destination: { network: '10.32.0.0', prefix: 16 },
      source: { network: '10.33.0.0', prefix: 16 },
      port: 53,
      protocol: 'udp',
      from: ['port1.1', 'port1.2'],
      takes: 'new flows',
      translation: 'automap',
    },
  ]);
});

test.for<{ readonly when: string; readonly more: object; readonly from: readonly string[] }>([
  { when: 'it names no VLANs', more: {}, from: ['port1.1', 'port1.2'] },
  { when: 'it is for one', more: { vlansEnabled: true, vlans: ['x'] }, from: ['port1.1'] },
  { when: 'it is for all but one', more: { vlansDisabled: true, vlans: ['x'] }, from: ['port1.2'] },
  { when: 'it is for none', more: { vlansEnabled: true }, from: [] },
])('flows come from $from when $when', ({ more, from }) => {
  expect(wanted(forwards(more)).forwardings.map((forwarding) => forwarding.from)).toEqual([from]);
});

test.for<{ readonly off: string; readonly writes: readonly Written[] }>([
  { off: 'virtual server', writes: [forwards({ disabled: true })] },
  { off: 'virtual address', writes: [forwards(), ['PATCH', 'ltm/virtual-address/10.32.0.0', { enabled: 'no' }]] },
])('nothing new is taken when the $off is switched off', ({ writes }) => {
  expect(wanted(...writes).forwardings.map(({ takes }) => takes)).toEqual(['nothing new']);
});

test('the most specific virtual server comes first', () => {
  const { forwardings } = wanted(
    forwards({ name: 'all', destination: '/Common/0.0.0.0:0', mask: 'any' }),
    forwards({ name: 'some', source: '10.33.0.0/16' }),
    forwards(),
    forwards({ name: 'port', destination: '/Common/10.32.0.0:80' }),
  );
  expect(forwardings.map(({ path }) => path)).toEqual(['/Common/some', '/Common/port', '/Common/f', '/Common/all']);
});

/** Static routes. */

import { fixed, required, wrongValues } from '../by-property.ts';
import { type Ask, as, type Case, failed, type Group, invalid, mcpd, ok, type Step, tmsh } from '../case.ts';

const connected: readonly Ask[] = [
  ['POST', 'net/vlan', { name: 'x' }],
  ['POST', 'net/self', { name: 's', address: '10.31.1.1/24', vlan: 'x' }],
  ['POST', 'net/self', { name: 's6', address: '2001:db8:31::1/64', vlan: 'x' }],
];
const one: readonly Ask[] = [
  ['POST', 'net/route-domain', { name: 'one', id: 1 }],
  ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }],
  ['POST', 'net/vlan', { name: 'y', partition: 'U' }],
  ['POST', 'net/self', { name: 's', partition: 'U', address: '10.31.1.1/24', vlan: '/U/y' }],
];
const route = (more: object = {}): Ask => ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.32.1.0/24', gw: '10.31.1.2', ...more }];
const to = (way: object): Ask => ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.32.1.0/24', ...way }];
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const R = 'net/route/~T~r';
const refused = (text: string) => mcpd(`01070734:3: Configuration error: ${text}`);
const notConnected = (gateway: string) => mcpd(`01070330:3: Static route gateway ${gateway} is not directly connected via an interface.`);
const open: Ask = ['POST', '/mgmt/tm/transaction', {}];
const queued = ([method, path, body]: Ask): Ask => [method, path, body, { 'x-f5-rest-coordination-id': '{transId}' }];
const commit: Ask = ['PATCH', '/mgmt/tm/transaction/{transId}', { state: 'VALIDATING' }];
const withSelf = (row: Omit<Case, 'given'> & { readonly given?: readonly Step[] }): Case => ({ ...row, given: [...connected, ...(row.given ?? [])] });

const cases: readonly Case[] = [
  {
    it: 'goes by a gateway',
    by: 'f5-ansible: load_net_route_use_gateway',
    ask: route(),
    gets: ok({ kind: 'tm:net:route:routestate', name: 'r', partition: 'T', fullPath: '/T/r', gw: '10.31.1.2', mtu: 0, network: '10.32.1.0/24' }, 'pool', 'tmInterface', 'blackhole', 'description'),
  },
  { it: 'goes nowhere', by: 'f5-ansible: load_net_route_blackhole', ask: to({ blackhole: true }), gets: ok({ blackhole: true, mtu: 0, network: '10.32.1.0/24' }, 'gw') },
  { it: 'goes by a pool', by: 'f5-ansible: load_net_route_use_pool', given: [pool], ask: to({ pool: '/T/p' }), gets: ok({ pool: '/T/p', poolReference: { link: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=17.1.2' } }, 'gw') },
  {
    it: 'goes by a VLAN',
    by: 'recorded by a user: net/route of 12.1.2',
    ask: to({ tmInterface: '/Common/x' }),
    gets: ok({ tmInterface: '/Common/x', tmInterfaceReference: { link: 'https://localhost/mgmt/tm/net/vlan/~Common~x?ver=17.1.2' } }, 'gw'),
  },
  {
    it: 'goes by a tunnel',
    by: 'recorded by a user: net/route of 12.1.2',
    ask: to({ tmInterface: 'http-tunnel' }),
    gets: ok({ tmInterfaceReference: { link: 'https://localhost/mgmt/tm/net/tunnels/tunnel/~Common~http-tunnel?ver=17.1.2' } }),
  },
  { it: 'goes by nothing at all', by: 'f5-sdk: net/route', ask: to({}), gets: refused('Route (/T/r) must have a gateway, a pool, an interface or be a blackhole.') },
  ...(
    [
      ['gw', '10.31.1.2', 'pool', '/T/p'],
      ['gw', '10.31.1.2', 'tmInterface', '/Common/x'],
      ['gw', '10.31.1.2', 'blackhole', true],
      ['pool', '/T/p', 'gw', '10.31.1.2'],
      ['tmInterface', '/Common/x', 'pool', '/T/p'],
      ['blackhole', true, 'tmInterface', '/Common/x'],
      ['pool', '/T/p', 'blackhole', true],
    ] as const
  ).map(([first, its, second, other]): Case => {
    const name = (property: string) => (property === 'tmInterface' ? 'interface' : property);
    return { it: `goes by ${first} and ${second}`, by: 'f5-sdk: net/route', given: [pool], ask: to({ [first]: its, [second]: other }), gets: tmsh(`"${name(second)}" may not be specified with "${name(first)}"`) };
  }),
  { it: 'has another gateway', by: 'f5-ansible: bigip_static_route', given: [route()], ask: ['PATCH', R, { gw: '10.31.1.3' }], gets: ok({ gw: '10.31.1.3' }) },
  { it: 'has a description and an MTU', by: 'f5-ansible: load_net_route_description', given: [route()], ask: ['PATCH', R, { description: 'asdasd', mtu: 1400 }], gets: ok({ description: 'asdasd', mtu: 1400, gw: '10.31.1.2' }) },
  { it: 'changes from a gateway to nowhere', by: 'switch', given: [route()], ask: ['PATCH', R, { blackhole: true }], gets: refused('Route (/T/r) may not change from one kind of gateway to another.') },
  { it: 'loses its gateway', by: 'f5-sdk: net/route', given: [route()], ask: ['PATCH', R, { gw: 'none' }], gets: refused('Route (/T/r) must have a gateway, a pool, an interface or be a blackhole.') },
  { it: 'leads everywhere', by: 'f5-ansible 104', ask: route({ network: '0.0.0.0/0' }), gets: ok({ network: 'default' }) },
  { it: 'leads everywhere by its name', by: 'f5-ansible 752', ask: route({ network: 'default' }), gets: ok({ network: 'default' }) },
  { it: 'leads everywhere in IPv6', by: 'f5-ansible 618', ask: route({ network: '::/0', gw: '2001:db8:31::2' }), gets: ok({ network: 'default-inet6', gw: '2001:db8:31::2' }) },
  { it: 'leads everywhere in IPv6 by its name', by: 'f5-ansible 618', ask: route({ network: 'default-inet6', gw: '2001:DB8:31:0::2' }), gets: ok({ network: 'default-inet6', gw: '2001:db8:31::2' }) },
  { it: 'leads to a network of IPv6', by: 'f5-ansible 618', ask: route({ network: '2001:DB8:32::/64', gw: '2001:db8:31::2' }), gets: ok({ network: '2001:db8:32::/64' }) },
  { it: 'leads to one address', by: 'f5-ansible: load_net_route_description', ask: route({ network: '2.2.2.2/32' }), gets: ok({ network: '2.2.2.2/32' }) },
  { it: 'by a gateway that is not connected is refused', by: 'message 01070330', ask: route({ gw: '10.31.2.2' }), gets: notConnected('10.31.2.2') },
  { it: 'by a gateway of IPv6 that is not connected is refused', by: 'message 01070330', ask: route({ network: 'default-inet6', gw: '2001:db8:99::2' }), gets: notConnected('2001:db8:99::2') },
  { it: 'is changed to a gateway that is not connected', by: 'message 01070330', given: [route()], ask: ['PATCH', R, { gw: '10.31.2.2' }], gets: notConnected('10.31.2.2') },
  { it: 'by a gateway of the other family is refused', by: 'switch', ask: route({ gw: '2001:db8:31::2' }), gets: refused('Static route gateway 2001:db8:31::2 is not of the same address family as its network.') },
  { it: 'by the unit itself is refused', by: 'switch', ask: route({ gw: '10.31.1.1' }), gets: refused('Static route gateway 10.31.1.1 is a self IP.') },
  { it: 'to a network of the unit is refused', by: 'f5-aws-cloudformation-v2 17', ask: route({ network: '10.31.1.0/24' }), gets: mcpd('01070666:3: Static route duplicates Self IP 10.31.1.0 / 255.255.255.0 implied route') },
  { it: 'to a part of a network of the unit is fine', by: 'F5 doc: static routes', ask: route({ network: '10.31.1.128/25' }), gets: ok({ network: '10.31.1.128/25' }) },
  { it: 'to the network of another is refused', by: 'switch', given: [route()], ask: route({ name: 'q', gw: '10.31.1.3' }), gets: refused('The network of route (/T/q) is already that of route (/T/r).') },
  { it: 'to the network of another in another partition is refused', by: 'switch', given: [route()], ask: route({ name: 'q', partition: 'Common' }), gets: refused('The network of route (/Common/q) is already that of route (/T/r).') },
  { it: 'to the same network with another prefix is fine', by: 'F5 doc: static routes', given: [route()], ask: route({ name: 'q', network: '10.32.1.0/25' }), gets: ok({}) },
  { it: 'in another route domain has the network of another', by: 'F5 doc: route domains', given: [route(), ...one], ask: route({ partition: 'U' }), gets: ok({ network: '10.32.1.0/24', gw: '10.31.1.2' }) },
  { it: 'is told with a route domain that is not its partition’s', by: 'f5-declarative-onboarding 140', given: one, ask: route({ network: '10.32.1.0%1/24', gw: '10.31.1.2%1' }), gets: ok({ network: '10.32.1.0%1/24', gw: '10.31.1.2%1' }) },
  { it: 'leads everywhere in a route domain', by: 'f5-declarative-onboarding 140', given: one, ask: route({ network: 'default%1', gw: '10.31.1.2%1' }), gets: ok({ network: 'default%1' }) },
  { it: 'leads everywhere in IPv6 in a route domain', by: 'f5-declarative-onboarding 140', given: one, ask: to({ network: '::%1/0', blackhole: true }), gets: ok({ network: 'default-inet6%1' }) },
  { it: 'by a gateway that another route domain is connected to is refused', by: 'message 01070330', given: [...one, ['DELETE', 'net/self/s']], ask: route(), gets: notConnected('10.31.1.2') },
  { it: 'by a gateway in a route domain that is not connected is refused', by: 'message 01070330', given: one, ask: route({ network: 'default%1', gw: '10.31.9.2%1' }), gets: notConnected('10.31.9.2%1') },
  { it: 'by a gateway of another route domain is refused', by: 'F5 doc: route domains', given: one, ask: route({ gw: '10.31.1.2%1' }), gets: refused('Static route gateway 10.31.1.2%1 is in another route domain than its network.') },
  {
    it: 'by a gateway of another route domain is fine where that is allowed',
    by: 'F5 doc: route domains',
    given: [...one, ['PATCH', 'net/route-domain/~Common~0', { strict: 'disabled' }]],
    ask: route({ gw: '10.31.1.2%1' }),
    gets: ok({ gw: '10.31.1.2%1' }),
  },
  {
    it: 'by a VLAN of another route domain is refused',
    by: 'F5 doc: route domains',
    given: one,
    ask: ['POST', 'net/route', { name: 'r', partition: 'U', network: 'default', tmInterface: '/Common/x' }],
    gets: refused('The vlan (/Common/x) of route (/U/r) is in another route domain than its network.'),
  },
  { it: 'in a route domain that is missing is refused', by: 'message 01020036', ask: route({ network: '10.32.1.0%7/24' }), gets: mcpd('01020036:3: The requested route domain (7) was not found.') },
  { it: 'by a gateway in a route domain that is missing is refused', by: 'message 01020036', ask: route({ gw: '10.31.1.2%7' }), gets: mcpd('01020036:3: The requested route domain (7) was not found.') },
  {
    it: 'stays where it was when the route domain of its partition changes',
    by: 'F5 doc: route domains',
    given: [...one, route({ partition: 'U' }), ['PATCH', 'auth/partition/U', { defaultRouteDomain: 0 }], ['PATCH', 'net/route/~U~r', { mtu: 1400 }]],
    ask: route(),
    gets: ok({ network: '10.32.1.0/24' }),
  },
  { it: 'by a pool that is missing is refused', by: 'message 01020036', ask: to({ pool: '/T/p' }), gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
  {
    it: 'by a pool of another partition is refused',
    by: 'message 01070726',
    given: [
      ['POST', 'auth/partition', { name: 'V' }],
      ['POST', 'ltm/pool', { name: 'p', partition: 'V' }],
    ],
    ask: to({ pool: '/V/p' }),
    gets: mcpd('01070726:3: A route may only reference pools in the same partition or the common partition (/T/r:/V/p)'),
  },
  { it: 'holds its pool', by: 'message 01070265', given: [pool, to({ pool: '/T/p' })], ask: ['DELETE', 'ltm/pool/~T~p'], gets: mcpd('01070265:3: The Pool (/T/p) cannot be deleted because it is in use by a route (/T/r).') },
  { it: 'by a VLAN that is missing is refused', by: 'message 01020036', ask: to({ tmInterface: '/T/y' }), gets: mcpd('01020036:3: The requested VLAN (/T/y) was not found.') },
  {
    it: 'by a VLAN of another partition is refused',
    by: 'message 01070726',
    given: [
      ['POST', 'auth/partition', { name: 'V' }],
      ['POST', 'net/vlan', { name: 'y', partition: 'V' }],
    ],
    ask: to({ tmInterface: '/V/y' }),
    gets: mcpd('01070726:3: A route may only reference VLANs in the same partition or the common partition (/T/r:/V/y)'),
  },
  {
    it: 'holds its VLAN',
    by: 'message 01070265',
    given: [['POST', 'net/vlan', { name: 'y' }], to({ tmInterface: '/Common/y' })],
    ask: ['DELETE', 'net/vlan/~Common~y'],
    gets: mcpd('01070265:3: The VLAN (/Common/y) cannot be deleted because it is in use by a route (/T/r).'),
  },
  {
    it: 'is in a folder that does not sync',
    by: 'F5 doc: LOCAL_ONLY',
    given: [['POST', 'sys/folder', { name: 'here', partition: 'T', deviceGroup: 'none', trafficGroup: '/Common/traffic-group-local-only' }]],
    ask: route({ subPath: 'here' }),
    gets: ok({ fullPath: '/T/here/r', subPath: 'here' }),
  },
  { it: 'keeps its partition', by: 'message 0107082a', given: [route()], ask: ['DELETE', 'auth/partition/T'], gets: mcpd('0107082a:3: You must remove all objects from a partition before removing the partition (T), type ID (4032)') },
  {
    it: 'is replaced by another with its network, in one transaction',
    by: 'F5 doc: transactions',
    given: [route(), open, queued(['DELETE', R]), queued(route({ name: 'q', gw: '10.31.1.3' })), commit],
    ask: ['GET', 'net/route/~T~q'],
    gets: ok({ gw: '10.31.1.3' }),
  },
  {
    it: 'in a transaction is refused at its end',
    by: 'message 01070330',
    given: [open, queued(route({ gw: '10.31.2.2' }))],
    ask: commit,
    gets: failed('01070330:3: Static route gateway 10.31.2.2 is not directly connected via an interface.'),
  },
  {
    it: 'comes with its self IP, in one transaction',
    by: 'F5 doc: transactions',
    given: [open, queued(['POST', 'net/self', { name: 't', address: '10.31.2.1/24', vlan: 'x' }]), queued(route({ gw: '10.31.2.2' })), commit],
    ask: ['GET', R],
    gets: ok({ gw: '10.31.2.2' }),
  },
  { it: 'is missing', by: 'message 01020036', ask: ['GET', R], gets: mcpd('01020036:3: The requested route (/T/r) was not found.') },
  { it: 'is there already', by: 'message 01020066', given: [route()], ask: route({ network: '10.33.0.0/16' }), gets: mcpd('01020066:3: The requested route (/T/r) already exists in partition T.') },
  {
    it: 'is not for the manager of its partition',
    by: 'F5 doc: user roles',
    given: [['POST', 'auth/user', { name: 'mary', password: 'mary', partitionAccess: [{ name: 'T', role: 'manager' }] }]],
    ask: as('mary', route()),
    gets: mcpd('01070822:3: Access Denied: user (mary) does not have create access to object (static_route)'),
  },
  {
    it: 'is for the administrator of resources',
    by: 'F5 doc: user roles',
    given: [['POST', 'auth/user', { name: 'rae', password: 'rae', partitionAccess: [{ name: 'all-partitions', role: 'resource-admin' }] }]],
    ask: as('rae', route()),
    gets: ok({ network: '10.32.1.0/24' }),
  },
];

export const netRoutes: readonly Group[] = [
  { name: 'static route', cases: cases.map(withSelf) },
  {
    name: 'static route refuses',
    cases: [
      ...wrongValues('one', connected, route, { description: {}, gw: 'x', mtu: -1, network: {} }),
      ...wrongValues('one', connected, to, { blackhole: 'yes', pool: {}, tmInterface: {} }),
      ...['10.32.1.0', '10.32.1.1/24', '10.32.1.0/33', 'default%x', 'default%1%2', 'everywhere'].map(
        (network): Case => ({ it: `to ${network}`, by: 'f5-common-python 840', given: connected, ask: route({ network }), gets: invalid('network', network) }),
      ),
      ...fixed('one', [...connected, route()], R, { network: '10.33.0.0/16' }),
      ...required('one', () => ['POST', 'net/route', { name: 'r', blackhole: true }], ['network']),
    ],
  },
];

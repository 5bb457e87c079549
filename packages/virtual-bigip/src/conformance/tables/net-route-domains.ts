/** Route domains, and the VLANs that are in them. */

import { wrongValues } from '../by-property.ts';
import { type Ask, type Case, type Group, mcpd, ok } from '../case.ts';

const x: Ask = ['POST', 'net/vlan', { name: 'x' }];
const domain = (more: object = {}): Ask => ['POST', 'net/route-domain', { name: 'one', id: 1, ...more }];
const withVlan = domain({ vlans: ['/Common/x'] });
const ONE = 'net/route-domain/~Common~one';
const ZERO = 'net/route-domain/~Common~0';
const tunnels = ['/Common/http-tunnel', '/Common/socks-tunnel'];
const refused = (text: string) => mcpd(`01070734:3: Configuration error: ${text}`);
const used = (who: string) => mcpd(`01070265:3: The route domain (/Common/one) cannot be deleted because it is in use by ${who}.`);

const cases: readonly Case[] = [
  {
    it: '0 has the tunnels',
    by: 'f5-ansible-bigip: load_route_domains',
    ask: ['GET', ZERO],
    gets: ok({
      id: 0,
      strict: 'enabled',
      throughputCapacity: 'infinite',
      vlans: tunnels,
      vlansReference: [{ link: 'https://localhost/mgmt/tm/net/tunnels/tunnel/~Common~http-tunnel?ver=17.1.2' }, { link: 'https://localhost/mgmt/tm/net/tunnels/tunnel/~Common~socks-tunnel?ver=17.1.2' }],
    }),
  },
  { it: '0 has new VLANs', by: 'f5-ansible-bigip: load_route_domains', given: [x], ask: ['GET', ZERO], gets: ok({ vlans: [...tunnels, '/Common/x'] }) },
  { it: '0 has no VLAN that went', by: 'f5-ansible-bigip: load_route_domains', given: [x, ['DELETE', 'net/vlan/x']], ask: ['GET', ZERO], gets: ok({ vlans: tunnels }) },
  { it: '0 stays', by: 'F5 doc: net route-domain', ask: ['DELETE', ZERO], gets: refused('The route domain (/Common/0) is built in and cannot be deleted.') },
  { it: 'has a VLAN', by: 'f5-ansible 693', given: [x], ask: withVlan, gets: ok({ vlans: ['/Common/x'], vlansReference: [{ link: 'https://localhost/mgmt/tm/net/vlan/~Common~x?ver=17.1.2' }] }) },
  { it: 'takes a VLAN from another', by: 'f5-ansible 693', given: [x, withVlan], ask: ['GET', ZERO], gets: ok({ vlans: tunnels }) },
  { it: 'gives a VLAN back to 0', by: 'f5-ansible 693', given: [x, withVlan, ['PATCH', ONE, { vlans: [] }]], ask: ['GET', ZERO], gets: ok({ vlans: [...tunnels, '/Common/x'] }) },
  { it: 'without VLANs tells none', by: 'f5-common-python: net_route_domains_GET', given: [x, withVlan], ask: ['PATCH', ONE, { vlans: 'none' }], gets: ok({}, 'vlans', 'vlansReference') },
  { it: 'with a VLAN that is missing is refused', by: 'message 01020036', ask: withVlan, gets: mcpd('01020036:3: The requested VLAN (/Common/x) was not found.') },
  {
    it: 'takes no VLAN that a self IP has elsewhere',
    by: 'switch',
    given: [x, ['POST', 'net/self', { name: 's', address: '10.31.1.1/24', vlan: 'x' }]],
    ask: withVlan,
    gets: refused('VLAN (/Common/x) cannot change its route domain because it is in use by a self IP (/Common/s).'),
  },
  {
    it: 'gives no VLAN away that a self IP has',
    by: 'switch',
    given: [x, withVlan, ['POST', 'net/self', { name: 's', address: '10.31.1.1%1/24', vlan: 'x' }]],
    ask: ['PATCH', ONE, { vlans: [] }],
    gets: refused('VLAN (/Common/x) cannot change its route domain because it is in use by a self IP (/Common/s).'),
  },
  {
    it: 'of a partition has its new VLANs',
    by: 'F5 doc: route domains',
    given: [domain(), ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }], ['POST', 'net/vlan', { name: 'y', partition: 'U' }]],
    ask: ['GET', ONE],
    gets: ok({ vlans: ['/U/y'] }),
  },
  {
    it: 'has a parent',
    by: 'f5-declarative-onboarding 143',
    given: [domain()],
    ask: ['POST', 'net/route-domain', { name: 'two', id: 2, parent: '/Common/one' }],
    gets: ok({ parent: '/Common/one', parentReference: { link: 'https://localhost/mgmt/tm/net/route-domain/~Common~one?ver=17.1.2' } }),
  },
  { it: 'with a parent that is missing is refused', by: 'message 01020036', ask: domain({ parent: '/Common/two' }), gets: mcpd('01020036:3: The requested route domain (/Common/two) was not found.') },
  {
    it: 'above itself is refused',
    by: 'switch',
    given: [domain(), ['POST', 'net/route-domain', { name: 'two', id: 2, parent: '/Common/one' }]],
    ask: ['PATCH', ONE, { parent: '/Common/two' }],
    gets: refused('The route domain (/Common/one) may not be its own parent.'),
  },
  { it: 'gives up its parent', by: 'f5-declarative-onboarding 143', given: [domain({ parent: '/Common/0' })], ask: ['PATCH', ONE, { parent: 'none' }], gets: ok({}, 'parent') },
  { it: 'speaks protocols', by: 'f5-ansible: bigip_routedomain', ask: domain({ routingProtocol: ['BGP', 'BFD'] }), gets: ok({ routingProtocol: ['BFD', 'BGP'] }) },
  { it: 'lets routes cross', by: 'f5-ansible: bigip_routedomain', ask: domain({ strict: 'disabled' }), gets: ok({ strict: 'disabled' }) },
  { it: 'has a capacity', by: 'F5 doc: net route-domain', ask: domain({ throughputCapacity: 5000 }), gets: ok({ throughputCapacity: 5000 }) },
  { it: 'has no end of its capacity', by: 'f5-ansible-bigip: load_route_domains', ask: domain({ throughputCapacity: 'infinite' }), gets: ok({ throughputCapacity: 'infinite' }) },
  { it: 'with the number of another is refused', by: 'switch', given: [domain()], ask: ['POST', 'net/route-domain', { name: 'two', id: 1 }], gets: refused('The route domain id (1) is already in use.') },
  { it: 'goes when nothing is in it', by: 'F5 doc: net route-domain', given: [domain()], ask: ['DELETE', ONE], gets: { status: 200 } },
  { it: 'with a VLAN stays', by: 'f5-openstack-agent 2132', given: [x, withVlan], ask: ['DELETE', ONE], gets: used('a VLAN (/Common/x)') },
  { it: 'with a child stays', by: 'message 01070265', given: [domain(), ['POST', 'net/route-domain', { name: 'two', id: 2, parent: '/Common/one' }]], ask: ['DELETE', ONE], gets: used('a route domain (/Common/two)') },
  { it: 'of a partition stays', by: 'message 01070265', given: [domain(), ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }]], ask: ['DELETE', ONE], gets: used('a partition (U)') },
  {
    it: 'of a partition is there for another one',
    by: 'message 01070265',
    given: [domain(), ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }], { attempt: ['DELETE', ONE] }],
    ask: ['POST', 'auth/partition', { name: 'V', defaultRouteDomain: 1 }],
    gets: ok({ defaultRouteDomain: 1 }),
  },
  { it: 'with a node stays', by: 'message 01070265', given: [domain(), ['POST', 'ltm/node', { name: 'n', partition: 'T', address: '10.0.0.1%1' }]], ask: ['DELETE', ONE], gets: used('a Node (/T/n)') },
  { it: 'with a virtual address stays', by: 'message 01070265', given: [domain(), ['POST', 'ltm/virtual-address', { name: 'a', partition: 'T', address: '192.0.2.1%1' }]], ask: ['DELETE', ONE], gets: used('a Virtual Address (/T/a)') },
  { it: 'with a route stays', by: 'message 01070265', given: [domain(), ['POST', 'net/route', { name: 'r', network: 'default%1', blackhole: true }]], ask: ['DELETE', ONE], gets: used('a route (/Common/r)') },
];

export const netRouteDomains: readonly Group[] = [
  { name: 'route domain', cases },
  { name: 'route domain refuses', cases: wrongValues('one', [], domain, { parent: {}, routingProtocol: 'BGP', throughputCapacity: -1, vlans: 'x' }) },
  { name: 'route domain of 13.1', options: { version: '13.1.0' }, cases: [{ it: 'has 0 for no end of its capacity', by: 'f5-ansible: load_net_route_domain_1', ask: domain(), gets: ok({ throughputCapacity: 0 }) }] },
  { name: 'route domain of 11.6', options: { version: '11.6.0' }, cases: [{ it: 'has no capacity', by: 'f5-common-python: net_route_domains_GET', ask: ['GET', ZERO], gets: ok({ id: 0 }, 'throughputCapacity') }] },
];

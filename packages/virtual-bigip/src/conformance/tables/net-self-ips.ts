/** Self IPs: the unit's own addresses on its VLANs. */

import { fixed, onlyTold, required, wrongValues } from '../by-property.ts';
import { type Ask, as, type Case, type Group, mcpd, ok, type Step, tmsh } from '../case.ts';

const x: Ask = ['POST', 'net/vlan', { name: 'x' }];
const one: Ask = ['POST', 'net/route-domain', { name: 'one', id: 1 }];
const self = (more: object = {}): Ask => ['POST', 'net/self', { name: 's', address: '10.31.1.1/24', vlan: '/Common/x', ...more }];
const floating = (more: object = {}): Ask => self({ name: 'f', address: '10.31.1.3/24', trafficGroup: '/Common/traffic-group-1', ...more });
const route: Ask = ['POST', 'net/route', { name: 'r', network: '10.32.1.0/24', gw: '10.31.1.2' }];
const S = 'net/self/~Common~s';
const refused = (text: string) => mcpd(`01070734:3: Configuration error: ${text}`);
const withVlan = (row: Omit<Case, 'given'> & { readonly given?: readonly Step[] }): Case => ({ ...row, given: [x, ...(row.given ?? [])] });

const cases: readonly Case[] = [
  {
    it: 'has these defaults',
    by: 'f5-ansible: load_tm_net_self',
    ask: self(),
    gets: ok(
      {
        kind: 'tm:net:self:selfstate',
        name: 's',
        partition: 'Common',
        fullPath: '/Common/s',
        address: '10.31.1.1/24',
        addressSource: 'from-user',
        floating: 'disabled',
        inheritedTrafficGroup: 'false',
        trafficGroup: '/Common/traffic-group-local-only',
        trafficGroupReference: { link: 'https://localhost/mgmt/tm/cm/traffic-group/~Common~traffic-group-local-only?ver=17.1.2' },
        unit: 0,
        vlan: '/Common/x',
        vlanReference: { link: 'https://localhost/mgmt/tm/net/vlan/~Common~x?ver=17.1.2' },
      },
      'allowService',
    ),
  },
  { it: 'allows all services', by: 'f5-ansible-bigip: load_self_ips', ask: self({ allowService: 'all' }), gets: ok({ allowService: 'all' }) },
  { it: 'allows all services as a list', by: 'f5-ansible: bigip_selfip', ask: self({ allowService: ['all'] }), gets: ok({ allowService: 'all' }) },
  { it: 'allows the usual services', by: 'f5-ansible-bigip: load_self_ips', ask: self({ allowService: 'default' }), gets: ok({ allowService: ['default'] }) },
  { it: 'allows some services', by: 'f5-ansible: load_tm_net_self', ask: self({ allowService: ['tcp:80', 'udp:53', 'gre:0'] }), gets: ok({ allowService: ['tcp:80', 'udp:53', 'gre:0'] }) },
  { it: 'allows no services any more', by: 'f5-ansible: bigip_selfip', given: [self({ allowService: 'all' })], ask: ['PATCH', S, { allowService: 'none' }], gets: ok({}, 'allowService') },
  { it: 'of IPv6 is told in its shortest form', by: 'f5-ansible: bigip_selfip', ask: self({ address: '2001:DB8:0::1/64' }), gets: ok({ address: '2001:db8::1/64' }) },
  { it: 'in a traffic group floats', by: 'f5-ansible 401', given: [self()], ask: floating(), gets: ok({ floating: 'enabled', trafficGroup: '/Common/traffic-group-1', unit: 1 }) },
  { it: 'that floats alone is refused', by: 'switch', ask: floating(), gets: refused('Floating self IP (/Common/f) needs a self IP in its network that does not float.') },
  { it: 'that floats against its traffic group is refused', by: 'switch', ask: self({ floating: 'enabled' }), gets: refused('Floating enabled does not go with traffic group (/Common/traffic-group-local-only) of self IP (/Common/s).') },
  { it: 'that stays with its traffic group is fine', by: 'f5-ansible: load_tm_net_self', ask: self({ floating: 'disabled' }), gets: ok({ floating: 'disabled' }) },
  { it: 'that a floating one needs stays', by: 'f5-sslo: delete self IPs', given: [self(), floating()], ask: ['DELETE', S], gets: mcpd('01070604:3: Cannot delete IP 10.31.1.1 because it would leave a floating self IP unreachable.') },
  { it: 'beside another goes from a floating one', by: 'f5-sslo: delete self IPs', given: [self(), self({ name: 't', address: '10.31.1.4/24' }), floating()], ask: ['DELETE', S], gets: { status: 200 } },
  { it: 'in a traffic group that is missing is refused', by: 'f5-ansible 229', ask: self({ trafficGroup: '/T/traffic-group-local-only' }), gets: refused('Traffic group (/T/traffic-group-local-only) does not exist.') },
  { it: 'on a VLAN that is missing is refused', by: 'message 01020036', ask: self({ vlan: '/Common/y' }), gets: mcpd('01020036:3: The requested VLAN (/Common/y) was not found.') },
  {
    it: 'on a VLAN of another partition is refused',
    by: 'message 01070726',
    given: [['POST', 'net/vlan', { name: 'x', partition: 'T' }]],
    ask: self({ vlan: '/T/x' }),
    gets: mcpd('01070726:3: A self IP may only reference VLANs in the same partition or the common partition (/Common/s:/T/x)'),
  },
  { it: 'of a partition is on a VLAN of Common', by: 'f5-ansible 229', ask: self({ partition: 'T' }), gets: ok({ fullPath: '/T/s', vlan: '/Common/x' }) },
  {
    it: 'on a tunnel has a link to it',
    by: 'recorded by a user: net/self of 12.1.2',
    ask: self({ vlan: 'http-tunnel' }),
    gets: ok({ vlan: '/Common/http-tunnel', vlanReference: { link: 'https://localhost/mgmt/tm/net/tunnels/tunnel/~Common~http-tunnel?ver=17.1.2' } }),
  },
  { it: 'that is no address is refused', by: 'f5-openstack-agent 218', ask: self({ address: '10.31.1.1%x/24' }), gets: tmsh('"10.31.1.1%x/24" invalid address') },
  { it: 'without a prefix is refused', by: 'f5-openstack-agent 218', ask: self({ address: '10.31.1.1' }), gets: tmsh('"10.31.1.1" invalid address') },
  { it: 'with a prefix that is too long is refused', by: 'f5-openstack-agent 218', ask: self({ address: '10.31.1.1/33' }), gets: tmsh('"10.31.1.1/33" invalid address') },
  { it: 'of another is refused', by: 'switch', given: [self()], ask: self({ name: 't' }), gets: refused('The self IP address (10.31.1.1) is already in use by self IP (/Common/s).') },
  { it: 'in the network of another on the same VLAN is fine', by: 'F5 doc: self IPs', given: [self()], ask: self({ name: 't', address: '10.31.1.9/24' }), gets: ok({ address: '10.31.1.9/24' }) },
  {
    it: 'in the network of another VLAN is refused',
    by: 'switch',
    given: [self(), ['POST', 'net/vlan', { name: 'y' }]],
    ask: self({ name: 't', address: '10.31.1.9/24', vlan: 'y' }),
    gets: refused('The network of self IP (/Common/t) is already connected by VLAN (/Common/x), with self IP (/Common/s).'),
  },
  { it: 'in a route domain that is missing is refused', by: 'message 01020036', ask: self({ address: '10.31.1.1%7/24' }), gets: mcpd('01020036:3: The requested route domain (7) was not found.') },
  {
    it: 'on a VLAN of another route domain is refused',
    by: 'f5-openstack-agent: must be one of the vlans in the associated route domain',
    given: [one],
    ask: self({ address: '10.31.1.1%1/24' }),
    gets: refused('The vlan (/Common/x) of self IP (/Common/s) must be one of the vlans in the associated route domain (1).'),
  },
  {
    it: 'in a route domain of its VLAN is told with it',
    by: 'f5-ansible: load_tm_net_self',
    given: [one, ['PATCH', 'net/route-domain/one', { vlans: ['/Common/x'] }]],
    ask: self({ address: '10.31.1.1%1/24' }),
    gets: ok({ address: '10.31.1.1%1/24' }),
  },
  {
    it: 'in the route domain of its partition is told without it',
    by: 'F5 doc: route domains',
    given: [one, ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }], ['POST', 'net/vlan', { name: 'x', partition: 'U' }]],
    ask: self({ partition: 'U', vlan: '/U/x', address: '10.31.1.1%1/24' }),
    gets: ok({ address: '10.31.1.1/24' }),
  },
  {
    it: 'whose network a route has is refused',
    by: 'f5-aws-cloudformation-v2 17',
    given: [self(), route],
    ask: self({ name: 't', address: '10.32.1.1/24' }),
    gets: mcpd('01070666:3: Static route duplicates Self IP 10.32.1.0 / 255.255.255.0 implied route'),
  },
  { it: 'that a route needs stays', by: 'octavia-f5-provider-driver 214', given: [self(), route], ask: ['DELETE', S], gets: mcpd('01070604:3: Cannot delete IP 10.31.1.1 because it would leave a route unreachable.') },
  { it: 'beside another goes from a route', by: 'octavia-f5-provider-driver 214', given: [self(), self({ name: 't', address: '10.31.1.4/24' }), route], ask: ['DELETE', S], gets: { status: 200 } },
  {
    it: 'in a route domain that a route needs is said with it',
    by: 'octavia-f5-provider-driver 214',
    given: [one, ['PATCH', 'net/route-domain/one', { vlans: ['/Common/x'] }], self({ address: '10.31.1.1%1/24' }), ['POST', 'net/route', { name: 'r', network: 'default%1', gw: '10.31.1.2%1' }]],
    ask: ['DELETE', S],
    gets: mcpd('01070604:3: Cannot delete IP 10.31.1.1%1 because it would leave a route unreachable.'),
  },
  { it: 'is missing', by: 'message 01020036', ask: ['GET', S], gets: mcpd('01020036:3: The requested self IP (/Common/s) was not found.') },
  { it: 'is there already', by: 'message 01020066', given: [self()], ask: self({ address: '10.31.1.7/24' }), gets: mcpd('01020066:3: The requested self IP (/Common/s) already exists in partition Common.') },
  {
    it: 'is not for a manager of all',
    by: 'F5 doc: user roles',
    given: [['POST', 'auth/user', { name: 'max', password: 'max', partitionAccess: [{ name: 'all-partitions', role: 'manager' }] }]],
    ask: as('max', self()),
    gets: mcpd('01070822:3: Access Denied: user (max) does not have create access to object (self_ip)'),
  },
];

export const netSelfIps: readonly Group[] = [
  { name: 'self IP', cases: cases.map(withVlan) },
  {
    name: 'self IP refuses',
    cases: [
      ...wrongValues('one', [x], self, { address: {}, allowService: 'tcp', description: {}, floating: 'yes', trafficGroup: {}, vlan: {} }),
      { it: 'all services and one', by: 'f5-common-python 840', given: [x], ask: self({ allowService: ['all', 'tcp:80'] }), gets: tmsh('invalid property value "allowService":"["all","tcp:80"]"') },
      { it: 'a service on a port that is none', by: 'f5-common-python 840', given: [x], ask: self({ allowService: ['tcp:65536'] }), gets: tmsh('invalid property value "allowService":"tcp:65536"') },
      ...fixed('one', [x, self()], S, { address: '10.31.1.5/24' }),
      ...onlyTold('one', [x, self()], S, ['addressSource', 'inheritedTrafficGroup', 'unit', 'vlanReference']),
      ...required('one', (without) => ['POST', 'net/self', Object.fromEntries(Object.entries({ name: 's', address: '10.31.1.1/24', vlan: 'http-tunnel' }).filter(([name]) => name !== without))], ['address', 'vlan']),
    ],
  },
];

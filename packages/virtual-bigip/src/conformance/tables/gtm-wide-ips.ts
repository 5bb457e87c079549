/** GTM: wide IPs, their rules, and listeners. */

import { type Ask, type Case, type Group, invalid, isNumber, mcpd, ok, refused, tmsh } from '../case.ts';
import { link, whole, withGtm } from './gtm.ts';

const W = 'gtm/wideip/a/~Common~www.example.com';
const L = 'gtm/listener/~Common~l';
const pool = (more: object = {}, type = 'a'): Ask => ['POST', `gtm/pool/${type}`, { name: 'p', ...more }];
const wideIp = (more: object = {}, type = 'a'): Ask => ['POST', `gtm/wideip/${type}`, { name: 'www.example.com', ...more }];
const listener = (more: object = {}): Ask => ['POST', 'gtm/listener', { name: 'l', address: '192.0.2.53', disabled: true, ...more }];
const rule = (apiAnonymous: string): Ask => ['POST', 'gtm/rule', { name: 'r', apiAnonymous }];
const notFound = (path: string) => mcpd(`01020036:3: The requested Pool (${path}) was not found.`);

const wideIpDefaults = {
  kind: 'tm:gtm:wideip:a:astate',
  name: 'www.example.com',
  partition: 'Common',
  fullPath: '/Common/www.example.com',
  generation: isNumber,
  selfLink: link(W),
  enabled: true,
  failureRcode: 'noerror',
  failureRcodeResponse: 'disabled',
  failureRcodeTtl: 0,
  lastResortPool: '',
  minimalResponse: 'enabled',
  persistCidrIpv4: 32,
  persistCidrIpv6: 128,
  persistence: 'disabled',
  poolLbMode: 'round-robin',
  ttlPersistence: 3600,
};
const reference = (name: string, order: number, ratio = 1) => ({ name, partition: 'Common', order, ratio, nameReference: { link: link(`gtm/pool/a/~Common~${name}`) } });
const two = [pool(), pool({ name: 'q' })];

const names: readonly Case[] = [
  { it: 'has these defaults', by: 'f5-ansible: load_gtm_wide_ip_with_pools', ask: wideIp(), gets: whole({ ...wideIpDefaults, topologyPreferEdns0ClientSubnet: 'disabled' }) },
  {
    it: 'tells its pools in their order',
    by: 'f5-ansible: load_gtm_wide_ip_with_pools',
    given: two,
    ask: wideIp({
      pools: [
        { name: 'p', partition: 'Common', order: 1, ratio: 10 },
        { name: '/Common/q', order: 0 },
      ],
    }),
    gets: ok({ pools: [reference('q', 0), reference('p', 1, 10)] }),
  },
  { it: 'replaces its pools', by: 'f5-ansible 1598', given: [...two, wideIp({ pools: ['p', 'q'] })], ask: ['PATCH', W, { pools: [{ name: '/Common/q', order: 0, ratio: 1 }] }], gets: ok({ pools: [reference('q', 0)] }) },
  { it: 'takes its pools as it tells them', by: 'f5-ansible: load_gtm_wide_ip_with_pools', given: [...two, wideIp()], ask: ['PATCH', W, { pools: [reference('p', 0)] }], gets: ok({ pools: [reference('p', 0)] }) },
  { it: 'gives up its pools', by: 'f5-ansible 2498', given: [...two, wideIp({ pools: ['p'] })], ask: ['PATCH', W, { pools: [] }], gets: ok({}, 'pools') },
  { it: 'with a pool that is missing is refused', by: 'message 01020036', ask: wideIp({ pools: ['p'] }), gets: notFound('/Common/p') },
  { it: 'with a pool of another type is refused', by: 'f5-appsvcs-extension 885', given: [pool({}, 'cname')], ask: wideIp({ pools: ['p'] }), gets: notFound('/Common/p') },
  {
    it: 'has pools of type cname beside its own',
    by: 'f5-appsvcs-extension 885',
    given: [pool(), pool({}, 'cname')],
    ask: wideIp({ pools: ['p'], poolsCname: ['p'] }),
    gets: ok({ pools: [{ name: 'p' }], poolsCname: [{ name: 'p', nameReference: { link: link('gtm/pool/cname/~Common~p') } }] }),
  },
  { it: 'of type mx has no pools of type cname', by: 'tmsh: gtm wideip mx', ask: wideIp({ poolsCname: [] }, 'mx'), gets: tmsh('"poolsCname" unknown property') },
  { it: 'takes both flags, as clients send them', by: 'f5-ansible: bigip_gtm_wide_ip', ask: wideIp({ enabled: true, disabled: false }), gets: ok({ enabled: true }, 'disabled') },
  { it: 'with an empty pool of last resort is refused', by: 'f5-ansible 1994', ask: wideIp({ lastResortPool: '' }), gets: tmsh('"last-resort-pool" requires a value') },
  { it: 'put back as it was got is refused for its pool of last resort', by: 'f5-ansible 1994', given: [wideIp()], ask: ['PUT', W, wideIpDefaults], gets: tmsh('"last-resort-pool" requires a value') },
  { it: 'with a pool of last resort has its type in front', by: 'f5-ansible: bigip_gtm_wide_ip', given: [pool()], ask: wideIp({ lastResortPool: 'a /Common/p' }), gets: ok({ lastResortPool: 'a /Common/p' }) },
  { it: 'gives up its pool of last resort', by: 'f5-ansible: bigip_gtm_wide_ip', given: [pool(), wideIp({ lastResortPool: 'a /Common/p' })], ask: ['PATCH', W, { lastResortPool: 'none' }], gets: ok({ lastResortPool: '' }) },
  { it: 'with a pool of last resort without a type is refused', by: 'f5-ansible 1994', given: [pool()], ask: wideIp({ lastResortPool: '/Common/p' }), gets: invalid('lastResortPool', '/Common/p') },
  { it: 'with a pool of last resort of another type is refused', by: 'tmsh: gtm wideip', given: [pool({}, 'mx')], ask: wideIp({ lastResortPool: 'mx /Common/p' }), gets: invalid('lastResortPool', 'mx /Common/p') },
  { it: 'with a pool of last resort of type cname', by: 'tmsh: gtm wideip', given: [pool({}, 'cname')], ask: wideIp({ lastResortPool: 'cname /Common/p' }), gets: ok({ lastResortPool: 'cname /Common/p' }) },
  { it: 'with a pool of last resort that is missing is refused', by: 'message 01020036', ask: wideIp({ lastResortPool: 'a /Common/p' }), gets: notFound('/Common/p') },
  { it: 'has other names', by: 'f5-ansible: bigip_gtm_wide_ip', ask: wideIp({ aliases: ['b.example.com', 'a.example.com'] }), gets: ok({ aliases: ['a.example.com', 'b.example.com'] }) },
  {
    it: 'with the name of another for an alias is refused',
    by: 'message 01020066',
    given: [wideIp()],
    ask: wideIp({ name: 'x.example.com', aliases: ['www.example.com'] }),
    gets: mcpd('01020066:3: The requested Wide IP (www.example.com) already exists as Wide IP (/Common/www.example.com).'),
  },
  { it: 'with a bare pattern for a name is refused', by: 'f5-ansible 1920', ask: wideIp({ name: '*.example.com' }), gets: tmsh('the "create" command does not accept wildcard configuration identifiers') },
  { it: 'with an escaped pattern is made', by: 'f5-ansible 2019', ask: wideIp({ name: '\\*.example.com' }), gets: ok({ name: '*.example.com', fullPath: '/Common/*.example.com' }) },
  { it: 'with a pattern is found encoded', by: 'f5-ansible 2019', given: [wideIp({ name: '\\*.example.com' })], ask: ['GET', 'gtm/wideip/a/~Common~%2A.example.com'], gets: ok({ name: '*.example.com' }) },
  { it: 'that is no name of a host is refused', by: 'f5-ansible: bigip_gtm_wide_ip', ask: wideIp({ name: 'www' }), gets: tmsh('invalid configuration identifier "/Common/www"') },
  { it: 'twice is a conflict', by: 'message 01020066', given: [wideIp()], ask: wideIp(), gets: mcpd('01020066:3: The requested Wide IP (/Common/www.example.com) already exists in partition Common.') },
  { it: 'of one name is there for each type', by: 'tmsh: gtm wideip', given: [wideIp()], ask: wideIp({}, 'aaaa'), gets: ok({ kind: 'tm:gtm:wideip:aaaa:aaaastate' }) },
  { it: 'that is missing is not found', by: 'message 01020036', ask: ['DELETE', W], gets: mcpd('01020036:3: The requested Wide IP (/Common/www.example.com) was not found.') },
  {
    it: 'has rules',
    by: 'f5-ansible: bigip_gtm_wide_ip',
    given: [rule('when DNS_REQUEST { cname www.example.org }')],
    ask: wideIp({ rules: ['/Common/r'] }),
    gets: ok({ rules: ['/Common/r'], rulesReference: [{ link: link('gtm/rule/~Common~r') }] }),
  },
  {
    it: 'has no rule of LTM',
    by: 'message 01020036',
    given: [['POST', 'ltm/rule', { name: 'r', apiAnonymous: 'when DNS_REQUEST { }' }]],
    ask: wideIp({ rules: ['r'] }),
    gets: mcpd('01020036:3: The requested iRule (/Common/r) was not found.'),
  },
  {
    it: 'holds its rules',
    by: 'message 01070265',
    given: [rule('when DNS_REQUEST { }'), wideIp({ rules: ['r'] })],
    ask: ['DELETE', 'gtm/rule/r'],
    gets: mcpd('01070265:3: The rule (/Common/r) cannot be deleted because it is in use by a Wide IP (/Common/www.example.com).'),
  },
  {
    it: 'has no rule that names a pool of LTM',
    by: 'message 01070151',
    given: [['POST', 'ltm/pool', { name: 'p' }]],
    ask: rule('when DNS_REQUEST { pool p }'),
    gets: mcpd('01070151:3: Rule [/Common/r] error: Unable to find pool (p) referenced at line 1: [pool p]'),
  },
  { it: 'has no rule with a word that nobody knows', by: 'message 01070151', ask: rule('when DNS_REQUEST { xlog a }'), gets: mcpd('01070151:3: Rule [/Common/r] error: /Common/r:1: error: [undefined procedure: xlog][xlog a]') },
];

const listeners: readonly Case[] = [
  {
    it: 'has these defaults',
    by: 'f5-sdk: gtm/listener',
    ask: listener(),
    gets: whole({
      kind: 'tm:gtm:listener:listenerstate',
      name: 'l',
      partition: 'Common',
      fullPath: '/Common/l',
      generation: isNumber,
      selfLink: link(L),
      address: '192.0.2.53',
      advertise: 'no',
      autoLasthop: 'default',
      disabled: true,
      ipProtocol: 'udp',
      mask: '255.255.255.255',
      port: 53,
      sourceAddressTranslation: { type: 'none' },
      sourcePort: 'preserve',
      translateAddress: 'disabled',
      translatePort: 'disabled',
      vlansDisabled: true,
      profilesReference: { link: link(`${L}/profiles`), isSubcollection: true },
    }),
  },
  {
    it: 'has the profiles that it needs',
    by: 'f5-sdk: gtm/listener',
    given: [listener()],
    ask: ['GET', `${L}/profiles`],
    gets: ok({
      items: [{ fullPath: '/Common/dns' }, { fullPath: '/Common/udp_gtm_dns' }],
    }),
  },
  { it: 'is a virtual server', by: 'f5-sdk: gtm/listener', given: [listener({ port: 5353 })], ask: ['GET', 'ltm/virtual/l'], gets: ok({ destination: '/Common/192.0.2.53:5353', ipProtocol: 'udp', disabled: true }) },
  { it: 'changes its virtual server', by: 'f5-sdk: gtm/listener', given: [listener(), ['POST', 'ltm/pool', { name: 'p' }], ['PATCH', L, { pool: 'p' }]], ask: ['GET', 'ltm/virtual/l'], gets: ok({ pool: '/Common/p' }) },
  { it: 'goes with its virtual server', by: 'f5-sdk: gtm/listener', given: [listener(), ['DELETE', L]], ask: ['GET', 'ltm/virtual/l'], gets: mcpd('01020036:3: The requested Virtual Server (/Common/l) was not found.') },
  { it: 'that is missing is a bad request', by: 'f5-sdk: gtm/listener exists', ask: ['GET', L], gets: refused(400, 1, 'The requested listener (/Common/l): listener does not exist.') },
  { it: 'that is missing can not be removed', by: 'f5-sdk: gtm/listener exists', ask: ['DELETE', L], gets: refused(400, 1, 'The requested listener (/Common/l): listener does not exist.') },
  { it: 'without an address is refused', by: 'tmsh: required properties', ask: listener({ address: undefined }), gets: tmsh('"address" is required') },
  {
    it: 'with the name of a virtual server is a conflict',
    by: 'message 01020066',
    given: [['POST', 'ltm/virtual', { name: 'l', destination: '192.0.2.9:80' }]],
    ask: listener(),
    gets: mcpd('01020066:3: The requested Virtual Server (/Common/l) already exists in partition Common.'),
  },
  {
    it: 'where another listens is refused',
    by: 'message 01070333',
    given: [listener()],
    ask: listener({ name: 'm' }),
    gets: mcpd('01070333:3: Virtual Server /Common/m illegally shares destination address, source address, service port, ip-protocol, and vlan with Virtual Server /Common/l.'),
  },
  { it: 'with a pool that is missing is refused', by: 'message 01020036', ask: listener({ pool: 'p' }), gets: notFound('/Common/p') },
];

export const gtmWideIps: readonly Group[] = [
  { name: 'wide IP', cases: names.map(withGtm) },
  { name: 'listener', cases: listeners.map(withGtm) },
  {
    name: 'wide IP of 13.1',
    options: { version: '13.1.0.4' },
    cases: [
      { it: 'knows nothing of client subnets', by: 'f5-ansible: load_gtm_wide_ip_with_pools', ask: wideIp(), gets: whole({ ...wideIpDefaults, selfLink: link(W, '13.1.0.4') }) },
      { it: 'takes an empty pool of last resort', by: 'f5-ansible 1994', ask: wideIp({ lastResortPool: '' }), gets: ok({ lastResortPool: '' }) },
      { it: 'has pools without a least number of members', by: 'f5-ansible: load_gtm_pool_a_default', ask: pool(), gets: ok({ monitor: 'default' }, 'minMembersUpMode', 'minMembersUpValue') },
      { it: 'refuses a least number of members', by: 'f5-ansible: load_gtm_pool_a_default', ask: pool({ minMembersUpMode: 'off' }), gets: tmsh('"minMembersUpMode" unknown property') },
    ].map(withGtm),
  },
  {
    name: 'wide IP of 14.1.4',
    options: { version: '14.1.4' },
    cases: [withGtm({ it: 'refuses an empty pool of last resort', by: 'f5-ansible 1994', ask: wideIp({ lastResortPool: '' }), gets: tmsh('"last-resort-pool" requires a value') })],
  },
  {
    name: 'wide IP of 17.5',
    options: { version: '17.5.0' },
    cases: [withGtm({ it: 'is as before', by: 'f5-ansible: load_gtm_wide_ip_with_pools', ask: wideIp(), gets: ok({ topologyPreferEdns0ClientSubnet: 'disabled', selfLink: link(W, '17.5.0') }) })],
  },
];

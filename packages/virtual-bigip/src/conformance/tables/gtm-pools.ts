/** GTM: pools of all types, and their members. */

import { type Ask, type Case, type Group, isNumber, mcpd, ok, tmsh } from '../case.ts';
import { center, limits, link, server, whole, withGtm } from './gtm.ts';

const P = 'gtm/pool/a/~Common~p';
const M = `${P}/members/~Common~s1:vs1`;
const servers = [
  center,
  server({
    virtualServers: [
      { name: 'vs1', destination: '10.0.0.1:80' },
      { name: 'vs2', destination: '10.0.0.2:80' },
      { name: 'six', destination: '2001:db8::1.80' },
    ],
  }),
];
const pool = (more: object = {}, type = 'a'): Ask => ['POST', `gtm/pool/${type}`, { name: 'p', ...more }];
const one = pool({ members: [{ name: 's1:vs1' }] });
const wideIp = (more: object = {}, type = 'a'): Ask => ['POST', `gtm/wideip/${type}`, { name: 'www.example.com', ...more }];
const notFound = (path: string) => mcpd(`01020036:3: The requested Pool (${path}) was not found.`);

const poolDefaults = (type: string) => ({
  kind: `tm:gtm:pool:${type}:${type}state`,
  name: 'p',
  partition: 'Common',
  fullPath: '/Common/p',
  generation: isNumber,
  selfLink: link(`gtm/pool/${type}/~Common~p`),
  alternateMode: 'round-robin',
  dynamicRatio: 'disabled',
  enabled: true,
  fallbackMode: 'return-to-dns',
  loadBalancingMode: 'round-robin',
  manualResume: 'disabled',
  maxAnswersReturned: 1,
  qosHitRatio: 5,
  qosHops: 0,
  qosKilobytesSecond: 3,
  qosLcs: 30,
  qosPacketRate: 1,
  qosRtt: 50,
  qosTopology: 0,
  qosVsCapacity: 0,
  qosVsScore: 0,
  ttl: 30,
  verifyMemberAvailability: 'enabled',
  membersReference: { link: link(`gtm/pool/${type}/~Common~p/members`), isSubcollection: true },
});
const ofAddresses = { fallbackIp: 'any', ...limits, minMembersUpMode: 'off', minMembersUpValue: 0, monitor: 'default' };

const pools: readonly Case[] = [
  ...['a', 'aaaa'].map((type): Case => ({ it: `${type} has these defaults`, by: 'f5-ansible: load_gtm_pool_a_default', ask: pool({}, type), gets: whole({ ...poolDefaults(type), ...ofAddresses }) })),
  ...['cname', 'mx', 'naptr', 'srv'].map((type): Case => ({ it: `${type} has these defaults`, by: 'tmsh: gtm pool', ask: pool({}, type), gets: whole(poolDefaults(type)) })),
  { it: 'of one name is there for each type', by: 'tmsh: gtm pool', given: [pool(), pool({}, 'aaaa')], ask: ['GET', 'gtm/pool/aaaa/~Common~p'], gets: ok({ kind: 'tm:gtm:pool:aaaa:aaaastate' }) },
  { it: 'twice is a conflict', by: 'message 01020066', given: [pool()], ask: pool(), gets: mcpd('01020066:3: The requested Pool (/Common/p) already exists in partition Common.') },
  { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', P], gets: notFound('/Common/p') },
  { it: 'of another type is not found', by: 'message 01020036', given: [pool()], ask: ['GET', 'gtm/pool/mx/p'], gets: notFound('/Common/p') },
  { it: 'is disabled', by: 'f5-ansible: bigip_gtm_pool', given: [pool()], ask: ['PATCH', P, { enabled: false, disabled: true }], gets: ok({ disabled: true }, 'enabled') },
  { it: 'with a fallback address', by: 'f5-ansible: bigip_gtm_pool', ask: pool({ fallbackMode: 'fallback-ip', fallbackIp: '10.10.10.10' }), gets: ok({ fallbackMode: 'fallback-ip', fallbackIp: '10.10.10.10' }) },
  {
    it: 'takes names of before for a fallback address',
    by: 'f5-ansible: bigip_gtm_pool',
    ask: pool({ fallbackIp: '10.10.10.10', fallbackIpv4: '10.10.10.10', fallbackIpv6: '10.10.10.10' }),
    gets: ok({ fallbackIp: '10.10.10.10' }, 'fallbackIpv4', 'fallbackIpv6'),
  },
  { it: 'of names has no fallback address', by: 'tmsh: gtm pool', ask: pool({ fallbackIp: '10.10.10.10' }, 'cname'), gets: tmsh('"fallbackIp" unknown property') },
  { it: 'of a wide IP stays', by: 'message 0107070b', given: [pool(), wideIp({ pools: ['p'] })], ask: ['DELETE', P], gets: mcpd('0107070b:7: Wideip pool (/Common/p) is referenced by one or more wideips') },
  { it: 'of last resort stays', by: 'message 0107070b', given: [pool(), wideIp({ lastResortPool: 'a p' })], ask: ['DELETE', P], gets: mcpd('0107070b:7: Wideip pool (/Common/p) is referenced by one or more wideips') },
  {
    it: 'tells how it is',
    by: 'f5-ansible: load_gtm_pool_a_example_stats',
    given: [pool()],
    ask: ['GET', `${P}/stats`],
    gets: ok({
      kind: 'tm:gtm:pool:a:astats',
      entries: {
        'https://localhost/mgmt/tm/gtm/pool/a/~Common~p/stats': {
          nestedStats: { entries: { poolType: { description: 'A' }, 'status.availabilityState': { description: 'offline' }, 'status.statusReason': { description: 'No enabled pool members available' } } },
        },
      },
    }),
  },
];

const members: readonly Case[] = [
  {
    it: 'has these defaults',
    by: 'f5-ansible: load_gtm_pool_a_member_1',
    given: [...servers, pool()],
    ask: ['POST', `${P}/members`, { name: 's1:vs1' }],
    gets: whole({
      kind: 'tm:gtm:pool:a:members:membersstate',
      name: 's1:vs1',
      partition: 'Common',
      fullPath: '/Common/s1:vs1',
      generation: isNumber,
      selfLink: link(M),
      enabled: true,
      ...limits,
      memberOrder: 0,
      monitor: 'default',
      ratio: 1,
    }),
  },
  {
    it: 'comes behind those before it',
    by: 'f5-ansible: load_gtm_pool_a_with_members_1',
    given: [...servers, one],
    ask: ['POST', `${P}/members`, { name: '/Common/s1:vs2' }],
    gets: ok({ name: 's1:vs2', memberOrder: 1 }),
  },
  { it: 'says the place that it wants', by: 'f5-appsvcs-extension: GSLB_Pool', given: [...servers, one], ask: ['PATCH', M, { memberOrder: 7, ratio: 3 }], gets: ok({ memberOrder: 7, ratio: 3 }) },
  { it: 'is disabled', by: 'f5-ansible: bigip_gtm_pool_member', given: [...servers, one], ask: ['PATCH', M, { disabled: true }], gets: ok({ disabled: true }, 'enabled', 'session', 'state') },
  { it: 'has no session', by: 'f5-ansible: load_gtm_pool_a_member_1', given: [...servers, one], ask: ['PATCH', M, { session: 'user-disabled' }], gets: tmsh('"session" unknown property') },
  { it: 'list replaces all', by: 'f5-ansible 1598', given: [...servers, one, ['PATCH', P, { members: [{ name: 's1:vs2' }] }]], ask: ['GET', `${P}/members`], gets: ok({ items: [{ name: 's1:vs2' }] }) },
  { it: 'of a server that is missing is refused', by: 'message 01020036', given: [pool()], ask: ['POST', `${P}/members`, { name: 's9:vs1' }], gets: mcpd('01020036:3: The requested GTM Virtual Server (/Common/s9 vs1) was not found.') },
  { it: 'that no server has is refused', by: 'message 01020036', given: servers, ask: pool({ members: [{ name: 's1:vs9' }] }), gets: mcpd('01020036:3: The requested GTM Virtual Server (/Common/s1 vs9) was not found.') },
  { it: 'without a virtual server is refused', by: 'tmsh: gtm pool', given: [...servers, pool()], ask: ['POST', `${P}/members`, { name: 's1' }], gets: tmsh('invalid configuration identifier "s1"') },
  { it: 'of the other family is refused', by: 'tmsh: gtm pool', given: servers, ask: pool({ members: [{ name: 's1:six' }] }), gets: mcpd('01070734:3: Configuration error: Pool of type A can not have the member (/Common/s1:six).') },
  { it: 'of IPv6 is in a pool of its type', by: 'tmsh: gtm pool', given: [...servers, pool({ members: [{ name: 's1:six' }] }, 'aaaa')], ask: ['GET', 'gtm/pool/aaaa/p/members/~Common~s1:six'], gets: ok({ fullPath: '/Common/s1:six' }) },
  {
    it: 'twice is a conflict',
    by: 'message 01020066',
    given: [...servers, one],
    ask: ['POST', `${P}/members`, { name: 's1:vs1' }],
    gets: mcpd('01020066:3: The requested Pool Member (/Common/p /Common/s1:vs1) already exists in partition Common.'),
  },
  { it: 'that is missing is not found', by: 'message 01020036', given: [pool()], ask: ['GET', M], gets: mcpd('01020036:3: The requested Pool Member (/Common/p /Common/s1:vs1) was not found.') },
  {
    it: 'that was discovered has a path behind its server',
    by: 'f5-appsvcs-extension 578',
    given: [center, server({ virtualServers: [{ name: '/Common/vs', destination: '10.0.0.1:80' }] }), pool({ members: [{ name: 's1:/Common/vs' }] })],
    ask: ['GET', `${P}/members/~Common~s1:~Common~vs`],
    gets: ok({ name: 's1:/Common/vs', partition: 'Common', fullPath: '/Common/s1:/Common/vs' }),
  },
  { it: 'goes with its virtual server', by: 'f5-appsvcs-extension 695', given: [...servers, one, ['DELETE', 'gtm/server/s1/virtual-servers/vs1']], ask: ['GET', `${P}/members`], gets: ok({}, 'items') },
  { it: 'goes with its server', by: 'f5-appsvcs-extension 695', given: [...servers, one, ['DELETE', 'gtm/server/s1']], ask: ['GET', `${P}/members`], gets: ok({}, 'items') },
  {
    it: 'of type cname is a wide IP',
    by: 'f5-sdk: gtm/pool',
    given: [wideIp(), pool({}, 'cname')],
    ask: ['POST', 'gtm/pool/cname/p/members', { name: 'www.example.com' }],
    gets: ok({ name: 'www.example.com', fullPath: 'www.example.com', staticTarget: 'no', enabled: true, ratio: 1 }, 'partition'),
  },
  { it: 'of type cname that is no wide IP is static', by: 'f5-sdk: gtm/pool', given: [pool({}, 'cname')], ask: ['POST', 'gtm/pool/cname/p/members', { name: 'www.example.org', staticTarget: 'yes' }], gets: ok({ staticTarget: 'yes' }) },
  {
    it: 'of type cname that is neither is refused',
    by: 'f5-sdk: gtm/pool',
    given: [pool({}, 'cname')],
    ask: ['POST', 'gtm/pool/cname/p/members', { name: 'www.example.org' }],
    gets: mcpd('01070734:3: Configuration error: CNAME pool member (www.example.org) is no wide IP and no static target.'),
  },
  { it: 'of type mx has a priority', by: 'tmsh: gtm pool mx', given: [pool({}, 'mx')], ask: ['POST', 'gtm/pool/mx/p/members', { name: 'mail.example.com' }], gets: ok({ priority: 10 }, 'staticTarget', 'monitor') },
  { it: 'of type srv has a port', by: 'tmsh: gtm pool srv', given: [pool({}, 'srv')], ask: ['POST', 'gtm/pool/srv/p/members', { name: 'www.example.com', port: 443 }], gets: ok({ port: 443, priority: 10, weight: 5 }) },
  { it: 'of type naptr without flags is refused', by: 'tmsh: gtm pool naptr', given: [pool({}, 'naptr')], ask: ['POST', 'gtm/pool/naptr/p/members', { name: 'sip.example.com' }], gets: tmsh('"flags" is required') },
  { it: 'that is no name is refused', by: 'tmsh: gtm pool mx', given: [pool({}, 'mx')], ask: ['POST', 'gtm/pool/mx/p/members', { name: 'a..b' }], gets: tmsh('invalid configuration identifier "a..b"') },
];

export const gtmPools: readonly Group[] = [
  { name: 'GTM pool', cases: pools.map(withGtm) },
  { name: 'GTM pool member', cases: members.map(withGtm) },
];

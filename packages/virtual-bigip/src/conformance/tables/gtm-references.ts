/** GTM: what objects name, which must exist, in Common, and stays as long as it is named; and what they tell of themselves. */

import { exclusive, fixed, onlyTold, wrongValues } from '../by-property.ts';
import { type Ask, as, type Case, failed, type Group, invalid, mcpd, ok, type Step, tmsh } from '../case.ts';
import { center, link, server, withGtm } from './gtm.ts';

const U: Ask = ['POST', 'auth/partition', { name: 'U' }];
const S1 = 'gtm/server/~Common~s1';
const pool = (more: object = {}, type = 'a'): Ask => ['POST', `gtm/pool/${type}`, { name: 'p', ...more }];
const member = (more: object = {}): Ask => ['POST', 'gtm/pool/a/p/members', { name: 's1:vs1', ...more }];
const wideIp = (more: object = {}): Ask => ['POST', 'gtm/wideip/a', { name: 'www.example.com', ...more }];
const listener = (more: object = {}): Ask => ['POST', 'gtm/listener', { name: 'l', address: '192.0.2.53', disabled: true, ...more }];
const made =
  (path: string, more: object = {}) =>
  (partition: string): Ask => ['POST', path, { name: 'x', partition, ...more }];
const monitor = made('gtm/monitor/tcp');
const TYPES = ['bigip', 'gateway-icmp', 'http', 'https', 'tcp'];

type Named = {
  readonly what: string;
  readonly target: (partition: string) => Ask;
  readonly given?: readonly Step[];
  readonly names: (path: string) => Ask;
  /** What is said when there is none at `/Common/x`, when it is at `/U/x`, and when it is removed while it is named. */
  readonly missing: string;
  readonly foreign?: string;
  readonly held: readonly [remove: string, message: string];
};

const only = (who: string, what: string, from: string) => `01070726:3: A ${who} may only reference ${what} in the same partition or the common partition (${from}:/U/x)`;
const template = '01070022:3: The monitor template /Common/x was not found.';
const monitorHeld = ['gtm/monitor/tcp/x', '01070083:3: Monitor /Common/x is in use.'] as const;
const noPool = '01020036:3: The requested Pool (/Common/x) was not found.';
const noRule = '01020036:3: The requested iRule (/Common/x) was not found.';
const poolHeld = '0107070b:7: Wideip pool (/Common/x) is referenced by one or more wideips';
const ruleHeld = '01070265:3: The rule (/Common/x) cannot be deleted because it is in use by';

const names: readonly Named[] = [
  { what: 'monitor of a server', target: monitor, given: [center], names: (path) => server({ monitor: path }), missing: template, foreign: only('GTM Server', 'monitors', '/Common/s1'), held: monitorHeld },
  {
    what: 'monitor of a virtual server',
    target: monitor,
    given: [center, server()],
    names: (path) => ['PATCH', `${S1}/virtual-servers/vs1`, { monitor: path }],
    missing: template,
    foreign: only('GTM Virtual Server', 'monitors', 'vs1'),
    held: monitorHeld,
  },
  { what: 'monitor of a pool', target: monitor, names: (path) => pool({ monitor: path }), missing: template, foreign: only('Pool', 'monitors', '/Common/p'), held: monitorHeld },
  { what: 'monitor of a pool member', target: monitor, given: [center, server(), pool()], names: (path) => member({ monitor: path }), missing: template, foreign: only('Pool Member', 'monitors', '/Common/s1:vs1'), held: monitorHeld },
  { what: 'pool of a wide IP', target: made('gtm/pool/a'), names: (path) => wideIp({ pools: [path] }), missing: noPool, foreign: only('wide IP', 'pools', '/Common/www.example.com'), held: ['gtm/pool/a/x', poolHeld] },
  {
    what: 'pool of aliases of a wide IP',
    target: made('gtm/pool/cname'),
    names: (path) => wideIp({ poolsCname: [path] }),
    missing: noPool,
    foreign: only('wide IP', 'pools', '/Common/www.example.com'),
    held: ['gtm/pool/cname/x', poolHeld],
  },
  {
    what: 'rule of a wide IP',
    target: made('gtm/rule'),
    names: (path) => wideIp({ rules: [path] }),
    missing: noRule,
    foreign: only('wide IP', 'rules', '/Common/www.example.com'),
    held: ['gtm/rule/x', `${ruleHeld} a Wide IP (/Common/www.example.com).`],
  },
  {
    what: 'pool of a listener',
    target: made('ltm/pool'),
    names: (path) => listener({ pool: path }),
    missing: noPool,
    foreign: only('virtual server', 'pools', '/Common/l'),
    held: ['ltm/pool/x', '01070265:3: The Pool (/Common/x) cannot be deleted because it is in use by a Virtual Server (/Common/l).'],
  },
  {
    what: 'rule of a listener',
    target: made('ltm/rule'),
    names: (path) => listener({ rules: [path] }),
    missing: '01070712:3: Virtual server /Common/l references rule /Common/x which does not exist.',
    foreign: only('virtual server', 'rules', '/Common/l'),
    held: ['ltm/rule/x', `${ruleHeld} a Virtual Server (/Common/l).`],
  },
  ...TYPES.map(
    (type): Named => ({
      what: `parent of a ${type} monitor`,
      target: made(`gtm/monitor/${type}`),
      names: (path) => ['POST', `gtm/monitor/${type}`, { name: 'm', defaultsFrom: path }],
      missing: template,
      foreign: only('monitor', 'monitors', '/Common/m'),
      held: [`gtm/monitor/${type}/x`, '01070083:3: Monitor /Common/x is in use.'],
    }),
  ),
];

const referring: readonly Case[] = names.flatMap(({ what, target, given = [], names: ask, missing, foreign, held: [remove, message] }): Case[] => [
  { it: `${what} is missing`, by: 'message 01020036', given, ask: ask('/Common/x'), gets: mcpd(missing) },
  ...(foreign === undefined ? [] : [{ it: `${what} is in another partition`, by: 'message 01070726', given: [U, ...given, target('U')], ask: ask('/U/x'), gets: mcpd(foreign) }]),
  { it: `${what} stays`, by: 'message 01070265', given: [...given, target('Common'), ask('/Common/x')], ask: ['DELETE', remove], gets: mcpd(message) },
]);

const clear: Ask = ['PATCH', S1, { monitor: 'none' }, { 'x-f5-rest-coordination-id': '{transId}' }];
const monitors: readonly Case[] = TYPES.flatMap((type): Case[] => [
  { it: `${type} follows its parent`, by: 'F5 doc: monitors', given: [['POST', `gtm/monitor/${type}`, { name: 'm', interval: 77 }]], ask: ['POST', `gtm/monitor/${type}`, { name: 'child', defaultsFrom: 'm' }], gets: ok({ interval: 77 }) },
  { it: `${type} is not its own parent`, by: 'message 01070734', ask: ['POST', `gtm/monitor/${type}`, { name: 'm', defaultsFrom: 'm' }], gets: mcpd('01070734:3: Configuration error: A monitor may not default from itself "/Common/m"') },
  ...fixed(`${type} with`, [['POST', `gtm/monitor/${type}`, { name: 'm' }]], `gtm/monitor/${type}/m`, { defaultsFrom: '/Common/other' }),
  {
    it: `${type} given up in a transaction is not deleted in it`,
    by: 'f5-appsvcs-extension 110',
    given: [center, ['POST', `gtm/monitor/${type}`, { name: 'm' }], server({ monitor: 'm' }), ['POST', 'transaction', {}], clear, ['DELETE', `gtm/monitor/${type}/m`, undefined, { 'x-f5-rest-coordination-id': '{transId}' }]],
    ask: ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }],
    gets: failed('01070083:3: Monitor /Common/m is in use.'),
  },
]);

const statistics = (path: string, expected: object): Case['gets'] => ok({ entries: { [`https://localhost/mgmt/tm/${path}/stats`]: { nestedStats: { entries: expected } } } });
const others: readonly Case[] = [
  { it: 'server tells how it is', by: 'f5-ansible: bigip_device_info', given: [center, server()], ask: ['GET', `${S1}/stats`], gets: statistics(S1, { serverName: { description: '/Common/s1' }, serverType: { description: 'BIGIP' } }) },
  {
    it: 'pool member tells how it is',
    by: 'f5-ansible: bigip_device_info',
    given: [center, server(), pool(), member()],
    ask: ['GET', 'gtm/pool/a/~Common~p/members/~Common~s1:vs1/stats'],
    gets: statistics('gtm/pool/a/~Common~p/members/~Common~s1:vs1', { serverName: { description: '/Common/s1' }, vsName: { description: 'vs1' }, 'status.availabilityState': { description: 'unknown' } }),
  },
  {
    it: 'wide IP tells how it is',
    by: 'f5-ansible: bigip_device_info',
    given: [wideIp()],
    ask: ['GET', 'gtm/wideip/a/~Common~www.example.com/stats'],
    gets: statistics('gtm/wideip/a/~Common~www.example.com', { wipName: { description: '/Common/www.example.com' }, wipType: { description: 'A' } }),
  },
  { it: 'listener tells how it is', by: 'f5-sdk: gtm/listener', given: [listener()], ask: ['GET', 'gtm/listener/~Common~l/stats'], gets: statistics('gtm/listener/~Common~l', { destination: { description: '192.0.2.53:53' } }) },
  { it: 'server is disabled', by: 'f5-ansible: bigip_gtm_server', given: [center, server()], ask: ['PATCH', S1, { disabled: true }], gets: ok({ disabled: true }, 'enabled') },
  { it: 'virtual server is disabled', by: 'f5-ansible: bigip_gtm_virtual_server', given: [center, server()], ask: ['PATCH', `${S1}/virtual-servers/vs1`, { disabled: true }], gets: ok({ disabled: true }, 'enabled') },
  {
    it: 'virtual server tells its monitor',
    by: 'f5-ansible: bigip_gtm_virtual_server',
    given: [center, server()],
    ask: ['PATCH', `${S1}/virtual-servers/vs1`, { monitor: '/Common/http and /Common/tcp' }],
    gets: ok({ monitor: '/Common/http and /Common/tcp' }),
  },
  { it: 'device keeps what is said of it', by: 'f5-sdk: gtm/server', given: [center, server()], ask: ['PATCH', `${S1}/devices/d1`, { description: 'first' }], gets: ok({ description: 'first' }) },
  {
    it: 'device that is there is a conflict',
    by: 'message 01020066',
    given: [center, server()],
    ask: ['POST', `${S1}/devices`, { name: 'd1', addresses: ['10.0.0.8'] }],
    gets: mcpd('01020066:3: The requested GTM Server Device (/Common/s1 d1) already exists.'),
  },
  { it: 'listener is enabled unless it is told otherwise', by: 'f5-sdk: gtm/listener', ask: ['POST', 'gtm/listener', { name: 'l', address: '127.0.0.1', port: 0, ipProtocol: 'tcp' }], gets: ok({ enabled: true }, 'disabled') },
  {
    it: 'listener tells its pool and rules with their links',
    by: 'f5-sdk: gtm/listener',
    given: [made('ltm/pool')('Common'), made('ltm/rule')('Common')],
    ask: listener({ pool: 'x', rules: ['x'] }),
    gets: ok({ pool: '/Common/x', poolReference: { link: link('ltm/pool/~Common~x') }, rules: ['/Common/x'], rulesReference: [{ link: link('ltm/rule/~Common~x') }] }),
  },
  {
    it: 'listener of its virtual server stays',
    by: 'message 01070265',
    given: [listener()],
    ask: ['DELETE', 'ltm/virtual/l'],
    gets: mcpd('01070265:3: The Virtual Server (/Common/l) cannot be deleted because it is in use by a listener (/Common/l).'),
  },
  { it: 'listener with a profile that is missing is refused', by: 'message 01020036', ask: listener({ profiles: ['none'] }), gets: mcpd('01020036:3: The requested profile (/Common/none) was not found.') },
  { it: 'listener tells what kind its profiles are', by: 'f5-sdk: gtm/listener', given: [listener()], ask: ['GET', 'gtm/listener/l/profiles/dns'], gets: ok({ nameReference: { link: link('ltm/profile/dns/~Common~dns') } }) },
  { it: 'rule is told without white space around it', by: 'f5-ansible: load_gtm_irules', ask: ['POST', 'gtm/rule', { name: 'r', apiAnonymous: '\n when DNS_REQUEST { }\n' }], gets: ok({ apiAnonymous: 'when DNS_REQUEST { }' }) },
  {
    it: 'rule longer than a message is refused',
    by: 'message 01020057',
    ask: ['POST', 'gtm/rule', { name: 'r', apiAnonymous: `# ${'x'.repeat(70_000)}` }],
    gets: mcpd('01020057:3: The string with more than 65535 characters cannot be stored in a message.'),
  },
  { it: 'rule with metadata is refused', by: 'switch', ask: ['POST', 'gtm/rule', { name: 'r', metadata: [{ name: 'a' }] }], gets: tmsh('"metadata" unknown property') },
  { it: 'wide IP with a pool twice is refused', by: 'tmsh: gtm wideip', given: [pool()], ask: wideIp({ pools: ['p', '/Common/p'] }), gets: invalid('pools', '/Common/p') },
  { it: 'wide IP with an alias that is no name is refused', by: 'f5-ansible: bigip_gtm_wide_ip', ask: wideIp({ aliases: ['a b'] }), gets: invalid('aliases', 'a b') },
  ...[{ name: '' }, { name: 'p', weight: 1 }, { name: 'p', order: -1 }].map(
    (entry): Case => ({ it: `wide IP with ${JSON.stringify(entry)} for a pool is refused`, by: 'tmsh: gtm wideip', given: [pool()], ask: wideIp({ pools: [entry] }), gets: invalid('pools', entry) }),
  ),
  { it: 'wide IP with a pool of no ratio is refused', by: 'tmsh: gtm wideip', given: [pool()], ask: wideIp({ pools: [{ name: 'p', ratio: 'x' }] }), gets: invalid('ratio', 'x') },
  ...[{ name: 'x', deviceName: 'd1' }, { name: '10.0.0.1' }].map(
    (entry): Case => ({
      it: `server with ${JSON.stringify(entry)} for an address is refused`,
      by: 'f5-ansible: bigip_gtm_server',
      given: [center],
      ask: server({ devices: undefined, addresses: [entry] }),
      gets: invalid('addresses', entry),
    }),
  ),
  { it: 'device with an address that is none is refused', by: 'f5-ansible: bigip_gtm_server', given: [center], ask: server({ devices: [{ name: 'd1', addresses: [{ name: 'x' }] }] }), gets: invalid('addresses', { name: 'x' }) },
  {
    it: 'device with a translation that is none is refused',
    by: 'f5-ansible: bigip_gtm_server',
    given: [center],
    ask: server({ devices: [{ name: 'd1', addresses: [{ name: '10.0.0.1', translation: 'x' }] }] }),
    gets: invalid('translation', 'x'),
  },
  ...(
    [
      ['server', [center], server({ metadata: [{ name: 'a' }] })],
      ['pool', [], pool({ metadata: [{ name: 'a' }] })],
      ['wide IP', [], wideIp({ metadata: [{ name: 'a' }] })],
    ] as const
  ).map(([what, given, ask]): Case => ({ it: `${what} keeps metadata`, by: 'f5-appsvcs-extension: properties.json', given, ask, gets: ok({ metadata: [{ name: 'a', persist: 'true' }] }) })),
  {
    it: 'general settings are not for managers',
    by: 'message 01070822',
    given: [['POST', 'auth/user', { name: 'bob', password: 'bob', partitionAccess: [{ name: 'all-partitions', role: 'manager' }] }]],
    ask: as('bob', ['PATCH', 'gtm/global-settings/general', { synchronization: 'yes' }]),
    gets: mcpd('01070822:3: Access Denied: user (bob) does not have modify access to object (gtm_global)'),
  },
];

const alone: readonly Case[] = [
  ...onlyTold('pool', [pool()], 'gtm/pool/a/p', ['fallbackIpv4', 'fallbackIpv6']),
  ...onlyTold('rule', [['POST', 'gtm/rule', { name: 'r' }]], 'gtm/rule/r', ['apiRawValues']),
  ...exclusive('listener', [], listener, [['vlansEnabled', 'vlansDisabled']]),
  ...wrongValues('device', [center, server()], (more) => ['PATCH', `${S1}/devices/d1`, more], { description: {} }),
  ...wrongValues('listener', [], listener, { vlansEnabled: 'x', rules: {}, pool: {} }),
  { it: 'listener with a translation of no kind', by: 'f5-sdk: gtm/listener', ask: listener({ sourceAddressTranslation: { type: 'x' } }), gets: invalid('type', 'x') },
  {
    it: 'listener translates to a pool of addresses',
    by: 'f5-sdk: gtm/listener',
    given: [['POST', 'ltm/snatpool', { name: 's', members: ['192.0.2.9'] }]],
    ask: listener({ sourceAddressTranslation: { type: 'snat', pool: 's' } }),
    gets: ok({ sourceAddressTranslation: { type: 'snat', pool: '/Common/s', poolReference: { link: link('ltm/snatpool/~Common~s') } } }),
  },
];

export const gtmReferences: readonly Group[] = [
  { name: 'GTM reference', cases: referring.map(withGtm) },
  { name: 'GTM monitor', cases: monitors.map(withGtm) },
  { name: 'GTM besides', cases: [...others, ...alone].map(withGtm) },
  {
    name: 'GTM monitor of 13.1',
    options: { version: '13.1.0.4' },
    cases: (
      [
        ['virtual server', [center, server()], ['PATCH', `${S1}/virtual-servers/vs1`, { monitor: '/Common/tcp' }]],
        ['pool', [], pool({ monitor: '/Common/tcp' })],
        ['pool member', [center, server(), pool()], member({ monitor: '/Common/tcp' })],
      ] as const
    ).map(([what, given, ask]) => withGtm({ it: `of a ${what} ends with a blank`, by: 'f5-ansible: load_gtm_server_1', given, ask, gets: ok({ monitor: '/Common/tcp ' }) })),
  },
];

/** What objects name: it must exist, in the same partition or in Common, and stays as long as it is named. */

import { type Ask, type Case, type Group, mcpd, type Step } from '../case.ts';

const T = { partition: 'T' };
const U: Ask = ['POST', 'auth/partition', { name: 'U' }];
const upload: Ask = ['POST', '/mgmt/shared/file-transfer/uploads/f', '"a" := "b"', { 'content-range': '0-9/10', 'content-type': 'application/octet-stream' }];
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', ...T, ...more }];
const virtual = (more: object): Ask => ['POST', 'ltm/virtual', { name: 'v', ...T, destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const inPolicy = (action: object): Ask => ['POST', 'ltm/policy', { name: 'q', ...T, subPath: 'Drafts', rules: [{ name: 'r', actions: [{ name: '0', forward: true, select: true, ...action }] }] }];
const monitor = (partition: string): Ask => ['POST', 'ltm/monitor/tcp', { name: 'x', partition }];
const plain =
  (path: string, more: object = {}) =>
  (partition: string): Ask => ['POST', path, { name: 'x', partition, ...more }];

type Link = {
  readonly what: string;
  /** Makes what is named, `x`, in a partition. */
  readonly target: (partition: string) => Ask;
  readonly given?: readonly Step[];
  /** Names it by its full path. */
  readonly names: (path: string) => Ask;
  /** What is said when there is none at `/T/x`, when it is in partition U, and when it is deleted while it is named. */
  readonly missing: string;
  readonly foreign: string;
  readonly held?: readonly [remove: string, message: string];
};

const only = (who: string, what: string, from: string) => `01070726:3: A ${who} may only reference ${what} in the same partition or the common partition (${from}:/U/x)`;
const noMonitor = '01070022:3: The monitor template /T/x was not found.';
const inUse = '01070083:3: Monitor /T/x is in use.';

const links: readonly Link[] = [
  { what: 'monitor of a pool', target: monitor, names: (monitor) => pool({ monitor }), missing: noMonitor, foreign: only('Pool', 'monitors', '/T/p'), held: ['ltm/monitor/tcp/~T~x', inUse] },
  {
    what: 'monitor of a pool member',
    target: monitor,
    given: [pool()],
    names: (monitor) => ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', ...T, monitor }],
    missing: noMonitor,
    foreign: only('Pool Member', 'monitors', '/T/10.0.0.1:80'),
    held: ['ltm/monitor/tcp/~T~x', inUse],
  },
  {
    what: 'monitor of a node',
    target: monitor,
    names: (monitor) => ['POST', 'ltm/node', { name: 'n', ...T, address: '10.0.0.1', monitor }],
    missing: noMonitor,
    foreign: only('Node', 'monitors', '/T/n'),
    held: ['ltm/monitor/tcp/~T~x', inUse],
  },
  ...['http', 'https', 'tcp', 'udp', 'icmp', 'gateway-icmp'].map(
    (type): Link => ({
      what: `parent of the ${type} monitor`,
      target: plain(`ltm/monitor/${type}`),
      names: (defaultsFrom) => ['POST', `ltm/monitor/${type}`, { name: 'm', ...T, defaultsFrom }],
      missing: noMonitor,
      foreign: only('monitor', 'monitors', '/T/m'),
      held: [`ltm/monitor/${type}/~T~x`, inUse],
    }),
  ),
  {
    what: 'pool of a virtual server',
    target: plain('ltm/pool'),
    names: (path) => virtual({ pool: path }),
    missing: '01020036:3: The requested Pool (/T/x) was not found.',
    foreign: only('virtual server', 'pools', '/T/v'),
    held: ['ltm/pool/~T~x', '01070265:3: The Pool (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'],
  },
  {
    what: 'rule of a virtual server',
    target: plain('ltm/rule'),
    names: (path) => virtual({ rules: [path] }),
    missing: '01070712:3: Virtual server /T/v references rule /T/x which does not exist.',
    foreign: only('virtual server', 'rules', '/T/v'),
    held: ['ltm/rule/~T~x', '01070265:3: The rule (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'],
  },
  {
    what: 'snat pool of a virtual server',
    target: plain('ltm/snatpool', { members: ['192.0.2.9'] }),
    names: (path) => virtual({ sourceAddressTranslation: { type: 'snat', pool: path } }),
    missing: '01020036:3: The requested Snatpool (/T/x) was not found.',
    foreign: only('virtual server', 'snat pools', '/T/v'),
    held: ['ltm/snatpool/~T~x', '01070320:3: Snatpool /T/x is still referenced by a virtual server.'],
  },
  {
    what: 'way to persist of a virtual server',
    target: plain('ltm/persistence/source-addr'),
    names: (name) => virtual({ persist: [{ name }] }),
    missing: '01020036:3: The requested profile (/T/x) was not found.',
    foreign: only('virtual server', 'persistence profiles', '/T/v'),
    held: ['ltm/persistence/source-addr/~T~x', '01070265:3: The persistence profile (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'],
  },
  {
    what: 'other way to persist of a virtual server',
    target: plain('ltm/persistence/dest-addr'),
    names: (path) => virtual({ fallbackPersistence: path }),
    missing: '01020036:3: The requested profile (/T/x) was not found.',
    foreign: only('virtual server', 'persistence profiles', '/T/v'),
    held: ['ltm/persistence/dest-addr/~T~x', '01070265:3: The persistence profile (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'],
  },
  {
    what: 'VLAN of a virtual server',
    target: plain('net/vlan'),
    names: (path) => virtual({ vlansEnabled: true, vlans: [path] }),
    missing: '01020036:3: The requested VLAN (/T/x) was not found.',
    foreign: only('virtual server', 'VLANs', '/T/v'),
    held: ['net/vlan/~T~x', '01070265:3: The VLAN (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'],
  },
  {
    what: 'pool of a policy',
    target: plain('ltm/pool'),
    names: (path) => inPolicy({ pool: path }),
    missing: '01020036:3: The requested Pool (/T/x) was not found.',
    foreign: only('policy', 'pools', '0'),
    held: ['ltm/pool/~T~x', '01070265:3: The Pool (/T/x) cannot be deleted because it is in use by a Policy (/T/Drafts/q).'],
  },
  {
    what: 'file of a data group',
    given: [upload],
    target: (partition) => ['POST', 'sys/file/data-group', { name: 'x', partition, type: 'string', sourcePath: 'file:/var/config/rest/downloads/f' }],
    names: (externalFileName) => ['POST', 'ltm/data-group/external', { name: 'd', ...T, externalFileName }],
    missing: '01020036:3: The requested Data Group File (/T/x) was not found.',
    foreign: only('data group', 'files', '/T/d'),
    held: ['sys/file/data-group/~T~x', '01070265:3: The Data Group File (/T/x) cannot be deleted because it is in use by an external data group (/T/d).'],
  },
];

/** What can only be missing, because nobody can make it elsewhere. */
const built: readonly Case[] = [
  {
    it: 'that is no traffic group, for a virtual address',
    by: 'message 01020036',
    ask: ['POST', 'ltm/virtual-address', { name: 'a', ...T, address: '192.0.2.1', trafficGroup: '/Common/x' }],
    gets: mcpd('01020036:3: The requested traffic group (/Common/x) was not found.'),
  },
  { it: 'that is no traffic group, for a folder', by: 'message 01020036', ask: ['POST', 'sys/folder', { name: 'a', ...T, trafficGroup: '/Common/x' }], gets: mcpd('01020036:3: The requested traffic group (/Common/x) was not found.') },
  {
    it: 'that is no strategy, for a policy',
    by: 'message 01020036',
    ask: ['POST', 'ltm/policy', { name: 'q', ...T, subPath: 'Drafts', strategy: '/Common/x' }],
    gets: mcpd('01020036:3: The requested Policy Strategy (/Common/x) was not found.'),
  },
  { it: 'that is no partition, for a user', by: 'message 01020036', ask: ['POST', 'auth/user', { name: 'bob', partitionAccess: [{ name: 'X', role: 'guest' }] }], gets: mcpd('01020036:3: The requested partition (X) was not found.') },
  { it: 'that is no route domain, for a partition', by: 'message 01020036', ask: ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 7 }], gets: mcpd('01020036:3: The requested route domain (7) was not found.') },
];

export const references: readonly Group[] = [
  {
    name: 'refused to name something',
    cases: [...links.map(({ what, given = [], names, missing }): Case => ({ it: `that is missing, as ${what}`, by: `message ${missing.slice(0, 8)}`, given, ask: names('/T/x'), gets: mcpd(missing) })), ...built],
  },
  {
    name: 'refused to name, in another partition, the',
    cases: links.map(({ what, given = [], target, names, foreign }): Case => ({ it: what, by: 'message 01070726', given: [...given, U, target('U')], ask: names('/U/x'), gets: mcpd(foreign) })),
  },
  {
    name: 'taken from Common is the',
    cases: links.map(({ what, given = [], target, names }): Case => ({ it: what, by: 'F5 doc: partitions', given: [...given, target('Common')], ask: names('/Common/x'), gets: { status: 200 } })),
  },
  {
    name: 'refused to delete the',
    cases: links.flatMap(({ what, given = [], target, names, held }): Case[] =>
      held === undefined ? [] : [{ it: what, by: `message ${held[1].slice(0, 8)}`, given: [...given, target('T'), names('/T/x')], ask: ['DELETE', held[0]], gets: mcpd(held[1]) }],
    ),
  },
];

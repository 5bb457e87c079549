/** Units that form a device group: which of them is active, and how their configurations become one. */

import { type Ask, type Case, type Group, mcpd, ok, refused, tmsh } from '../case.ts';

const GROUP = 'failover';
const run = (utilCmdArgs: unknown, more: object = {}): Ask => ['POST', 'cm', { command: 'run', utilCmdArgs, ...more }];
const order = (body: object): Ask => ['POST', 'sys/failover', { command: 'run', ...body }];
const toGroup = run(`config-sync to-group ${GROUP}`);
const fromGroup = run(`config-sync from-group ${GROUP}`);
const awaited = { synchronised: 'awaited' } as const;
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const described = (description: string): Ask => ['PATCH', 'ltm/pool/~T~p', { description }];
const self = (address: string, more: object = {}): readonly Ask[] => [
  ['POST', 'net/vlan', { name: 'v', interfaces: [{ name: '1.1', untagged: true }] }],
  ['POST', 'net/self', { name: 's', address, vlan: 'v', ...more }],
];
const local: Ask = ['POST', 'sys/folder', { name: 'own', partition: 'T', deviceGroup: 'none', trafficGroup: '/Common/traffic-group-local-only' }];

const STATS = 'https://localhost/mgmt/tm/cm/traffic-group/~Common~traffic-group-1';
const text = (description: unknown) => ({ description });
const nested = (entries: object) => ({ nestedStats: { entries } });
const lines = (base: string, details: readonly unknown[]) => ({
  [`https://localhost/mgmt/tm/cm/${base}/0/details`]: nested(Object.fromEntries(details.map((line, at) => [`https://localhost/mgmt/tm/cm/${base}/0/details/${at}`, nested({ details: text(line) })]))),
});

/** The whole answer of sync-status. */
function sync(status: string, color: string, summary: string, details: readonly unknown[], mode = 'high-availability') {
  const entries = { color: text(color), ...lines('syncStatus', details), mode: text(mode), status: text(status), summary: text(summary) };
  return {
    status: 200,
    exactly: {
      kind: 'tm:cm:sync-status:sync-statusstats',
      selfLink: 'https://localhost/mgmt/tm/cm/sync-status?ver=17.1.2',
      entries: { 'https://localhost/mgmt/tm/cm/sync-status/0': nested(entries) },
    },
  };
}

const TRUSTED = 'device_trust_group (In Sync): All devices in the device group are in sync';

/** Of the pair: what is said of its group, and what to do. */
function pairSync(status: string, color: string, summary: string, ...advice: string[]) {
  return sync(status, color, summary, ['bigip2.example.com: connected', `${GROUP} (${status}): ${summary}`, ...advice.map((line) => ` - ${line}`), TRUSTED]);
}

const inSync = pairSync('In Sync', 'green', 'All devices in the device group are in sync');
const pendingOn = (unit: string) => pairSync('Changes Pending', 'yellow', `There is a recent change on ${unit}.`, `Recommended action: Synchronize ${unit} to group ${GROUP}`);
const syncStatus: Ask = ['GET', 'cm/sync-status'];

function status(state: string, color: string, summary: string, details: readonly string[] = []) {
  const entries = { color: text(color), ...(details.length > 0 ? lines('failoverStatus', details) : {}), status: text(state), summary: text(summary) };
  return { status: 200, exactly: { kind: 'tm:cm:failover-status:failover-statusstats', selfLink: 'https://localhost/mgmt/tm/cm/failover-status?ver=17.1.2', entries: { 'https://localhost/mgmt/tm/cm/failover-status/0': nested(entries) } } };
}

const ACTIVE = status('ACTIVE', 'green', '1/1 active', ['active for /Common/traffic-group-1']);
const STANDBY = status('STANDBY', 'gray', '1/1 standby');
const failoverStatus: Ask = ['GET', 'cm/failover-status'];

/** One unit in the statistics of the traffic group. */
function owner(name: string, failoverState: string, nextActive: string, base = `${STATS}/~Common~traffic-group-1`) {
  const key = `${base}:~Common~${name}/stats`;
  const entries = {
    activeReason: text('-'),
    deviceName: text(`/Common/${name}`),
    failoverState: text(failoverState),
    nextActive: text(nextActive),
    previousActive: text('false'),
    trafficGroup: text('/Common/traffic-group-1'),
  };
  return { [key]: { nestedStats: { kind: 'tm:cm:traffic-group:traffic-groupstats', selfLink: `${key}?ver=17.1.2`, entries } } };
}

function device(name: string, selfDevice: string, failoverState: string) {
  return { kind: 'tm:cm:device:devicestate', name, partition: 'Common', fullPath: `/Common/${name}`, hostname: name, selfDevice, failoverState, version: '17.1.2' };
}

const trust = (names: readonly string[]) => ({
  kind: 'tm:cm:device-group:device-groupstate',
  name: 'device_trust_group',
  partition: 'Common',
  fullPath: '/Common/device_trust_group',
  generation: 1,
  selfLink: 'https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group?ver=17.1.2',
  asmSync: 'disabled',
  autoSync: 'enabled',
  fullLoadOnSync: 'false',
  incrementalConfigSyncSizeMax: 1024,
  networkFailover: 'disabled',
  saveOnAutoSync: 'false',
  type: 'sync-only',
  devicesReference: {
    link: 'https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group/devices?ver=17.1.2',
    isSubcollection: true,
    items: names.map((name) => ({
      kind: 'tm:cm:device-group:devices:devicesstate',
      name,
      partition: 'Common',
      fullPath: `/Common/${name}`,
      generation: 1,
      selfLink: `https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group/devices/~Common~${name}?ver=17.1.2`,
      nameReference: { link: `https://localhost/mgmt/tm/cm/device/~Common~${name}?ver=17.1.2` },
    })),
  },
});

const alone: readonly Case[] = [
  { it: 'is active', by: 'find: failover-status 11.6', ask: failoverStatus, gets: ACTIVE },
  {
    it: 'says so as tmsh does',
    by: 'genie: get_sys_failover',
    ask: ['GET', 'sys/failover'],
    gets: { status: 200, exactly: { kind: 'tm:sys:failover:failoverstats', selfLink: 'https://localhost/mgmt/tm/sys/failover?ver=17.1.2', apiRawValues: { apiAnonymous: /^Failover active for 0d \d\d:\d\d:\d\d\n$/ } } },
  },
  { it: 'is in sync with nobody', by: 'recorded: load_sys_sync_status', ask: syncStatus, gets: sync('Standalone', 'green', ' ', ['Optional action: Add a device to the trust domain'], 'standalone') },
  {
    it: 'trusts itself',
    by: 'recorded: load_device_groups',
    ask: ['GET', 'cm/device-group/device_trust_group?expandSubcollections=true'],
    gets: { status: 200, like: { ...trust(['bigip1.example.com']), selfLink: /device_trust_group\?expandSubcollections=true&ver=/ } },
  },
  { it: 'knows one device', by: 'recorded: load_devices', ask: ['GET', 'cm/device'], gets: ok({ items: [device('bigip1.example.com', 'true', 'active')] }) },
  { it: 'has its traffic group', by: 'recorded: load_tg_stats', ask: ['GET', 'cm/traffic-group/traffic-group-1/stats'], gets: ok({ kind: 'tm:cm:traffic-group:traffic-groupstats', entries: owner('bigip1.example.com', 'active', 'false') }) },
  { it: 'can give its traffic to nobody', by: 'switch', ask: order({ standby: true }), gets: mcpd('01070734:3: Configuration error: There is no other device that could become active.') },
  { it: 'is taken offline', by: 'f5-sdk: sys/failover', given: [order({ offline: true })], ask: failoverStatus, gets: status('FORCED OFFLINE', 'black', '1/1 forced offline') },
  { it: 'comes back', by: 'f5-sdk: sys/failover', given: [order({ offline: true }), order({ online: true })], ask: failoverStatus, gets: ACTIVE },
  { it: 'has no group to be synchronised', by: 'f5-common-python 386', ask: toGroup, gets: mcpd(`01070734:3: Configuration error: Device group (${GROUP}) not found in device group sync`) },
  { it: 'is no other folder by itself', by: 'tmsh: sys folder', ask: ['GET', 'sys/folder/~T'], gets: ok({ deviceGroup: 'none', inheritedDevicegroup: 'true' }) },
  { it: 'makes no device groups by REST', by: 'switch', ask: ['POST', 'cm/device-group', { name: 'g', type: 'sync-failover' }], gets: refused(403, 1, 'Operation is not supported on component /cm/device-group.') },
];

const commands: readonly Case[] = [
  { it: 'begins and says no more', by: 'f5-sdk: cm.exec_cmd', ask: toGroup, gets: { status: 200, exactly: { kind: 'tm:cm:runstate', command: 'run', utilCmdArgs: `config-sync to-group ${GROUP}` } } },
  { it: 'takes the full path of the group', by: 'AS3: syncToGroup', ask: run(`config-sync to-group /Common/${GROUP}`), gets: ok({ command: 'run' }) },
  { it: 'loads it all when told', by: 'f5-ansible 226', ask: run(`config-sync to-group ${GROUP} force-full-load-push`), gets: ok({ command: 'run' }) },
  { it: 'needs a group that is there', by: 'icontrol-rest 6', ask: run('config-sync to-group nobody'), gets: mcpd('01070734:3: Configuration error: Device group (nobody) not found in device group sync') },
  { it: 'needs a group', by: 'switch', ask: run('config-sync to-group'), gets: tmsh('"to-group" requires a value') },
  { it: 'needs a direction', by: 'switch', ask: run(`config-sync ${GROUP}`), gets: tmsh(`unexpected argument "${GROUP}"`) },
  { it: 'needs a direction at all', by: 'switch', ask: run('config-sync'), gets: tmsh('unexpected argument ""') },
  { it: 'runs nothing else', by: 'switch', ask: run('add-to-trust x'), gets: tmsh('unexpected argument "add-to-trust"') },
  { it: 'runs nothing without words', by: 'switch', ask: ['POST', 'cm', { command: 'run' }], gets: tmsh('unexpected argument ""') },
  { it: 'takes no other option', by: 'f5-ansible 226', ask: run(`config-sync to-group ${GROUP} now`), gets: tmsh('unexpected argument "now"') },
  { it: 'pushes nothing from the group', by: 'switch', ask: run(`config-sync from-group ${GROUP} force-full-load-push`), gets: tmsh('unexpected argument "force-full-load-push"') },
  { it: 'takes no other property', by: 'POSH-LTM-Rest 188', ask: run(`config-sync to-group ${GROUP}`, { now: true }), gets: tmsh('"now" unknown property') },
  { it: 'is all that is done to a group', by: 'f5-common-python 840', ask: ['POST', 'cm', { command: 'walk' }], gets: tmsh('invalid property value "command":"walk"') },
];

const synchronised: readonly Case[] = [
  { it: 'begins the same', by: 'find: show cm sync-status', ask: syncStatus, gets: inSync },
  {
    it: 'is told so by both',
    by: 'find: show cm sync-status',
    of: 'peer',
    ask: syncStatus,
    gets: sync('In Sync', 'green', 'All devices in the device group are in sync', ['bigip1.example.com: connected', `${GROUP} (In Sync): All devices in the device group are in sync`, TRUSTED]),
  },
  { it: 'waits for somebody after a change', by: 'F5 doc: config sync status', given: [pool], ask: syncStatus, gets: pendingOn('bigip1.example.com') },
  { it: 'has the change on one unit only', by: 'F5 doc: config sync', given: [pool], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
  { it: 'is being synchronised then', by: 'icontrol-rest 6', given: [pool, toGroup], ask: syncStatus, gets: pairSync('Syncing', 'blue', 'The device group is being synchronized') },
  { it: 'has it on both when told', by: 'F5 doc: config sync', given: [pool, toGroup, awaited], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'is in sync then', by: 'F5 doc: config sync status', given: [pool, toGroup, awaited], ask: syncStatus, gets: inSync },
  { it: 'is in sync after the newest came from the group', by: 'f5-common-python 394', given: [pool, { peer: fromGroup }, awaited], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'is not disturbed by what reads', by: 'f5-ansible 1734', given: [['GET', 'ltm/pool']], ask: syncStatus, gets: inSync },
  {
    it: 'tells of a conflict',
    by: 'f5-ansible 1788',
    given: [pool, { peer: ['POST', 'ltm/pool', { name: 'q', partition: 'T' }] }],
    ask: syncStatus,
    gets: pairSync('Changes Pending', 'red', 'There is a possible change conflict between bigip1.example.com and bigip2.example.com.', `Recommended action: Synchronize bigip2.example.com to group ${GROUP}`),
  },
  {
    it: 'ends a conflict with the last writer',
    by: 'icontrol-rest 9',
    given: [pool, toGroup, awaited, described('one'), { peer: described('two') }, toGroup, awaited],
    of: 'peer',
    ask: ['GET', 'ltm/pool/~T~p'],
    gets: ok({ description: 'one' }),
  },
  { it: 'loses what only the other one had', by: 'icontrol-rest 9', given: [{ peer: pool }, toGroup, awaited], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
  {
    it: 'takes removals too',
    by: 'icontrol-rest 9',
    given: [pool, toGroup, awaited, ['DELETE', 'ltm/pool/~T~p'], toGroup, awaited],
    of: 'peer',
    ask: ['GET', 'ltm/pool/~T~p'],
    gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.'),
  },
  { it: 'leaves each unit its own VLANs', by: 'icontrol-rest 9', given: [...self('10.1.0.1/24'), toGroup, awaited], of: 'peer', ask: ['GET', 'net/vlan/v'], gets: mcpd('01020036:3: The requested VLAN (/Common/v) was not found.') },
  { it: 'is not changed by what is its own', by: 'icontrol-rest 9', given: [...self('10.1.0.1/24')], ask: syncStatus, gets: inSync },
  { it: 'leaves a folder without a group alone', by: 'icontrol-rest 5', given: [local], ask: syncStatus, gets: inSync },
  { it: 'does not bring that folder over', by: 'icontrol-rest 5', given: [local, pool, toGroup, awaited], of: 'peer', ask: ['GET', 'sys/folder/~T~own'], gets: mcpd('01020036:3: The requested folder (/T/own) was not found.') },
  {
    it: 'keeps what lies in such a folder',
    by: 'icontrol-rest 5',
    given: [{ peer: local }, { peer: ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'own' }] }, pool, toGroup, awaited],
    of: 'peer',
    ask: ['GET', 'ltm/pool/~T~own~p'],
    gets: ok({ fullPath: '/T/own/p' }),
  },
  { it: 'inherits its group from above', by: 'recorded: folder', ask: ['GET', 'sys/folder/~T'], gets: ok({ deviceGroup: `/Common/${GROUP}`, inheritedDevicegroup: 'true' }) },
  { it: 'has a folder of its own by its name', by: 'tmsh: sys folder', given: [local], ask: ['GET', 'sys/folder/~T~own'], gets: ok({ deviceGroup: 'none', inheritedDevicegroup: 'false' }) },
  { it: 'takes a folder back', by: 'tmsh: sys folder', given: [local, ['PATCH', 'sys/folder/~T~own', { inheritedDevicegroup: 'true' }]], ask: ['GET', 'sys/folder/~T~own'], gets: ok({ deviceGroup: `/Common/${GROUP}` }) },
  { it: 'names its group for a folder', by: 'tmsh: sys folder', ask: ['POST', 'sys/folder', { name: 'a', partition: 'T', deviceGroup: GROUP }], gets: ok({ deviceGroup: `/Common/${GROUP}`, inheritedDevicegroup: 'false' }) },
  { it: 'has no folder for a group that is missing', by: 'switch', ask: ['POST', 'sys/folder', { name: 'a', partition: 'T', deviceGroup: 'nobody' }], gets: mcpd('01020036:3: The requested device group (/Common/nobody) was not found.') },
  {
    it: 'fails where a route leads nowhere on the other unit',
    by: 'icontrol-rest 5',
    given: [...self('10.1.0.1/24'), ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.9.0.0/16', gw: '10.1.0.9' }], toGroup, awaited],
    ask: syncStatus,
    gets: pairSync(
      'Sync Failure',
      'red',
      'A validation error occurred while syncing to a remote device',
      'Sync error on bigip2.example.com: Load failed from /Common/bigip1.example.com 01070330:3: Static route gateway 10.1.0.9 is not directly connected via an interface.',
      'Recommended action: Review the error message and determine corrective action on the device',
    ),
  },
  {
    it: 'leaves the other unit as it was then',
    by: 'icontrol-rest 5',
    given: [pool, ...self('10.1.0.1/24'), ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.9.0.0/16', gw: '10.1.0.9' }], toGroup, awaited],
    of: 'peer',
    ask: ['GET', 'ltm/pool/~T~p'],
    gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.'),
  },
  {
    it: 'synchronises routes that fit',
    by: 'icontrol-rest 9',
    given: [...self('10.1.0.1/24'), ...self('10.1.0.2/24').map((ask) => ({ peer: ask })), ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.9.0.0/16', gw: '10.1.0.9' }], toGroup, awaited],
    ask: syncStatus,
    gets: inSync,
  },
  {
    it: 'fails where a virtual server names a VLAN that the other unit lacks',
    by: 'icontrol-rest 9',
    given: [...self('10.1.0.1/24'), ['POST', 'ltm/virtual', { name: 'w', partition: 'T', destination: '/T/10.9.0.0:0', mask: '255.255.0.0', ipForward: true, vlansEnabled: true, vlans: ['v'] }], toGroup, awaited],
    ask: syncStatus,
    gets: ok({ entries: { 'https://localhost/mgmt/tm/cm/sync-status/0': nested({ status: text('Sync Failure') }) } }),
  },
];

const auto: Ask = ['PATCH', `cm/device-group/${GROUP}`, { autoSync: 'enabled' }];
const manual: Ask = ['PATCH', `cm/device-group/${GROUP}`, { autoSync: 'disabled', saveOnAutoSync: 'false' }];

const automatic: readonly Case[] = [
  { it: 'is off at first', by: 'icontrol-rest 9', ask: ['GET', `cm/device-group/${GROUP}`], gets: ok({ autoSync: 'disabled', saveOnAutoSync: 'false', type: 'sync-failover', networkFailover: 'enabled' }) },
  { it: 'is known to both at once', by: 'F5 doc: device trust', given: [auto], of: 'peer', ask: ['GET', `cm/device-group/${GROUP}`], gets: ok({ autoSync: 'enabled' }) },
  { it: 'brings each change over', by: 'F5 doc: automatic sync', given: [auto, pool, awaited], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'goes either way', by: 'F5 doc: automatic sync', given: [auto, { peer: pool }, awaited], ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'is in sync after it', by: 'F5 doc: automatic sync', given: [auto, pool, awaited], ask: syncStatus, gets: inSync },
  { it: 'does not save on the other unit', by: 'K14624', given: [auto, pool, awaited, manual, { peer: ['POST', 'sys/config', { command: 'load' }] }], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: { status: 404 } },
  {
    it: 'saves there when told',
    by: 'K14624',
    given: [
      ['PATCH', `cm/device-group/${GROUP}`, { autoSync: 'enabled', saveOnAutoSync: 'true' }],
      ['POST', 'auth/partition', { name: 'kept' }],
      awaited,
      manual,
      { peer: ['DELETE', 'auth/partition/kept'] },
      { peer: ['POST', 'sys/config', { command: 'load' }] },
    ],
    of: 'peer',
    ask: ['GET', 'auth/partition/kept'],
    gets: ok({ name: 'kept' }),
  },
];

const roles: readonly Case[] = [
  { it: 'is active first', by: 'find: failover-status 11.6', ask: failoverStatus, gets: ACTIVE },
  { it: 'has one that stands by', by: 'find: show cm failover-status', of: 'peer', ask: failoverStatus, gets: STANDBY },
  { it: 'knows both devices', by: 'recorded: load_devices', ask: ['GET', 'cm/device'], gets: ok({ items: [device('bigip1.example.com', 'true', 'active'), device('bigip2.example.com', 'false', 'standby')] }) },
  { it: 'knows them from the other side', by: 'recorded: load_devices', of: 'peer', ask: ['GET', 'cm/device'], gets: ok({ items: [device('bigip1.example.com', 'false', 'active'), device('bigip2.example.com', 'true', 'standby')] }) },
  {
    it: 'tells of both in its traffic group',
    by: 'recorded: load_tg_stats',
    ask: ['GET', 'cm/traffic-group/~Common~traffic-group-1/stats'],
    gets: ok({ entries: { ...owner('bigip1.example.com', 'active', 'false'), ...owner('bigip2.example.com', 'standby', 'true') } }),
  },
  { it: 'tells it among all, under one name', by: 'network-ops-dashboard: 16.1.4', ask: ['GET', 'cm/traffic-group/stats'], gets: ok({ entries: owner('bigip1.example.com', 'active', 'false', STATS) }) },
  {
    it: 'gives up its traffic',
    by: 'icontrol-rest 6',
    ask: order({ standby: true, trafficGroup: 'traffic-group-1' }),
    gets: { status: 200, exactly: { kind: 'tm:sys:failover:runstate', command: 'run', standby: true, trafficGroup: 'traffic-group-1' } },
  },
  { it: 'stands by then', by: 'AS3 failover extension: tests', given: [order({ standby: true })], ask: failoverStatus, gets: STANDBY },
  { it: 'is followed by the other', by: 'AS3 failover extension: tests', given: [order({ standby: true })], of: 'peer', ask: failoverStatus, gets: ACTIVE },
  { it: 'takes tmsh words', by: 'f5-sdk: sys/failover', given: [order({ utilCmdArgs: 'standby traffic-group traffic-group-1' })], ask: failoverStatus, gets: STANDBY },
  { it: 'takes them by their names in tmsh', by: 'f5-sdk: sys/failover', given: [order({ standby: true, 'traffic-group': '/Common/traffic-group-1' })], ask: failoverStatus, gets: STANDBY },
  { it: 'that stands by already goes on so', by: 'switch', given: [{ peer: order({ standby: true }) }], of: 'peer', ask: failoverStatus, gets: STANDBY },
  { it: 'hands over when it is taken offline', by: 'f5-sdk: sys/failover', given: [order({ offline: true })], of: 'peer', ask: failoverStatus, gets: ACTIVE },
  {
    it: 'takes nothing over while the other is offline',
    by: 'switch',
    given: [{ peer: order({ offline: true }) }],
    ask: order({ standby: true }),
    gets: mcpd('01070734:3: Configuration error: There is no other device that could become active.'),
  },
  { it: 'is nobody when both are offline', by: 'f5-sdk: sys/failover', given: [order({ offline: true }), { peer: order({ offline: true }) }], of: 'peer', ask: failoverStatus, gets: status('FORCED OFFLINE', 'black', '1/1 forced offline') },
  { it: 'stays where it went', by: 'recorded: load_tgs', given: [order({ offline: true }), order({ online: true })], ask: failoverStatus, gets: STANDBY },
  { it: 'has no other traffic group', by: 'switch', ask: order({ standby: true, trafficGroup: 'nobody' }), gets: mcpd('01020036:3: The requested traffic group (/Common/nobody) was not found.') },
  {
    it: 'keeps what does not move',
    by: 'switch',
    ask: order({ standby: true, trafficGroup: 'traffic-group-local-only' }),
    gets: mcpd('01070734:3: Configuration error: Traffic group (/Common/traffic-group-local-only) does not move between devices.'),
  },
  { it: 'goes offline as a whole', by: 'switch', ask: order({ offline: true, trafficGroup: 'traffic-group-1' }), gets: tmsh('"traffic-group" may not be specified with "offline"') },
  { it: 'can not do two things', by: 'f5-sdk: sys/failover', ask: order({ standby: true, offline: true }), gets: tmsh('"offline" may not be specified with "standby"') },
  { it: 'is told what to do', by: 'switch', ask: order({}), gets: tmsh('one or more properties must be specified') },
  { it: 'is not told with false', by: 'switch', ask: order({ standby: false }), gets: tmsh('one or more properties must be specified') },
  { it: 'knows no other word', by: 'switch', ask: order({ utilCmdArgs: 'sleep' }), gets: tmsh('unexpected argument "sleep"') },
  { it: 'knows no other argument', by: 'switch', ask: order({ utilCmdArgs: 'standby now' }), gets: tmsh('unexpected argument "now"') },
  { it: 'needs the name of the group', by: 'switch', ask: order({ utilCmdArgs: 'standby traffic-group' }), gets: tmsh('"traffic-group" requires a value') },
  { it: 'takes one group', by: 'switch', ask: order({ utilCmdArgs: 'standby traffic-group traffic-group-1 x' }), gets: tmsh('unexpected argument "x"') },
  { it: 'takes no other property', by: 'POSH-LTM-Rest 188', ask: order({ standby: true, now: true }), gets: tmsh('"now" unknown property') },
];

export const deviceGroups: readonly Group[] = [
  { name: 'unit that stands alone', cases: alone },
  { name: 'command to synchronise', cases: commands, options: { units: 2 } },
  { name: 'device group', cases: synchronised, options: { units: 2 } },
  { name: 'automatic synchronisation', cases: automatic, options: { units: 2 } },
  { name: 'traffic group of a pair', cases: roles, options: { units: 2 } },
];

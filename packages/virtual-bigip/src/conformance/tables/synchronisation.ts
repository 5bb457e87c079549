/** How the configurations of the units of a device group become one: the command, what it brings over and what fails, and what goes by itself. */

import { type Ask, type Case, type Group, mcpd, ok, tmsh } from '../case.ts';
import { GROUP, inSync, nested, pairSync, pendingOn, sync, TRUSTED, text } from '../group-answers.ts';

const run = (utilCmdArgs: unknown, more: object = {}): Ask => ['POST', 'cm', { command: 'run', utilCmdArgs, ...more }];
const toGroup = run(`config-sync to-group ${GROUP}`);
const fromGroup = run(`config-sync from-group ${GROUP}`);
const syncStatus: Ask = ['GET', 'cm/sync-status'];
const awaited = { synchronised: 'awaited' } as const;
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const described = (description: string): Ask => ['PATCH', 'ltm/pool/~T~p', { description }];
const self = (address: string, more: object = {}): readonly Ask[] => [
  ['POST', 'net/vlan', { name: 'v', interfaces: [{ name: '1.1', untagged: true }] }],
  ['POST', 'net/self', { name: 's', address, vlan: 'v', ...more }],
];
const local: Ask = ['POST', 'sys/folder', { name: 'own', partition: 'T', deviceGroup: 'none', trafficGroup: '/Common/traffic-group-local-only' }];

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
const manual: Ask = ['PATCH', `cm/device-group/${GROUP}`, { autoSync: 'disabled' }];

const automatic: readonly Case[] = [
  { it: 'is off at first', by: 'icontrol-rest 9', ask: ['GET', `cm/device-group/${GROUP}`], gets: ok({ autoSync: 'disabled', saveOnAutoSync: 'false', type: 'sync-failover', networkFailover: 'enabled' }) },
  { it: 'is known to both at once', by: 'F5 doc: device trust', given: [auto], of: 'peer', ask: ['GET', `cm/device-group/${GROUP}`], gets: ok({ autoSync: 'enabled' }) },
  { it: 'brings each change over', by: 'F5 doc: automatic sync', given: [auto, pool, awaited], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'goes either way', by: 'F5 doc: automatic sync', given: [auto, { peer: pool }, awaited], ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ fullPath: '/T/p' }) },
  { it: 'is in sync after it', by: 'F5 doc: automatic sync', given: [auto, pool, awaited], ask: syncStatus, gets: inSync },
  { it: 'does not save on the other unit', by: 'K14624', given: [auto, pool, awaited, manual, { peer: ['POST', 'sys/config', { command: 'load' }] }], of: 'peer', ask: ['GET', 'ltm/pool/~T~p'], gets: { status: 404 } },
];

export const synchronisation: readonly Group[] = [
  { name: 'command to synchronise', cases: commands, options: { units: 2 } },
  { name: 'device group', cases: synchronised, options: { units: 2 } },
  { name: 'automatic synchronisation', cases: automatic, options: { units: 2 } },
];

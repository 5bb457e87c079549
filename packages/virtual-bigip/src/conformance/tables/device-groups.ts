/** Units of a device group: one that stands alone, and which of a pair has the traffic. */

import { type Ask, type Case, type Group, mcpd, ok, refused, tmsh } from '../case.ts';
import { ACTIVE, device, GROUP, owner, STANDBY, STATS, status, sync, trust } from '../group-answers.ts';

const order = (body: object): Ask => ['POST', 'sys/failover', { command: 'run', ...body }];
const failoverStatus: Ask = ['GET', 'cm/failover-status'];

const alone: readonly Case[] = [
  { it: 'is active', by: 'find: failover-status 11.6', ask: failoverStatus, gets: ACTIVE },
  {
    it: 'says so as tmsh does',
    by: 'genie: get_sys_failover',
    ask: ['GET', 'sys/failover'],
    gets: { status: 200, exactly: { kind: 'tm:sys:failover:failoverstats', selfLink: 'https://localhost/mgmt/tm/sys/failover?ver=17.1.2', apiRawValues: { apiAnonymous: /^Failover active for 0d \d\d:\d\d:\d\d\n$/ } } },
  },
  { it: 'is in sync with nobody', by: 'recorded: load_sys_sync_status', ask: ['GET', 'cm/sync-status'], gets: sync('Standalone', 'green', ' ', ['Optional action: Add a device to the trust domain'], 'standalone') },
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
  {
    it: 'has no group to be synchronised',
    by: 'f5-common-python 386',
    ask: ['POST', 'cm', { command: 'run', utilCmdArgs: `config-sync to-group ${GROUP}` }],
    gets: mcpd(`01070734:3: Configuration error: Device group (${GROUP}) not found in device group sync`),
  },
  { it: 'is no other folder by itself', by: 'tmsh: sys folder', ask: ['GET', 'sys/folder/~T'], gets: ok({ deviceGroup: 'none', inheritedDevicegroup: 'true' }) },
  { it: 'makes no device groups by REST', by: 'switch', ask: ['POST', 'cm/device-group', { name: 'g', type: 'sync-failover' }], gets: refused(403, 1, 'Operation is not supported on component /cm/device-group.') },
  {
    it: 'takes no device into a group by REST',
    by: 'switch',
    ask: ['POST', 'cm/device-group/device_trust_group/devices', { name: 'bigip2.example.com' }],
    gets: refused(403, 1, 'Operation is not supported on component /cm/device-group/devices.'),
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
  { name: 'traffic group of a pair', cases: roles, options: { units: 2 } },
];

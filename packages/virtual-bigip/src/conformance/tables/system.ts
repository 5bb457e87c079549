/** Partitions, folders and what the unit says of itself. */

import { type Ask, type Case, type Group, mcpd, ok, refused, tmsh } from '../case.ts';

const pool = (name: string, partition = 'T'): Ask => ['POST', 'ltm/pool', { name, partition }];

const hasDns = (modules: unknown) => JSON.stringify(modules).includes('\\"DNS-GTM, Base, 10Gbps\\"');

export const system: readonly Group[] = [
  {
    name: 'partition',
    cases: [
      { it: 'that is gone leaves no folder', by: 'f5-sdk: sys/folder', given: [['DELETE', 'auth/partition/T']], ask: ['GET', 'sys/folder/~T'], gets: mcpd('01020036:3: The requested folder (/T) was not found.') },
      {
        it: 'has a route domain of its own',
        by: 'F5 doc: route domains',
        given: [['POST', 'net/route-domain', { name: 'one', id: 1 }]],
        ask: ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }],
        gets: ok({ defaultRouteDomain: 1 }),
      },

      {
        it: 'has a name without a slash',
        by: 'recorded: system',
        ask: ['POST', 'auth/partition', { name: 'U', description: 'x' }],
        gets: ok({ kind: 'tm:auth:partition:partitionstate', name: 'U', fullPath: 'U', selfLink: 'https://localhost/mgmt/tm/auth/partition/U?ver=17.1.2', defaultRouteDomain: 0, description: 'x' }, 'partition'),
      },
      { it: 'twice is a conflict of folders', by: 'message 01020037', ask: ['POST', 'auth/partition', { name: 'T' }], gets: mcpd('01020037:3: The requested folder (/T) already exists.') },
      { it: 'that is empty is deleted', by: 'recorded: system', ask: ['DELETE', 'auth/partition/T'], gets: { status: 200 } },
      {
        it: 'with a pool is not deleted',
        by: 'message 0107082a',
        given: [pool('a')],
        ask: ['DELETE', 'auth/partition/T'],
        gets: mcpd('0107082a:3: You must remove all objects from a partition before removing the partition (T), type ID (4032)'),
      },
      {
        it: 'with a node that a member left is not deleted',
        by: 'recorded: system',
        given: [
          ['POST', 'ltm/pool', { name: 'a', partition: 'T', members: [{ name: '10.0.0.1:80', partition: 'T' }] }],
          ['DELETE', 'ltm/pool/~T~a'],
        ],
        ask: ['DELETE', 'auth/partition/T'],
        gets: { status: 400 },
      },
      { it: 'Common is not deleted', by: 'recorded: system', ask: ['DELETE', 'auth/partition/Common'], gets: { status: 400 } },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', 'auth/partition/U'], gets: mcpd('01020036:3: The requested partition (U) was not found.') },
    ],
  },
  {
    name: 'folder',
    cases: [
      { it: 'comes with its partition', by: 'recorded: system', ask: ['GET', 'sys/folder/~T'], gets: ok({ name: 'T', fullPath: '/T', subPath: '/', inheritedDevicegroup: 'true' }) },
      { it: 'is made in a partition', by: 'recorded: system', ask: ['POST', 'sys/folder', { name: 'a', partition: 'T' }], gets: ok({ name: 'a', partition: 'T', fullPath: '/T/a' }) },
      {
        it: 'twice is a conflict',
        by: 'message 01020037',
        given: [['POST', 'sys/folder', { name: 'a', partition: 'T' }]],
        ask: ['POST', 'sys/folder', { name: 'a', partition: 'T' }],
        gets: mcpd('01020037:3: The requested folder (/T/a) already exists.'),
      },
      {
        it: 'with objects is not deleted',
        by: 'recorded: system',
        given: [
          ['POST', 'sys/folder', { name: 'a', partition: 'T' }],
          ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'a' }],
        ],
        ask: ['DELETE', 'sys/folder/~T~a'],
        gets: { status: 400 },
      },
      { it: 'in a folder that is missing is refused', by: 'recorded: system', ask: ['POST', 'sys/folder', { name: '/T/a/b' }], gets: tmsh('The requested folder (/T/a) was not found.') },
    ],
  },
  {
    name: 'unit',
    cases: [
      { it: 'knows no other option of saving', by: 'tmsh: save sys config', ask: ['POST', 'sys/config', { command: 'save', options: [{ file: 'x' }] }], gets: tmsh('unexpected argument "file"') },
      { it: 'knows no other part of saving', by: 'POSH-LTM-Rest 188', ask: ['POST', 'sys/config', { command: 'save', partitions: 'x' }], gets: tmsh('"partitions" unknown property') },
      { it: 'saves with options that are some', by: 'f5-common-python 840', ask: ['POST', 'sys/config', { command: 'save', options: ['x'] }], gets: tmsh('invalid property value "options":""x""') },
      { it: 'loads nothing but what was saved', by: 'switch', ask: ['POST', 'sys/config', { command: 'load', options: [{ merge: true }] }], gets: refused(400, 1, 'Loading with "merge" is not simulated.') },
      { it: 'answers for a path that can not be decoded', by: 'icrd: paths', ask: ['GET', 'ltm/pool/%zz'], gets: refused(400, 1, 'Found invalid URI.') },
      { it: 'does not take a menu for an object', by: 'icrd: methods', ask: ['POST', 'ltm', { name: 'x' }], gets: refused(403, 1, 'Operation is not supported on component /ltm.') },
      {
        it: 'does not delete with subcollections',
        by: 'iControl REST: expandSubcollections',
        given: [pool('p')],
        ask: ['DELETE', 'ltm/pool/~T~p?expandSubcollections=true'],
        gets: refused(400, 1, 'Query parameter expandSubcollections is not allowed for DELETE.'),
      },

      {
        it: 'tells the time',
        by: 'f5-ansible: bigip_device_info',
        ask: ['GET', 'sys/clock'],
        gets: ok({ kind: 'tm:sys:clock:clockstats', entries: { 'https://localhost/mgmt/tm/sys/clock/0': { nestedStats: { entries: { fullDate: { description: /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ } } } } } }),
      },
      {
        it: 'tells which syntax it takes',
        by: 'tmsh: show cli version',
        ask: ['GET', 'cli/version'],
        gets: ok({ kind: 'tm:cli:version:versionstats', entries: { 'https://localhost/mgmt/tm/cli/version/0': { nestedStats: { entries: { active: { description: '17.1.2' } } } } } }),
      },
      {
        it: 'is a virtual edition',
        by: 'f5-ansible: bigip_device_info',
        ask: ['GET', 'sys/hardware'],
        gets: ok({
          kind: 'tm:sys:hardware:hardwarestats',
          entries: {
            'https://localhost/mgmt/tm/sys/hardware/platform': {
              nestedStats: { entries: { 'https://localhost/mgmt/tm/sys/hardware/platform/0': { nestedStats: { entries: { marketingName: { description: 'BIG-IP Virtual Edition' } } } } } },
            },
          },
        }),
      },
      { it: 'is named', by: 'f5-ansible: bigip_hostname', ask: ['PATCH', 'sys/global-settings', { hostname: 'lb.example.com' }], gets: ok({ hostname: 'lb.example.com' }) },
      { it: 'is not named by an object', by: 'f5-common-python 840', ask: ['PATCH', 'sys/global-settings', { hostname: {} }], gets: tmsh('invalid property value "hostname":"{}"') },
      { it: 'keeps its settings', by: 'icrd: methods', ask: ['DELETE', 'sys/global-settings'], gets: refused(403, 1, 'Operation is not supported on component /sys/global-settings.') },
      { it: 'has nothing below its settings', by: 'K94602685', ask: ['GET', 'sys/global-settings/x'], gets: { status: 404 } },
      { it: 'does not tell the time to be another', by: 'icrd: methods', ask: ['PATCH', 'sys/clock', {}], gets: refused(403, 1, 'Operation is not supported on component /sys/clock.') },
      ...[
        ['cm/traffic-group', 'traffic-group-1'],
        ['cm/device', 'bigip1.example.com'],
        ['ltm/policy-strategy', 'first-match'],
        ['net/interface', '1.1'],
        ['net/tunnels/tunnel', 'http-tunnel'],
        ['net/tunnels/gre', 'gre'],
        ['net/tunnels/ipip', 'ipip'],
      ].flatMap(([path = '', name = '']): Case[] => [
        { it: `has no other ${path}`, by: 'icrd: methods', ask: ['POST', path, { name: 'x' }], gets: refused(403, 1, `Operation is not supported on component /${path}.`) },
        { it: `keeps its ${path}`, by: 'icrd: methods', ask: ['DELETE', `${path}/${name}`], gets: refused(403, 1, `Operation is not supported on component /${path}.`) },
      ]),

      {
        it: 'tells its version',
        by: 'recorded: system',
        ask: ['GET', 'sys/version'],
        gets: ok({ kind: 'tm:sys:version:versionstats', entries: { 'https://localhost/mgmt/tm/sys/version/0': { nestedStats: { entries: { Product: { description: 'BIG-IP' }, Version: { description: '17.1.2' } } } } } }),
      },
      {
        it: 'is ready',
        by: 'recorded: system',
        ask: ['GET', 'sys/ready'],
        gets: ok({ entries: { 'https://localhost/mgmt/tm/sys/ready/0': { nestedStats: { entries: { configReady: { description: 'yes' }, licenseReady: { description: 'yes' }, provisionReady: { description: 'yes' } } } } } }),
      },
      {
        it: 'tells what it may do',
        by: 'F5 automation labs: provisioning',
        ask: ['GET', 'sys/license'],
        gets: ok({
          kind: 'tm:sys:license:licensestats',
          entries: { 'https://localhost/mgmt/tm/sys/license/0': { nestedStats: { entries: { licensedVersion: { description: '17.1.2' }, 'https://localhost/mgmt/tm/sys/license/0/active-modules': { nestedStats: { entries: hasDns } } } } } },
        }),
      },
      {
        it: 'stands alone',
        by: 'recorded: system',
        ask: ['GET', 'cm/sync-status'],
        gets: ok({
          entries: { 'https://localhost/mgmt/tm/cm/sync-status/0': { nestedStats: { entries: { status: { description: 'Standalone' }, color: { description: 'green' }, 'https://localhost/mgmt/tm/cm/syncStatus/0/details': {} } } } },
        }),
      },
      { it: 'is its own active device', by: 'recorded: system', ask: ['GET', 'cm/device'], gets: ok({ items: [{ selfDevice: 'true', failoverState: 'active', version: '17.1.2', hostname: 'bigip1.example.com' }] }) },
      { it: 'runs ltm', by: 'recorded: system', ask: ['GET', 'sys/provision/ltm'], gets: ok({ level: 'nominal', fullPath: 'ltm' }) },
      { it: 'does not run gtm', by: 'recorded: system', ask: ['GET', 'sys/provision/gtm'], gets: ok({ level: 'none' }) },
      { it: 'does nothing else with its configuration', by: 'f5-common-python 840', ask: ['POST', 'sys/config', { command: 'burn' }], gets: tmsh('invalid property value "command":"burn"') },
      { it: 'says in its links which version it is', by: 'recorded: system', ask: ['GET', 'sys'], gets: ok({ selfLink: 'https://localhost/mgmt/tm/sys?ver=17.1.2' }) },
      { it: 'answers for workers that are there', by: 'recorded: system', ask: ['GET', 'ltm/available'], gets: { status: 200 } },
    ],
  },
];

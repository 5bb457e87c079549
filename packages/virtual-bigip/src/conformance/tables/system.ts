/** Partitions, folders and what the unit says of itself. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const pool = (name: string, partition = 'T'): Ask => ['POST', 'ltm/pool', { name, partition }];

export const system: readonly Group[] = [
  {
    name: 'partition',
    cases: [
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

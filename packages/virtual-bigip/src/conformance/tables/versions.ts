/** Where versions differ. */

import { type Group, ok, tmsh } from '../case.ts';

const pool = ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor: '/Common/tcp' }] as const;
const virtual = ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', disabled: true }] as const;
const ready = ['GET', 'sys/ready'] as const;

export const versions: readonly Group[] = [
  {
    name: '13.0.0',
    options: { version: '13.0.0' },
    cases: [
      {
        it: 'ends the monitor of a member with a blank',
        by: 'recorded: monitors of 13.0',
        given: [['POST', 'ltm/pool', { name: 'p', partition: 'T' }]],
        ask: ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T', monitor: '/Common/tcp' }],
        gets: ok({ monitor: '/Common/tcp ' }),
      },
      {
        it: 'ends no default monitor with a blank',
        by: 'recorded: monitors of 13.0',
        given: [['POST', 'ltm/pool', { name: 'p', partition: 'T' }]],
        ask: ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }],
        gets: ok({ monitor: 'default' }),
      },
      {
        it: 'ends the monitor of a node with a blank',
        by: 'recorded: monitors of 13.0',
        ask: ['POST', 'ltm/node', { name: '10.0.0.1', partition: 'T', monitor: '/Common/icmp and /Common/tcp' }],
        gets: ok({ monitor: '/Common/icmp and /Common/tcp ' }),
      },
      { it: 'takes the blank back', by: 'recorded: monitors of 13.0', given: [pool], ask: ['PATCH', 'ltm/pool/~T~p', { monitor: '/Common/tcp ' }], gets: ok({ monitor: '/Common/tcp ' }) },
      { it: 'has no profile for TLS in monitors', by: 'f5-ansible: bigip_monitor_https', ask: ['POST', 'ltm/monitor/https', { name: 'm', partition: 'T', sslProfile: '/Common/serverssl' }], gets: tmsh('"sslProfile" unknown property') },
      { it: 'asks no cloud', by: 'F5 doc: sys global-settings', ask: ['PATCH', 'sys/global-settings', { awsApiMaxConcurrency: 2 }], gets: tmsh('"awsApiMaxConcurrency" unknown property') },
      {
        it: 'has the name of an object twice in the keys of its statistics',
        by: 'f5-sdk: stats',
        given: [pool],
        ask: ['GET', 'ltm/pool/~T~p/stats'],
        gets: { status: 200, like: { entries: (entries: unknown) => Object.keys(entries ?? {}).join() === 'https://localhost/mgmt/tm/ltm/pool/~T~p/~T~p/stats' } },
      },

      { it: 'ends monitor expressions with a blank', by: 'recorded: versions', ask: pool, gets: ok({ monitor: '/Common/tcp ', selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=13.0.0' }) },
      { it: 'tells no times of a virtual server', by: 'recorded: versions', ask: virtual, gets: ok({}, 'creationTime', 'lastModifiedTime', 'serversslUseSni', 'evictionProtected') },
      { it: 'has no sys/ready', by: 'recorded: versions', ask: ready, gets: { status: 404 } },
      { it: 'does not know a later property', by: 'recorded: versions', ask: ['POST', 'ltm/virtual', { ...virtual[2], serversslUseSni: 'enabled' }], gets: { status: 400 } },
    ],
  },
  {
    name: '13.1.3',
    options: { version: '13.1.3' },
    cases: [
      { it: 'ends monitor expressions with a blank', by: 'recorded: versions', ask: pool, gets: ok({ monitor: '/Common/tcp ' }) },
      { it: 'leaves default without one', by: 'recorded: versions', given: [pool], ask: ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }], gets: ok({ monitor: 'default' }) },
      { it: 'has sys/ready', by: 'recorded: versions', ask: ready, gets: { status: 200 } },
    ],
  },
  {
    name: '16.1.3.3',
    options: { version: '16.1.3.3' },
    cases: [
      { it: 'ends monitor expressions without a blank', by: 'recorded: versions', ask: pool, gets: ok({ monitor: '/Common/tcp' }) },
      { it: 'tells when a virtual server was made and changed', by: 'recorded: versions', ask: virtual, gets: ok({ creationTime: /^20\d\d-01-\d\dT\d\d:\d\d:\d\dZ$/, lastModifiedTime: /^20\d\d-/, serversslUseSni: 'disabled' }) },
    ],
  },
];

/** Where versions differ. */

import { type Group, ok } from '../case.ts';

const pool = ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor: '/Common/tcp' }] as const;
const virtual = ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', disabled: true }] as const;
const ready = ['GET', 'sys/ready'] as const;

export const versions: readonly Group[] = [
  {
    name: '13.0.0',
    options: { version: '13.0.0' },
    cases: [
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
      { it: 'tells when a virtual server was made and changed', by: 'recorded: versions', ask: virtual, gets: ok({ creationTime: /^2026-01-\d\dT\d\d:\d\d:\d\dZ$/, lastModifiedTime: /^2026-/, serversslUseSni: 'disabled' }) },
    ],
  },
];

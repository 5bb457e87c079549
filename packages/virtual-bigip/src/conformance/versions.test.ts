/** Where versions differ. */

import { conforms, ok } from './wire.ts';

const pool = ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor: '/Common/tcp' }] as const;
const virtual = ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', disabled: true }] as const;
const ready = ['GET', 'sys/ready'] as const;

conforms(
  '13.0.0',
  [
    {
      it: 'ends monitor expressions with a blank',
      ask: pool,
      gets: ok({ monitor: '/Common/tcp ', selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=13.0.0' }),
    },
    {
      it: 'tells no times of a virtual server',
      ask: virtual,
      gets: ok({}, 'creationTime', 'lastModifiedTime', 'serversslUseSni', 'evictionProtected'),
    },
    { it: 'has no sys/ready', ask: ready, gets: { status: 404 } },
    {
      it: 'does not know a later property',
      ask: ['POST', 'ltm/virtual', { ...virtual[2], serversslUseSni: 'enabled' }],
      gets: { status: 400 },
    },
  ],
  { version: '13.0.0' },
);

conforms(
  '13.1.3',
  [
    { it: 'ends monitor expressions with a blank', ask: pool, gets: ok({ monitor: '/Common/tcp ' }) },
    {
      it: 'leaves default without one',
      given: [pool],
      ask: ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }],
      gets: ok({ monitor: 'default' }),
    },
    { it: 'has sys/ready', ask: ready, gets: { status: 200 } },
  ],
  { version: '13.1.3' },
);

conforms(
  '16.1.3.3',
  [
    { it: 'ends monitor expressions without a blank', ask: pool, gets: ok({ monitor: '/Common/tcp' }) },
    {
      it: 'tells when a virtual server was made and changed',
      ask: virtual,
      gets: ok({ creationTime: '2026-01-01T00:00:00Z', lastModifiedTime: '2026-01-01T00:00:00Z', serversslUseSni: 'disabled' }),
    },
  ],
  { version: '16.1.3.3', now: () => Date.UTC(2026, 0, 1) },
);

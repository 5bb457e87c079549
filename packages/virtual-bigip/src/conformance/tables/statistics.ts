/** Statistics trees. */

import { type Ask, type Group, mcpd, ok } from '../case.ts';

const P = 'ltm/pool/~T~p';
const M = `${P}/members`;
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', ...more }];
const two = pool({
  members: [
    { name: '10.0.0.1:80', partition: 'T', ratio: 5 },
    { name: '10.0.0.2:80', partition: 'T' },
  ],
});

export const statistics: readonly Group[] = [
  {
    name: 'statistics',
    cases: [
      {
        it: 'of a pool are under one entry',
        by: 'recorded: statistics',
        given: [two],
        ask: ['GET', `${P}/stats`],
        gets: ok({
          kind: 'tm:ltm:pool:poolstats',
          entries: {
            'https://localhost/mgmt/tm/ltm/pool/~T~p/stats': { nestedStats: { entries: { memberCnt: { value: 2 }, activeMemberCnt: { value: 0 }, 'status.availabilityState': { description: 'unknown' }, tmName: { description: '/T/p' } } } },
          },
        }),
      },
      {
        it: 'of members name node, pool and port',
        by: 'recorded: statistics',
        given: [two],
        ask: ['GET', `${M}/stats`],
        gets: ok({
          entries: {
            'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1:80/stats': {
              nestedStats: { entries: { addr: { description: '10.0.0.1' }, port: { value: 80 }, nodeName: { description: '/T/10.0.0.1' }, poolName: { description: '/T/p' }, 'serverside.curConns': { value: 0 } } },
            },
          },
        }),
      },
      {
        it: 'of a member forced offline say so',
        by: 'recorded: statistics',
        given: [two, ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'user-down' }]],
        ask: ['GET', `${M}/~T~10.0.0.1:80/stats`],
        gets: ok({
          entries: { 'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1:80/stats': { nestedStats: { entries: { monitorStatus: { description: 'user-down' }, 'status.availabilityState': { description: 'offline' } } } } },
        }),
      },
      { it: 'of a pool that is missing are not found', by: 'message 01020036', ask: ['GET', `${P}/stats`], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
    ],
  },
];

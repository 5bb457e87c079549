/** Statistics trees. */

import { type Ask, type Case, type Group, mcpd, ok } from '../case.ts';

const P = 'ltm/pool/~T~p';
const M = `${P}/members`;
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', ...more }];
const two = pool({
  members: [
    { name: '10.0.0.1:80', partition: 'T', ratio: 5 },
    { name: '10.0.0.2:80', partition: 'T' },
  ],
});

const AGES = (name: string) => ['ageEdm', 'ageEma', 'ageHead', 'ageMax', 'depth', 'serviced'].map((part) => `${name}.${part}`).join(' ');
const SIDE = (name: string) => ['bitsIn', 'bitsOut', 'curConns', 'maxConns', 'pktsIn', 'pktsOut', 'totConns'].map((part) => `${name}.${part}`).join(' ');
const ROUTED = 'mr.msgIn mr.msgOut mr.reqIn mr.reqOut mr.respIn mr.respOut';
const STATUS = 'status.availabilityState status.enabledState status.statusReason';
const COOKIES = ['accepts', 'hwAccepts', 'hwSyncookies', 'hwsyncookieInstance', 'rejects', 'swsyncookieInstance', 'syncacheCurr', 'syncacheOver', 'syncookies'].map((part) => `syncookie.${part}`).join(' ');
const byName = (a: string, b: string) => (a < b ? -1 : 1);

export const statistics: readonly Group[] = [
  {
    name: 'statistics',
    cases: [
      {
        it: 'of all pools have an entry each',
        by: 'f5-ansible-bigip: load_ltm_pool_stats',
        given: [two, ['POST', 'ltm/pool', { name: 'q' }]],
        ask: ['GET', 'ltm/pool/stats'],
        gets: { status: 200, like: { kind: 'tm:ltm:pool:poolcollectionstats', entries: { 'https://localhost/mgmt/tm/ltm/pool/~Common~q/stats': {}, 'https://localhost/mgmt/tm/ltm/pool/~T~p/stats': {} } } },
      },
      {
        it: 'of an object that has none are empty',
        by: 'switch',
        given: [['POST', 'ltm/rule', { name: 'r', partition: 'T' }]],
        ask: ['GET', 'ltm/rule/~T~r/stats'],
        gets: ok({ entries: { 'https://localhost/mgmt/tm/ltm/rule/~T~r/stats': { nestedStats: { entries: {} } } } }),
      },
      ...(
        [
          [
            'pool',
            'ltm/pool/~T~p',
            ['activeMemberCnt availableMemberCnt', AGES('connqAll'), AGES('connq'), 'curPriogrp curSessions highestPriogrp lowestPriogrp memberCnt minActiveMembers monitorRule', ROUTED, SIDE('serverside'), STATUS, 'tmName totRequests'],
          ],
          ['pool member', 'ltm/pool/~T~p/members/~T~10.0.0.1:80', ['addr', AGES('connq'), 'curSessions monitorRule monitorStatus nodeName poolName port', ROUTED, SIDE('serverside'), 'sessionStatus', STATUS, 'totRequests']],
          ['node', 'ltm/node/~T~10.0.0.1', ['addr curSessions monitorRule monitorStatus', SIDE('serverside'), 'sessionStatus', STATUS, 'tmName totRequests']],
          [
            'virtual server',
            'ltm/virtual/~T~v',
            [
              SIDE('clientside'),
              'clientside.evictedConns clientside.slowKilled cmpEnableMode cmpEnabled csMaxConnDur csMeanConnDur csMinConnDur destination',
              SIDE('ephemeral'),
              'ephemeral.evictedConns ephemeral.slowKilled fiveMinAvgUsageRatio fiveSecAvgUsageRatio oneMinAvgUsageRatio',
              ROUTED,
              STATUS,
              COOKIES,
              'syncookieStatus tmName totRequests',
            ],
          ],
          ['virtual address', 'ltm/virtual-address/~T~192.0.2.1', ['addr', SIDE('clientside'), STATUS, 'tmName totRequests']],
        ] as const
      ).map(
        ([what, path, names]): Case => ({
          it: `of a ${what} are whole`,
          by: 'f5-ansible-bigip: load_ltm_pool_stats',
          given: [two, ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true }]],
          ask: ['GET', `${path}/stats`],
          gets: {
            status: 200,
            like: {
              entries: {
                [`https://localhost/mgmt/tm/${path}/stats`]: {
                  nestedStats: {
                    entries: (entries: unknown) =>
                      Object.keys(entries ?? {})
                        .toSorted(byName)
                        .join(' ') === names.join(' ').split(' ').toSorted(byName).join(' '),
                  },
                },
              },
            },
          },
        }),
      ),

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

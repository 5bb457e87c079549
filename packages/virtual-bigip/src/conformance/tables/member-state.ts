/** Pool members: session and state, and lists of members. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const P = 'ltm/pool/~T~p';
const M = `${P}/members`;
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', ...more }];
const member = (name: string, more: object = {}): Ask => ['POST', M, { name, partition: 'T', ...more }];
const two = pool({
  members: [
    { name: '10.0.0.1:80', partition: 'T', ratio: 5 },
    { name: '10.0.0.2:80', partition: 'T' },
  ],
});

export const memberState: readonly Group[] = [
  {
    name: 'member',
    cases: [
      { it: 'is disabled', by: 'f5-sdk: session and state', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'user-disabled', state: 'user-up' }], gets: ok({ session: 'user-disabled', state: 'unchecked' }) },
      { it: 'is forced offline', by: 'f5-sdk: session and state', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'user-disabled', state: 'user-down' }], gets: ok({ session: 'user-disabled', state: 'user-down' }) },
      { it: 'forced down by state alone stays user-enabled', by: 'f5-sdk: session and state', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'user-down' }], gets: ok({ session: 'user-enabled', state: 'user-down' }) },
      { it: 'with a monitor is monitor-enabled', by: 'f5-sdk: session and state', given: [pool({ monitor: '/Common/tcp' })], ask: member('127.0.0.1:9'), gets: ok({ session: 'monitor-enabled' }) },
      {
        it: 'disabled under a monitor stays user-disabled',
        by: 'f5-sdk: session and state',
        given: [pool({ monitor: '/Common/tcp' }), member('127.0.0.1:9')],
        ask: ['PATCH', `${M}/~T~127.0.0.1:9`, { session: 'user-disabled' }],
        gets: ok({ session: 'user-disabled' }),
      },
      { it: 'does not take back a state that it told', by: 'f5-common-python 840', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'up' }], gets: tmsh('invalid property value "state":"up"') },
      { it: 'does not take back a session that it told', by: 'f5-common-python 840', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'monitor-enabled' }], gets: tmsh('invalid property value "session":"monitor-enabled"') },
      { it: 'keeps its address', by: 'f5-sdk: immutable', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { address: '10.0.0.3' }], gets: tmsh('"address" may not be modified') },
      { it: 'has a monitor of its own', by: 'f5-sdk: session and state', given: [two], ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { monitor: '/Common/http' }], gets: ok({ monitor: '/Common/http', session: 'monitor-enabled' }) },
      { it: 'has a ratio of at least 1', by: 'f5-common-python 840', given: [pool()], ask: member('10.0.0.1:80', { ratio: 0 }), gets: tmsh('invalid property value "ratio":"0"') },
      {
        it: 'comes with the pool',
        by: 'f5-sdk: session and state',
        given: [two],
        ask: ['GET', M],
        gets: ok({
          kind: 'tm:ltm:pool:members:memberscollectionstate',
          items: [
            { name: '10.0.0.1:80', ratio: 5 },
            { name: '10.0.0.2:80', ratio: 1 },
          ],
        }),
      },
      {
        it: 'comes with the pool as membersReference.items too',
        by: 'f5-sdk: session and state',
        given: [pool({ membersReference: { items: [{ name: '10.0.0.1:80', partition: 'T' }] } })],
        ask: ['GET', M],
        gets: ok({ items: [{ name: '10.0.0.1:80' }] }),
      },
      {
        it: 'is inlined by expandSubcollections',
        by: 'f5-sdk: session and state',
        given: [two],
        ask: ['GET', `${P}?expandSubcollections=true`],
        gets: ok({ selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?expandSubcollections=true&ver=17.1.2', membersReference: { items: [{ name: '10.0.0.1:80' }, { name: '10.0.0.2:80' }] } }),
      },
      { it: 'not listed by a PATCH of the pool goes', by: 'f5-sdk: session and state', given: [two, ['PATCH', P, { members: [{ name: '10.0.0.2:80', partition: 'T' }] }]], ask: ['GET', M], gets: ok({ items: [{ name: '10.0.0.2:80' }] }) },
      {
        it: 'listed by a PATCH of the pool without its ratio is reset',
        by: 'f5-sdk: session and state',
        given: [two, ['PATCH', P, { members: [{ name: '10.0.0.1:80', partition: 'T' }] }]],
        ask: ['GET', M],
        gets: ok({ items: [{ name: '10.0.0.1:80', ratio: 1 }] }),
      },
      {
        it: 'listed twice is a conflict',
        by: 'message 01020066',
        ask: pool({
          members: [
            { name: '10.0.0.1:80', partition: 'T' },
            { name: '10.0.0.1:80', partition: 'T' },
          ],
        }),
        gets: mcpd('01020066:3: The requested Pool Member (/T/p /T/10.0.0.1 80) already exists in partition T.'),
      },
      { it: 'that fails leaves no pool', by: 'f5-sdk: session and state', given: [['GET', 'ltm/pool']], ask: pool({ members: [{ name: 'bad', partition: 'T' }] }), gets: tmsh('invalid pool member "bad": a port is required') },
      { it: 'list replaced by none leaves an empty collection without items', by: 'f5-sdk: session and state', given: [two, ['PATCH', P, { members: [], description: 'x' }]], ask: ['GET', M], gets: ok({}, 'items') },
    ],
  },
];

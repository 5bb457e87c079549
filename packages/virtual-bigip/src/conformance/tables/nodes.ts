/** Nodes: addresses, once per route domain, that members hold. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const N = 'ltm/node/~T~n';
const node = (more: object = {}): Ask => ['POST', 'ltm/node', { name: 'n', partition: 'T', address: '10.0.0.1', ...more }];
const used: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T', members: [{ name: 'n:80', partition: 'T' }] }];

export const nodes: readonly Group[] = [
  {
    name: 'node',
    cases: [
      {
        it: 'is created with all its defaults',
        by: 'recorded: nodes',
        ask: node(),
        gets: ok(
          {
            kind: 'tm:ltm:node:nodestate',
            fullPath: '/T/n',
            address: '10.0.0.1',
            connectionLimit: 0,
            dynamicRatio: 1,
            ephemeral: 'false',
            fqdn: { addressFamily: 'ipv4', autopopulate: 'disabled', downInterval: 5, interval: '3600' },
            logging: 'disabled',
            monitor: 'default',
            rateLimit: 'disabled',
            ratio: 1,
            session: 'user-enabled',
            state: 'unchecked',
          },
          'description',
        ),
      },
      { it: 'named by an address needs no other', by: 'recorded: nodes', ask: ['POST', 'ltm/node', { name: '10.0.0.2', partition: 'T' }], gets: ok({ address: '10.0.0.2' }) },
      { it: 'without an address is refused', by: 'recorded: nodes', ask: ['POST', 'ltm/node', { name: 'n', partition: 'T' }], gets: tmsh('"address" is required') },
      { it: 'twice is a conflict', by: 'message 01020066', given: [node()], ask: node(), gets: mcpd('01020066:3: The requested Node (/T/n) already exists in partition T.') },
      {
        it: 'with the address of another is refused, partitions apart too',
        by: 'message 0107176c',
        given: [node()],
        ask: ['POST', 'ltm/node', { name: 'other', address: '10.0.0.1' }],
        gets: mcpd('0107176c:3: Invalid Node, the IP address 10.0.0.1 already exists.'),
      },
      {
        it: 'with the address of another in a different spelling is refused',
        by: 'message 0107176c',
        given: [['POST', 'ltm/node', { name: 'n', address: '2001:db8::1' }]],
        ask: ['POST', 'ltm/node', { name: 'other', address: '2001:DB8:0:0::1' }],
        gets: mcpd('0107176c:3: Invalid Node, the IP address 2001:db8::1 already exists.'),
      },
      {
        it: 'with the address of another in its own route domain is fine',
        by: 'recorded: nodes',
        given: [node(), ['POST', 'net/route-domain', { name: 'one', id: 1 }]],
        ask: ['POST', 'ltm/node', { name: 'other', address: '10.0.0.1%1' }],
        gets: ok({ address: '10.0.0.1%1' }),
      },
      { it: 'can not be created forced offline', by: 'f5-common-python 840', ask: node({ state: 'user-down' }), gets: tmsh('invalid property value "state":"user-down"') },
      { it: 'is forced offline', by: 'recorded: nodes', given: [node()], ask: ['PATCH', N, { state: 'user-down', session: 'user-disabled' }], gets: ok({ state: 'user-down', session: 'user-disabled' }) },
      { it: 'keeps its address', by: 'f5-sdk: immutable', given: [node()], ask: ['PATCH', N, { address: '10.0.0.2' }], gets: tmsh('"address" may not be modified') },
      { it: 'says its address again without harm', by: 'recorded: nodes', given: [node()], ask: ['PATCH', N, { address: '10.0.0.1', description: 'x' }], gets: ok({ description: 'x' }) },
      { it: 'of a member can not be deleted', by: 'recorded: nodes', given: [node(), used], ask: ['DELETE', N], gets: mcpd("01070110:3: Node address '/T/n' is referenced by a member of pool '/T/p'.") },
      { it: 'without members is deleted', by: 'recorded: nodes', given: [node(), used, ['DELETE', 'ltm/pool/~T~p']], ask: ['DELETE', N], gets: { status: 200 } },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', N], gets: mcpd('01020036:3: The requested Node (/T/n) was not found.') },
      {
        it: 'has statistics',
        by: 'recorded: nodes',
        given: [node()],
        ask: ['GET', `${N}/stats`],
        gets: ok({
          kind: 'tm:ltm:node:nodestats',
          entries: { 'https://localhost/mgmt/tm/ltm/node/~T~n/stats': { nestedStats: { entries: { addr: { description: '10.0.0.1' }, tmName: { description: '/T/n' }, 'status.enabledState': { description: 'enabled' } } } } },
        }),
      },
    ],
  },
];

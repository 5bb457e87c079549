/** Pool members: their names, nodes and addresses. */

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

export const poolMembers: readonly Group[] = [
  {
    name: 'member',
    cases: [
      {
        it: 'is created with all its defaults',
        by: 'recorded: members',
        given: [pool()],
        ask: member('10.0.0.1:80'),
        gets: ok(
          {
            kind: 'tm:ltm:pool:members:membersstate',
            name: '10.0.0.1:80',
            partition: 'T',
            fullPath: '/T/10.0.0.1:80',
            selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1:80?ver=17.1.2',
            address: '10.0.0.1',
            connectionLimit: 0,
            dynamicRatio: 1,
            ephemeral: 'false',
            fqdn: { autopopulate: 'disabled' },
            inheritProfile: 'enabled',
            logging: 'disabled',
            monitor: 'default',
            priorityGroup: 0,
            rateLimit: 'disabled',
            ratio: 1,
            session: 'user-enabled',
            state: 'unchecked',
          },
          'description',
        ),
      },
      { it: 'makes its node', by: 'recorded: members', given: [pool(), member('10.0.0.1:80')], ask: ['GET', 'ltm/node/~T~10.0.0.1'], gets: ok({ address: '10.0.0.1', name: '10.0.0.1', partition: 'T' }) },
      { it: 'leaves its node behind', by: 'recorded: members', given: [pool(), member('10.0.0.1:80'), ['DELETE', `${M}/~T~10.0.0.1:80`]], ask: ['GET', 'ltm/node/~T~10.0.0.1'], gets: ok({}) },
      { it: 'twice is a conflict', by: 'message 01020066', given: [two], ask: member('10.0.0.1:80'), gets: mcpd('01020066:3: The requested Pool Member (/T/p /T/10.0.0.1 80) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', given: [pool()], ask: ['GET', `${M}/~T~10.0.0.1:80`], gets: mcpd('01020036:3: The requested Pool Member (/T/p /T/10.0.0.1 80) was not found.') },
      { it: 'of a pool that is missing is not found', by: 'message 01020036', ask: ['GET', `${M}/~T~10.0.0.1:80`], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
      {
        it: 'in a partition that is missing is refused',
        by: 'recorded: members',
        given: [pool()],
        ask: ['POST', M, { name: '10.0.0.1:80', partition: 'U' }],
        gets: mcpd("01070734:3: Configuration error: Can't associate Pool Member (/T/p /U/10.0.0.1 80) folder does not exist"),
      },
      { it: 'may use a node in Common', by: 'recorded: members', given: [pool()], ask: ['POST', M, { name: '10.0.0.1:80', partition: 'Common' }], gets: ok({ fullPath: '/Common/10.0.0.1:80' }) },
      {
        it: 'may not use a node of another partition',
        by: 'message 01070726',
        given: [pool(), ['POST', 'auth/partition', { name: 'U' }]],
        ask: ['POST', M, { name: '10.0.0.1:80', partition: 'U' }],
        gets: mcpd('01070726:3: A pool may only reference nodes in the same partition or the common partition (/T/p:/U/10.0.0.1:80)'),
      },
      {
        it: 'with an address that a node elsewhere has is refused',
        by: 'message 0107176c',
        given: [pool(), ['POST', 'ltm/node', { name: 'n', partition: 'Common', address: '10.0.0.1' }]],
        ask: member('10.0.0.1:80'),
        gets: mcpd('0107176c:3: Invalid Node, the IP address 10.0.0.1 already exists.'),
      },
      { it: 'may be named after a node and give its address', by: 'recorded: members', given: [pool()], ask: member('web:80', { address: '10.0.0.1' }), gets: ok({ name: 'web:80', address: '10.0.0.1' }) },
      { it: 'takes the address of a node that is there', by: 'recorded: members', given: [pool(), ['POST', 'ltm/node', { name: 'web', partition: 'T', address: '10.0.0.7' }]], ask: member('web:80'), gets: ok({ address: '10.0.0.7' }) },
      { it: 'without an address or a node is refused', by: 'recorded: members', given: [pool()], ask: member('web:80'), gets: tmsh('"address" is required for pool member "web:80"') },
      { it: 'without a port is refused', by: 'recorded: members', given: [pool()], ask: member('10.0.0.1'), gets: tmsh('invalid pool member "10.0.0.1": a port is required') },
      { it: 'with a service for a port tells the number', by: 'recorded: members', given: [pool()], ask: member('10.0.0.1:http'), gets: ok({ name: '10.0.0.1:80' }) },
      { it: 'by IPv6 has a dot before the port', by: 'recorded: members', given: [pool()], ask: member('2001:DB8:0::1.80'), gets: ok({ name: '2001:db8::1.80', address: '2001:db8::1' }) },
      { it: 'by IPv6 is found by its name', by: 'recorded: members', given: [pool(), member('2001:db8::1.80')], ask: ['GET', `${M}/~T~2001:db8::1.80`], gets: ok({ fullPath: '/T/2001:db8::1.80' }) },
      {
        it: 'in a route domain is found with %25 in its path',
        by: 'recorded: members',
        given: [['POST', 'net/route-domain', { name: 'one', id: 1 }], pool(), member('10.0.0.1%1:80')],
        ask: ['GET', `${M}/~T~10.0.0.1%251:80`],
        gets: ok({ name: '10.0.0.1%1:80', address: '10.0.0.1%1', selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1%251:80?ver=17.1.2' }),
      },
      { it: 'in a route domain that is missing is refused', by: 'message 01020036', given: [pool()], ask: member('10.0.0.1%9:80'), gets: mcpd('01020036:3: The requested route domain (9) was not found.') },
      { it: 'in the default route domain is told without it', by: 'recorded: members', given: [pool()], ask: member('10.0.0.1%0:80'), gets: ok({ name: '10.0.0.1:80' }) },
    ],
  },
];

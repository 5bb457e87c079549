/** Nodes: addresses, once per route domain, that members hold. */

import { type Ask, type Group, mcpd, ok, type Step, tmsh } from '../case.ts';

const N = 'ltm/node/~T~n';
const node = (more: object = {}): Ask => ['POST', 'ltm/node', { name: 'n', partition: 'T', address: '10.0.0.1', ...more }];
const used: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T', members: [{ name: 'n:80', partition: 'T' }] }];

const ownDomain: readonly Step[] = [
  ['POST', 'net/route-domain', { name: 'one', id: 1 }],
  ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }],
];

export const nodes: readonly Group[] = [
  {
    name: 'node',
    cases: [
      {
        it: 'by host name has no address',
        by: 'f5-ansible: load_ltm_node_2',
        ask: ['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'web.example.com' } }],
        gets: ok({ address: 'any6', state: 'fqdn-checking', fqdn: { tmName: 'web.example.com' } }),
      },
      {
        it: 'by host name keeps it when something else is changed',
        by: 'f5-ansible: load_ltm_node_2',
        given: [['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'web.example.com' } }]],
        ask: ['PATCH', 'ltm/node/~T~h', { fqdn: { interval: '60' } }],
        gets: ok({ fqdn: { tmName: 'web.example.com', interval: '60' } }),
      },
      {
        it: 'by host name is replaced by what it was',
        by: 'f5-ansible: load_ltm_node_2',
        given: [['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'web.example.com' } }]],
        ask: ['PUT', 'ltm/node/~T~h', { description: 'x', address: 'any6', fqdn: { addressFamily: 'ipv4', autopopulate: 'disabled', downInterval: 5, interval: '3600', tmName: 'web.example.com' } }],
        gets: ok({ description: 'x', fqdn: { tmName: 'web.example.com' } }),
      },
      {
        it: 'by host name may be one of two',
        by: 'f5-ansible: load_ltm_node_2',
        given: [['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { name: 'web.example.com' } }]],
        ask: ['POST', 'ltm/node', { name: 'i', partition: 'T', fqdn: { name: 'web.example.com' } }],
        gets: ok({ name: 'i' }),
      },
      { it: 'with an unknown part of a host name is refused', by: 'POSH-LTM-Rest 188', ask: ['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { host: 'x' } }], gets: tmsh('"host" unknown property') },
      { it: 'to be filled perhaps is refused', by: 'f5-common-python 840', ask: ['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'x', autopopulate: 'yes' } }], gets: tmsh('invalid property value "autopopulate":"yes"') },
      { it: 'of an unknown family is refused', by: 'f5-common-python 840', ask: ['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'x', addressFamily: 'ipx' } }], gets: tmsh('invalid property value "addressFamily":"ipx"') },
      { it: 'in a partition with a route domain of its own is in it', by: 'F5 doc: route domains', given: ownDomain, ask: ['POST', 'ltm/node', { name: 'n', partition: 'U', address: '10.0.0.1' }], gets: ok({ address: '10.0.0.1' }) },
      { it: 'is told without the route domain of its partition', by: 'F5 doc: route domains', given: ownDomain, ask: ['POST', 'ltm/node', { name: 'n', partition: 'U', address: '10.0.0.1%1' }], gets: ok({ address: '10.0.0.1' }) },
      {
        it: "is told with the default one where that is not its partition's",
        by: 'F5 doc: route domains',
        given: ownDomain,
        ask: ['POST', 'ltm/node', { name: 'n', partition: 'U', address: '10.0.0.1%0' }],
        gets: ok({ address: '10.0.0.1%0' }),
      },
      {
        it: 'in another route domain by its partition is another',
        by: 'F5 doc: route domains',
        given: [...ownDomain, node()],
        ask: ['POST', 'ltm/node', { name: 'n', partition: 'U', address: '10.0.0.1' }],
        gets: ok({ address: '10.0.0.1' }),
      },
      {
        it: 'in the same route domain said or not is the same',
        by: 'message 0107176c',
        given: [...ownDomain, ['POST', 'ltm/node', { name: 'n', partition: 'U', address: '10.0.0.1' }]],
        ask: ['POST', 'ltm/node', { name: 'm', partition: 'Common', address: '10.0.0.1%1' }],
        gets: mcpd('0107176c:3: Invalid Node, the IP address 10.0.0.1%1 already exists.'),
      },
      {
        it: 'made with a member is in the route domain of its partition',
        by: 'F5 doc: route domains',
        given: [...ownDomain, ['POST', 'ltm/pool', { name: 'p', partition: 'U', members: [{ name: '10.0.0.1%1:80', partition: 'U' }] }]],
        ask: ['GET', 'ltm/pool/~U~p/members'],
        gets: ok({ items: [{ name: '10.0.0.1:80', address: '10.0.0.1' }] }),
      },

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

/** Pools and their members, as BIG-IP takes, tells and refuses them. */

import { type Ask, conforms, mcpd, ok, refused, tmsh } from './wire.ts';

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

conforms('pool', [
  {
    it: 'is created with 200 and all its defaults, members as a link',
    ask: pool(),
    gets: ok(
      {
        kind: 'tm:ltm:pool:poolstate',
        name: 'p',
        partition: 'T',
        fullPath: '/T/p',
        selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=17.1.2',
        allowNat: 'yes',
        allowSnat: 'yes',
        ignorePersistedWeight: 'disabled',
        ipTosToClient: 'pass-through',
        loadBalancingMode: 'round-robin',
        minActiveMembers: 0,
        queueDepthLimit: 0,
        reselectTries: 0,
        serviceDownAction: 'none',
        slowRampTime: 10,
        membersReference: { link: 'https://localhost/mgmt/tm/ltm/pool/~T~p/members?ver=17.1.2', isSubcollection: true },
      },
      'monitor',
      'description',
      'metadata',
      'members',
      'subPath',
    ),
  },
  {
    it: 'created twice is a conflict',
    given: [pool()],
    ask: pool(),
    gets: mcpd('01020066:3: The requested Pool (/T/p) already exists in partition T.'),
  },
  { it: 'that is missing is not found', ask: ['GET', P], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
  {
    it: 'that is missing can not be changed',
    ask: ['PATCH', P, { description: 'x' }],
    gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.'),
  },
  { it: 'that is missing can not be deleted', ask: ['DELETE', P], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
  {
    it: 'in a partition that is missing is refused',
    ask: ['POST', 'ltm/pool', { name: 'p', partition: 'U' }],
    gets: tmsh('The requested folder (/U) was not found.'),
  },
  {
    it: 'in a folder that is missing is refused',
    ask: ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'a' }],
    gets: tmsh('The requested folder (/T/a) was not found.'),
  },
  {
    it: 'without a name is refused',
    ask: ['POST', 'ltm/pool', { partition: 'T' }],
    gets: tmsh('one or more configuration identifiers must be provided'),
  },
  {
    it: 'with a name that is no text is refused',
    ask: ['POST', 'ltm/pool', { name: 5 }],
    gets: tmsh('one or more configuration identifiers must be provided'),
  },
  {
    it: 'with a wildcard for a name is refused',
    ask: ['POST', 'ltm/pool', { name: 'p*' }],
    gets: tmsh('the "create" command does not accept wildcard configuration identifiers'),
  },
  { it: 'with an unknown property is refused', ask: pool({ lbMode: 'x' }), gets: tmsh('"lbMode" unknown property') },
  {
    it: 'with an unknown load-balancing mode is refused',
    ask: pool({ loadBalancingMode: 'rr' }),
    gets: tmsh('invalid property value "loadBalancingMode":"rr"'),
  },
  {
    it: 'with a monitor that is missing is refused',
    ask: pool({ monitor: '/T/m' }),
    gets: mcpd('01070022:3: The monitor template /T/m was not found.'),
  },
  {
    it: 'with two monitors tells them',
    ask: pool({ monitor: '/Common/tcp and http' }),
    gets: ok({ monitor: '/Common/tcp and /Common/http' }),
  },
  {
    it: 'with a minimum of monitors tells it',
    ask: pool({ monitor: 'min 1 of /Common/tcp /Common/http' }),
    gets: ok({ monitor: 'min 1 of { /Common/tcp /Common/http }' }),
  },
  {
    it: 'loses its monitor to none',
    given: [pool({ monitor: '/Common/tcp' })],
    ask: ['PATCH', P, { monitor: 'none' }],
    gets: ok({}, 'monitor'),
  },
  {
    it: 'loses its description to nothing',
    given: [pool({ description: 'x' })],
    ask: ['PATCH', P, { description: '' }],
    gets: ok({}, 'description'),
  },
  {
    it: 'without a partition is in Common',
    ask: ['POST', 'ltm/pool', { name: 'p' }],
    gets: ok({ fullPath: '/Common/p', partition: 'Common' }),
  },
  { it: 'may be named by its full path', ask: ['POST', 'ltm/pool', { name: '/T/p' }], gets: ok({ fullPath: '/T/p', name: 'p' }) },
  {
    it: 'in a folder tells its subPath',
    given: [['POST', 'sys/folder', { name: 'a', partition: 'T' }]],
    ask: ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'a' }],
    gets: ok({ fullPath: '/T/a/p', subPath: 'a', selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~a~p?ver=17.1.2' }),
  },
  {
    it: 'keeps metadata and leaves out an empty value',
    ask: pool({ metadata: [{ name: 'a', value: 'x', persist: 'true' }, { name: 'b' }] }),
    gets: ok({
      metadata: [
        { name: 'a', persist: 'true', value: 'x' },
        { name: 'b', persist: 'true' },
      ],
    }),
  },
  {
    it: 'takes numbers as text, as tmsh does',
    ask: pool({ slowRampTime: '30', description: 7 }),
    gets: ok({ slowRampTime: 30, description: '7' }),
  },
  {
    it: 'is changed by PATCH, the rest stays',
    given: [pool({ description: 'x', slowRampTime: 5 })],
    ask: ['PATCH', P, { slowRampTime: 6 }],
    gets: ok({ description: 'x', slowRampTime: 6 }),
  },
  {
    it: 'is reset by PUT but for what it says',
    given: [pool({ description: 'x', slowRampTime: 5 })],
    ask: ['PUT', P, { slowRampTime: 6 }],
    gets: ok({ slowRampTime: 6 }, 'description'),
  },
  { it: 'PATCHed with nothing is refused', given: [pool()], ask: ['PATCH', P, {}], gets: tmsh('one or more properties must be specified') },
  {
    it: 'takes back what GET told',
    given: [pool()],
    ask: [
      'PUT',
      P,
      {
        kind: 'tm:ltm:pool:poolstate',
        name: 'p',
        partition: 'T',
        fullPath: '/T/p',
        generation: 1,
        selfLink: 'x',
        allowNat: 'no',
        membersReference: { link: 'x', isSubcollection: true },
      },
    ],
    gets: ok({ allowNat: 'no' }),
  },
  {
    it: 'keeps its members when PUT without them',
    given: [two, ['PUT', P, { allowNat: 'no' }]],
    ask: ['GET', M],
    gets: ok({ items: [{}, {}] }),
  },
  { it: 'is deleted with an empty answer', given: [pool()], ask: ['DELETE', P], gets: { status: 200, exactly: undefined } },
  {
    it: 'refuses too long a text',
    ask: pool({ description: 'x'.repeat(65_536) }),
    gets: mcpd('01020057:3: The string with more than 65535 characters cannot be stored in a message.'),
  },
  {
    it: 'named as an item can not be POSTed to',
    given: [pool()],
    ask: ['POST', P, {}],
    gets: refused(403, 1, 'Operation is not supported on component /ltm/pool.'),
  },
]);

conforms('member', [
  {
    it: 'is created with all its defaults',
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
  {
    it: 'makes its node',
    given: [pool(), member('10.0.0.1:80')],
    ask: ['GET', 'ltm/node/~T~10.0.0.1'],
    gets: ok({ address: '10.0.0.1', name: '10.0.0.1', partition: 'T' }),
  },
  {
    it: 'leaves its node behind',
    given: [pool(), member('10.0.0.1:80'), ['DELETE', `${M}/~T~10.0.0.1:80`]],
    ask: ['GET', 'ltm/node/~T~10.0.0.1'],
    gets: ok({}),
  },
  {
    it: 'twice is a conflict',
    given: [two],
    ask: member('10.0.0.1:80'),
    gets: mcpd('01020066:3: The requested Pool Member (/T/p /T/10.0.0.1 80) already exists in partition T.'),
  },
  {
    it: 'that is missing is not found',
    given: [pool()],
    ask: ['GET', `${M}/~T~10.0.0.1:80`],
    gets: mcpd('01020036:3: The requested Pool Member (/T/p /T/10.0.0.1 80) was not found.'),
  },
  {
    it: 'of a pool that is missing is not found',
    ask: ['GET', `${M}/~T~10.0.0.1:80`],
    gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.'),
  },
  {
    it: 'in a partition that is missing is refused',
    given: [pool()],
    ask: ['POST', M, { name: '10.0.0.1:80', partition: 'U' }],
    gets: mcpd("01070734:3: Configuration error: Can't associate Pool Member (/T/p /U/10.0.0.1 80) folder does not exist"),
  },
  {
    it: 'may use a node in Common',
    given: [pool()],
    ask: ['POST', M, { name: '10.0.0.1:80', partition: 'Common' }],
    gets: ok({ fullPath: '/Common/10.0.0.1:80' }),
  },
  {
    it: 'may not use a node of another partition',
    given: [pool(), ['POST', 'auth/partition', { name: 'U' }]],
    ask: ['POST', M, { name: '10.0.0.1:80', partition: 'U' }],
    gets: mcpd('01070726:3: A pool may only reference nodes in the same partition or the common partition (/T/p:/U/10.0.0.1:80)'),
  },
  {
    it: 'with an address that a node elsewhere has is refused',
    given: [pool(), ['POST', 'ltm/node', { name: 'n', partition: 'Common', address: '10.0.0.1' }]],
    ask: member('10.0.0.1:80'),
    gets: mcpd('0107176c:3: Invalid Node, the IP address 10.0.0.1 already exists.'),
  },
  {
    it: 'may be named after a node and give its address',
    given: [pool()],
    ask: member('web:80', { address: '10.0.0.1' }),
    gets: ok({ name: 'web:80', address: '10.0.0.1' }),
  },
  {
    it: 'takes the address of a node that is there',
    given: [pool(), ['POST', 'ltm/node', { name: 'web', partition: 'T', address: '10.0.0.7' }]],
    ask: member('web:80'),
    gets: ok({ address: '10.0.0.7' }),
  },
  {
    it: 'without an address or a node is refused',
    given: [pool()],
    ask: member('web:80'),
    gets: tmsh('"address" is required for pool member "web:80"'),
  },
  {
    it: 'without a port is refused',
    given: [pool()],
    ask: member('10.0.0.1'),
    gets: tmsh('invalid pool member "10.0.0.1": a port is required'),
  },
  { it: 'with a service for a port tells the number', given: [pool()], ask: member('10.0.0.1:http'), gets: ok({ name: '10.0.0.1:80' }) },
  {
    it: 'by IPv6 has a dot before the port',
    given: [pool()],
    ask: member('2001:DB8:0::1.80'),
    gets: ok({ name: '2001:db8::1.80', address: '2001:db8::1' }),
  },
  {
    it: 'by IPv6 is found by its name',
    given: [pool(), member('2001:db8::1.80')],
    ask: ['GET', `${M}/~T~2001:db8::1.80`],
    gets: ok({ fullPath: '/T/2001:db8::1.80' }),
  },
  {
    it: 'in a route domain is found with %25 in its path',
    given: [['POST', 'net/route-domain', { name: 'one', id: 1 }], pool(), member('10.0.0.1%1:80')],
    ask: ['GET', `${M}/~T~10.0.0.1%251:80`],
    gets: ok({
      name: '10.0.0.1%1:80',
      address: '10.0.0.1%1',
      selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1%251:80?ver=17.1.2',
    }),
  },
  {
    it: 'in a route domain that is missing is refused',
    given: [pool()],
    ask: member('10.0.0.1%9:80'),
    gets: mcpd('01020036:3: The requested route domain (9) was not found.'),
  },
  {
    it: 'in the default route domain is told without it',
    given: [pool()],
    ask: member('10.0.0.1%0:80'),
    gets: ok({ name: '10.0.0.1:80' }),
  },
  {
    it: 'is disabled',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'user-disabled', state: 'user-up' }],
    gets: ok({ session: 'user-disabled', state: 'unchecked' }),
  },
  {
    it: 'is forced offline',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'user-disabled', state: 'user-down' }],
    gets: ok({ session: 'user-disabled', state: 'user-down' }),
  },
  {
    it: 'forced down by state alone stays user-enabled',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'user-down' }],
    gets: ok({ session: 'user-enabled', state: 'user-down' }),
  },
  {
    it: 'with a monitor is monitor-enabled',
    given: [pool({ monitor: '/Common/tcp' })],
    ask: member('127.0.0.1:9'),
    gets: ok({ session: 'monitor-enabled' }),
  },
  {
    it: 'disabled under a monitor stays user-disabled',
    given: [pool({ monitor: '/Common/tcp' }), member('127.0.0.1:9')],
    ask: ['PATCH', `${M}/~T~127.0.0.1:9`, { session: 'user-disabled' }],
    gets: ok({ session: 'user-disabled' }),
  },
  {
    it: 'does not take back a state that it told',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'up' }],
    gets: tmsh('invalid property value "state":"up"'),
  },
  {
    it: 'does not take back a session that it told',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { session: 'monitor-enabled' }],
    gets: tmsh('invalid property value "session":"monitor-enabled"'),
  },
  {
    it: 'keeps its address',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { address: '10.0.0.3' }],
    gets: tmsh('"address" may not be modified'),
  },
  {
    it: 'has a monitor of its own',
    given: [two],
    ask: ['PATCH', `${M}/~T~10.0.0.1:80`, { monitor: '/Common/http' }],
    gets: ok({ monitor: '/Common/http', session: 'monitor-enabled' }),
  },
  {
    it: 'has a ratio of at least 1',
    given: [pool()],
    ask: member('10.0.0.1:80', { ratio: 0 }),
    gets: tmsh('invalid property value "ratio":"0"'),
  },
  {
    it: 'comes with the pool',
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
    given: [pool({ membersReference: { items: [{ name: '10.0.0.1:80', partition: 'T' }] } })],
    ask: ['GET', M],
    gets: ok({ items: [{ name: '10.0.0.1:80' }] }),
  },
  {
    it: 'is inlined by expandSubcollections',
    given: [two],
    ask: ['GET', `${P}?expandSubcollections=true`],
    gets: ok({
      selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?expandSubcollections=true&ver=17.1.2',
      membersReference: { items: [{ name: '10.0.0.1:80' }, { name: '10.0.0.2:80' }] },
    }),
  },
  {
    it: 'not listed by a PATCH of the pool goes',
    given: [two, ['PATCH', P, { members: [{ name: '10.0.0.2:80', partition: 'T' }] }]],
    ask: ['GET', M],
    gets: ok({ items: [{ name: '10.0.0.2:80' }] }),
  },
  {
    it: 'listed by a PATCH of the pool without its ratio is reset',
    given: [two, ['PATCH', P, { members: [{ name: '10.0.0.1:80', partition: 'T' }] }]],
    ask: ['GET', M],
    gets: ok({ items: [{ name: '10.0.0.1:80', ratio: 1 }] }),
  },
  {
    it: 'listed twice is a conflict',
    ask: pool({
      members: [
        { name: '10.0.0.1:80', partition: 'T' },
        { name: '10.0.0.1:80', partition: 'T' },
      ],
    }),
    gets: mcpd('01020066:3: The requested Pool Member (/T/p /T/10.0.0.1 80) already exists in partition T.'),
  },
  {
    it: 'that fails leaves no pool',
    given: [['GET', 'ltm/pool']],
    ask: pool({ members: [{ name: 'bad', partition: 'T' }] }),
    gets: tmsh('invalid pool member "bad": a port is required'),
  },
  {
    it: 'list replaced by none leaves an empty collection without items',
    given: [two, ['PATCH', P, { members: [] }]],
    ask: ['GET', M],
    gets: ok({}, 'items'),
  },
]);

conforms('statistics', [
  {
    it: 'of a pool are under one entry',
    given: [two],
    ask: ['GET', `${P}/stats`],
    gets: ok({
      kind: 'tm:ltm:pool:poolstats',
      entries: {
        'https://localhost/mgmt/tm/ltm/pool/~T~p/stats': {
          nestedStats: {
            entries: {
              memberCnt: { value: 2 },
              activeMemberCnt: { value: 0 },
              'status.availabilityState': { description: 'unknown' },
              tmName: { description: '/T/p' },
            },
          },
        },
      },
    }),
  },
  {
    it: 'of members name node, pool and port',
    given: [two],
    ask: ['GET', `${M}/stats`],
    gets: ok({
      entries: {
        'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1:80/stats': {
          nestedStats: {
            entries: {
              addr: { description: '10.0.0.1' },
              port: { value: 80 },
              nodeName: { description: '/T/10.0.0.1' },
              poolName: { description: '/T/p' },
              'serverside.curConns': { value: 0 },
            },
          },
        },
      },
    }),
  },
  {
    it: 'of a member forced offline say so',
    given: [two, ['PATCH', `${M}/~T~10.0.0.1:80`, { state: 'user-down' }]],
    ask: ['GET', `${M}/~T~10.0.0.1:80/stats`],
    gets: ok({
      entries: {
        'https://localhost/mgmt/tm/ltm/pool/~T~p/members/~T~10.0.0.1:80/stats': {
          nestedStats: { entries: { monitorStatus: { description: 'user-down' }, 'status.availabilityState': { description: 'offline' } } },
        },
      },
    }),
  },
  {
    it: 'of a pool that is missing are not found',
    ask: ['GET', `${P}/stats`],
    gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.'),
  },
]);

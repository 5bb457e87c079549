/** Users, and what their roles let them do. */

import { type Ask, as, type Case, denied, type Group, invalid, mcpd, ok, type Step, tmsh } from '../case.ts';

const T = { partition: 'T' };
const user = (name: string, ...partitionAccess: readonly (readonly [name: string, role: string])[]): Ask => [
  'POST',
  'auth/user',
  { name, password: name, partitionAccess: partitionAccess.map(([partition, role]) => ({ name: partition, role })) },
];
const manager = user('mary', ['T', 'manager']);
const guest = user('gus', ['T', 'guest']);
const operator = user('otto', ['T', 'operator']);
const other: readonly Step[] = [
  ['POST', 'auth/partition', { name: 'U' }],
  ['POST', 'ltm/pool', { name: 'u', partition: 'U' }],
];
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', ...T, ...more }];
const withMember = pool({ members: [{ name: '10.0.0.1:80', ...T }] });
const M = 'ltm/pool/~T~p/members/~T~10.0.0.1:80';
const no = (who: string, verb: string, what: string) => mcpd(`01070822:3: Access Denied: user (${who}) does not have ${verb} access to object (${what})`);
const keptOut = (who: string, verb: string, path: string) =>
  denied(401, `Authorization failed: user=https://localhost/mgmt/shared/authz/users/${who} resource=/mgmt/${path} verb=${verb} uri:http://localhost:8100/mgmt/${path} referrer:127.0.0.1 sender:127.0.0.1`);
const metadata = [{ name: 'owner', value: 'x' }];

export const roles: readonly Group[] = [
  {
    name: 'user',
    cases: [
      {
        it: 'is described by his name unless it is said',
        by: 'f5-ansible: bigip_user',
        ask: ['POST', 'auth/user', { name: 'bob' }],
        gets: ok({ description: 'bob', shell: 'none', partitionAccess: [{ name: 'all-partitions', role: 'no-access' }] }, 'password', 'encryptedPassword'),
      },
      {
        it: 'has roles with links to their partitions',
        by: 'F5 DevCentral: RBAC with iControl REST',
        ask: manager,
        gets: ok({ partitionAccess: [{ name: 'T', role: 'manager', nameReference: { link: 'https://localhost/mgmt/tm/auth/partition/T?ver=17.1.2' } }], encryptedPassword: /^\$6\$/ }, 'password'),
      },
      { it: 'twice is a conflict', by: 'f5-ansible 276', given: [manager], ask: manager, gets: mcpd('01020066:3: The requested user (mary) already exists.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', 'auth/user/nobody'], gets: mcpd('01020036:3: The requested user (nobody) was not found.') },
      { it: 'that is built in stays', by: 'switch', ask: ['DELETE', 'auth/user/admin'], gets: mcpd('01070734:3: Configuration error: The user (admin) is built in and cannot be deleted.') },
      { it: 'has a role that is one', by: 'f5-common-python 840', ask: user('bob', ['T', 'king']), gets: invalid('role', 'king') },
      { it: 'has a role on a partition', by: 'f5-sdk: generic refusals', ask: ['POST', 'auth/user', { name: 'bob', partitionAccess: [{ role: 'guest' }] }], gets: tmsh('one or more configuration identifiers must be provided') },
      { it: 'has nothing else on a partition', by: 'POSH-LTM-Rest 188', ask: ['POST', 'auth/user', { name: 'bob', partitionAccess: [{ name: 'T', role: 'guest', shell: 'bash' }] }], gets: tmsh('"shell" unknown property') },
      { it: 'is administrator everywhere or nowhere', by: 'F5 doc: user roles', ask: user('bob', ['T', 'admin']), gets: mcpd('01070821:3: User Restriction Error: The role admin may not be limited to a partition (T).') },
      {
        it: 'has roles everywhere or here and there',
        by: 'F5 doc: user roles',
        ask: user('bob', ['all-partitions', 'guest'], ['T', 'manager']),
        gets: mcpd('01070821:3: User Restriction Error: The user bob may not have roles on all partitions and on single ones.'),
      },
      { it: 'has a shell as an administrator', by: 'F5 doc: user roles', ask: ['POST', 'auth/user', { name: 'bob', shell: 'bash', partitionAccess: [{ name: 'all-partitions', role: 'resource-admin' }] }], gets: ok({ shell: 'bash' }) },
      {
        it: 'has no shell otherwise',
        by: 'F5 doc: user roles',
        ask: ['POST', 'auth/user', { name: 'bob', shell: 'bash', partitionAccess: [{ name: 'T', role: 'manager' }] }],
        gets: mcpd('01070825:3: Access denied - Administrators only: Custom shells are only available to administrators, not bob.'),
      },
      { it: 'with a new password has the old one no more', by: 'f5-ansible: bigip_user', given: [manager, ['PATCH', 'auth/user/mary', { password: 'other' }]], ask: as('mary', ['GET', 'ltm/pool']), gets: { status: 401 } },
      {
        it: 'sends back what was told',
        by: 'f5-ansible: bigip_user',
        given: [manager],
        ask: ['PATCH', 'auth/user/mary', { description: 'x', partitionAccess: [{ name: 'T', role: 'manager', nameReference: { link: 'x' } }] }],
        gets: ok({ description: 'x' }),
      },
      { it: 'holds his partition', by: 'message 01070265', given: [manager], ask: ['DELETE', 'auth/partition/T'], gets: mcpd('01070265:3: The partition (T) cannot be deleted because it is in use by a user (mary).') },
    ],
  },
  {
    name: 'manager of a partition',
    cases: [
      ...(
        [
          ['auth/partition', { name: 'V' }, 'create', 'partition'],
          ['net/route-domain', { name: 'one', id: 1 }, 'create', 'route_domain'],
          ['net/vlan', { name: 'x' }, 'create', 'vlan'],
          ['net/interface/1.1', { mtu: 1400 }, 'modify', 'interface'],
          ['net/tunnels/tunnel/http-tunnel', { mtu: 1400 }, 'modify', 'tunnel'],
          ['sys/file/data-group', { name: 'f', type: 'string' }, 'create', 'data_group_file_object'],
          ['auth/user', { name: 'bob' }, 'create', 'userdb_entry'],
          ['sys/provision/gtm', { level: 'nominal' }, 'modify', 'provision'],
          ['sys/global-settings', { hostname: 'a.example' }, 'modify', 'system'],
          ['cm/device/bigip1.example.com', { hostname: 'x' }, 'modify', 'device'],
          ['cm/device-group/device_trust_group', { autoSync: 'disabled' }, 'modify', 'device_group'],
          ['cm/device-group/device_trust_group/devices/bigip1.example.com', { description: 'x' }, 'modify', 'device_group_device'],
          ['cm/traffic-group/traffic-group-1', { mac: 'x' }, 'modify', 'traffic_group'],
        ] as const
      ).map(
        ([path, body, verb, what]): Case => ({
          it: `of all has no ${verb} access to ${path}`,
          by: 'F5 doc: user roles',
          given: [user('max', ['all-partitions', 'manager'])],
          ask: as('max', [verb === 'create' ? 'POST' : 'PATCH', path, body]),
          gets: no('max', verb, what),
        }),
      ),

      { it: 'makes objects in it', by: 'F5 doc: user roles', given: [manager], ask: as('mary', pool()), gets: ok({ fullPath: '/T/p' }) },
      { it: 'makes objects with what is in them', by: 'F5 doc: user roles', given: [manager, as('mary', withMember)], ask: as('mary', ['GET', M]), gets: ok({ address: '10.0.0.1' }) },
      { it: 'changes them', by: 'F5 doc: user roles', given: [manager, pool()], ask: as('mary', ['PATCH', 'ltm/pool/~T~p', { description: 'x' }]), gets: ok({ description: 'x' }) },
      { it: 'deletes them', by: 'F5 doc: user roles', given: [manager, pool()], ask: as('mary', ['DELETE', 'ltm/pool/~T~p']), gets: { status: 200 } },
      { it: 'makes none in Common', by: 'k8s-bigip-ctlr 691', given: [manager], ask: as('mary', ['POST', 'ltm/pool', { name: 'p' }]), gets: no('mary', 'create', 'pool') },
      { it: 'makes none in another', by: 'k8s-bigip-ctlr 691', given: [...other, manager], ask: as('mary', ['POST', 'ltm/pool', { name: '/U/p' }]), gets: no('mary', 'create', 'pool') },
      { it: 'changes none in Common', by: 'k8s-bigip-ctlr 691', given: [manager, ['POST', 'ltm/pool', { name: 'c' }]], ask: as('mary', ['PATCH', 'ltm/pool/c', { description: 'x' }]), gets: no('mary', 'modify', 'pool') },
      { it: 'deletes none in Common', by: 'k8s-bigip-ctlr 691', given: [manager, ['POST', 'ltm/pool', { name: 'c' }]], ask: as('mary', ['DELETE', 'ltm/pool/c']), gets: no('mary', 'delete', 'pool') },
      { it: 'sees those in Common', by: 'F5 doc: user roles', given: [manager, ['POST', 'ltm/pool', { name: 'c' }]], ask: as('mary', ['GET', 'ltm/pool/c']), gets: ok({ name: 'c' }) },
      { it: 'sees none in another', by: 'switch', given: [...other, manager], ask: as('mary', ['GET', 'ltm/pool/~U~u']), gets: mcpd('01020036:3: The requested Pool (/U/u) was not found.') },
      { it: 'lists none of another', by: 'switch', given: [...other, manager, pool()], ask: as('mary', ['GET', 'ltm/pool?$top=5']), gets: ok({ items: [{ fullPath: '/T/p' }], totalItems: 1 }) },
      {
        it: 'has statistics of none of another',
        by: 'switch',
        given: [...other, manager, pool()],
        ask: as('mary', ['GET', 'ltm/pool/stats']),
        gets: { status: 200, like: { entries: (entries: unknown) => Object.keys(entries ?? {}).length === 1 } },
      },
      { it: 'changes none of another', by: 'switch', given: [...other, manager], ask: as('mary', ['PATCH', 'ltm/pool/~U~u', { description: 'x' }]), gets: mcpd('01020036:3: The requested Pool (/U/u) was not found.') },
      {
        it: 'adds no member in another',
        by: 'switch',
        given: [...other, manager],
        ask: as('mary', ['POST', 'ltm/pool/~U~u/members', { name: '10.0.0.1:80', partition: 'U' }]),
        gets: mcpd('01020036:3: The requested Pool (/U/u) was not found.'),
      },
      {
        it: 'adds no member in Common',
        by: 'k8s-bigip-ctlr 691',
        given: [manager, ['POST', 'ltm/pool', { name: 'c' }]],
        ask: as('mary', ['POST', 'ltm/pool/c/members', { name: '10.0.0.1:80', ...T }]),
        gets: no('mary', 'create', 'pool_member'),
      },
      { it: 'writes no metadata of a pool', by: 'f5-ansible 1175', given: [manager], ask: as('mary', pool({ metadata })), gets: no('mary', 'create', 'pool_metadata') },
      {
        it: 'writes no metadata of a virtual server',
        by: 'k8s-bigip-ctlr 2029',
        given: [manager],
        ask: as('mary', ['POST', 'ltm/virtual', { name: 'v', ...T, destination: '/T/192.0.2.1:80', disabled: true, metadata }]),
        gets: no('mary', 'create', 'virtual_server_metadata'),
      },
      { it: 'writes no metadata later', by: 'f5-ansible 1175', given: [manager, pool()], ask: as('mary', ['PATCH', 'ltm/pool/~T~p', { metadata }]), gets: no('mary', 'create', 'pool_metadata') },
      { it: 'makes no partition', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['POST', 'auth/partition', { name: 'V' }]), gets: no('mary', 'create', 'partition') },
      { it: 'makes no user', by: 'F5 doc: user roles', given: [manager], ask: as('mary', user('bob', ['T', 'guest'])), gets: no('mary', 'create', 'userdb_entry') },
      { it: 'makes no file', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['POST', 'sys/file/data-group', { name: 'f', ...T, type: 'string' }]), gets: no('mary', 'create', 'data_group_file_object') },
      { it: 'makes no route domain', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['POST', 'net/route-domain', { name: 'one', id: 1 }]), gets: no('mary', 'create', 'route_domain') },
      { it: 'provisions nothing', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'sys/provision/gtm', { level: 'nominal' }]), gets: no('mary', 'modify', 'provision') },
      { it: 'names no unit', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'sys/global-settings', { hostname: 'a.example' }]), gets: no('mary', 'modify', 'system') },
      { it: 'tells no device to be another', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'cm/device/bigip1.example.com', { hostname: 'x' }]), gets: no('mary', 'modify', 'device') },
      { it: 'moves no traffic', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'cm/traffic-group/traffic-group-1', { mac: 'x' }]), gets: no('mary', 'modify', 'traffic_group') },
      { it: 'sees himself among the users', by: 'switch', given: [manager], ask: as('mary', ['GET', 'auth/user']), gets: ok({ items: [{ name: 'mary' }] }) },
      { it: 'changes his own password', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'auth/user/mary', { password: 'other' }]), gets: ok({ name: 'mary' }) },
      { it: 'changes nothing else of himself', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['PATCH', 'auth/user/mary', { shell: 'tmsh' }]), gets: no('mary', 'modify', 'userdb_entry') },
      { it: 'does not delete himself', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['DELETE', 'auth/user/mary']), gets: no('mary', 'delete', 'userdb_entry') },
      { it: 'saves', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['POST', 'sys/config', { command: 'save', options: [{ partitions: 'nothing' }] }]), gets: { status: 200 } },
      { it: 'does not load', by: 'F5 doc: user roles', given: [manager], ask: as('mary', ['POST', 'sys/config', { command: 'load' }]), gets: no('mary', 'modify', 'sys/config') },
      { it: 'runs no bash', by: 'terraform-provider-bigip 160', given: [manager], ask: as('mary', ['POST', 'util/bash', { command: 'run', utilCmdArgs: "-c 'hostname'" }]), gets: keptOut('mary', 'POST', 'tm/util/bash') },
      {
        it: 'uploads nothing',
        by: 'terraform-provider-bigip 160',
        given: [manager],
        ask: as('mary', ['POST', '/mgmt/shared/file-transfer/uploads/f', 'x', { 'content-range': '0-0/1' }]),
        gets: keptOut('mary', 'POST', 'shared/file-transfer/uploads/f'),
      },
      {
        it: 'is held to it in transactions',
        by: 'k8s-bigip-ctlr 691',
        given: [manager, as('mary', ['POST', 'transaction', {}]), as('mary', ['POST', 'ltm/pool', { name: 'p' }, { 'x-f5-rest-coordination-id': '{transId}' }])],
        ask: as('mary', ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }]),
        gets: { status: 400, exactly: { code: 400, message: 'transaction failed:01070822:3: Access Denied: user (mary) does not have create access to object (pool)', errorStack: [], apiError: 2 } },
      },
    ],
  },
  {
    name: 'guest',
    cases: [
      { it: 'reads', by: 'F5 doc: user roles', given: [guest, pool()], ask: as('gus', ['GET', 'ltm/pool/~T~p']), gets: ok({ name: 'p' }) },
      { it: 'makes nothing', by: 'F5 doc: user roles', given: [guest], ask: as('gus', pool()), gets: no('gus', 'create', 'pool') },
      { it: 'changes nothing', by: 'F5 doc: user roles', given: [guest, pool()], ask: as('gus', ['PATCH', 'ltm/pool/~T~p', { description: 'x' }]), gets: no('gus', 'modify', 'pool') },
      { it: 'replaces nothing', by: 'F5 doc: user roles', given: [guest, pool()], ask: as('gus', ['PUT', 'ltm/pool/~T~p', { description: 'x' }]), gets: no('gus', 'modify', 'pool') },
      { it: 'deletes nothing', by: 'F5 doc: user roles', given: [guest, pool()], ask: as('gus', ['DELETE', 'ltm/pool/~T~p']), gets: no('gus', 'delete', 'pool') },
      { it: 'saves nothing', by: 'F5 doc: user roles', given: [guest], ask: as('gus', ['POST', 'sys/config', { command: 'save' }]), gets: no('gus', 'modify', 'sys/config') },
      { it: 'publishes nothing', by: 'F5 doc: user roles', given: [guest], ask: as('gus', ['POST', 'ltm/policy', { command: 'publish', name: '/T/Drafts/q' }]), gets: no('gus', 'modify', 'ltm/policy') },
      { it: 'of a partition does not see another', by: 'switch', given: [...other, guest], ask: as('gus', ['GET', 'ltm/pool/~U~u/members']), gets: mcpd('01020036:3: The requested Pool (/U/u) was not found.') },
      { it: 'of all sees all', by: 'F5 doc: user roles', given: [...other, user('gus', ['all-partitions', 'guest'])], ask: as('gus', ['GET', 'ltm/pool/~U~u']), gets: ok({ name: 'u' }) },
    ],
  },
  {
    name: 'operator',
    cases: [
      { it: 'disables a member', by: 'F5 doc: user roles', given: [operator, withMember], ask: as('otto', ['PATCH', M, { session: 'user-disabled', state: 'user-up' }]), gets: ok({ session: 'user-disabled' }) },
      { it: 'changes nothing else of a member', by: 'f5-common-python 1516', given: [operator, withMember], ask: as('otto', ['PATCH', M, { session: 'user-disabled', ratio: 2 }]), gets: no('otto', 'modify', 'pool_member') },
      { it: 'makes no member', by: 'f5-ansible 2133', given: [operator, pool()], ask: as('otto', ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', ...T }]), gets: no('otto', 'create', 'pool_member') },
      { it: 'forces a node offline', by: 'F5 doc: user roles', given: [operator, withMember], ask: as('otto', ['PATCH', 'ltm/node/~T~10.0.0.1', { state: 'user-down' }]), gets: ok({ state: 'user-down' }) },
      { it: 'makes no node', by: 'f5-ansible 313', given: [operator], ask: as('otto', ['POST', 'ltm/node', { name: '10.0.0.9', ...T }]), gets: no('otto', 'create', 'node_address') },
    ],
  },
  {
    name: 'administrator of resources',
    cases: [
      { it: 'writes metadata', by: 'f5-ansible 1175', given: [user('rae', ['all-partitions', 'resource-admin'])], ask: as('rae', pool({ metadata })), gets: ok({ metadata: [{ name: 'owner' }] }) },
      { it: 'makes partitions', by: 'F5 doc: user roles', given: [user('rae', ['all-partitions', 'resource-admin'])], ask: as('rae', ['POST', 'auth/partition', { name: 'V' }]), gets: ok({ name: 'V' }) },
      { it: 'makes no users', by: 'F5 doc: user roles', given: [user('rae', ['all-partitions', 'resource-admin'])], ask: as('rae', user('bob', ['T', 'guest'])), gets: no('rae', 'create', 'userdb_entry') },
    ],
  },
  {
    name: '13.0: REST',
    options: { version: '13.0.0' },
    cases: [
      { it: 'is for administrators', by: 'terraform-provider-bigip 160', ask: ['GET', 'ltm/pool'], gets: { status: 200 } },
      {
        it: 'is for nobody else',
        by: 'terraform-provider-bigip 160',
        given: [manager],
        ask: as('mary', ['GET', 'net/self']),
        gets: { status: 401, like: { message: /^Authorization failed: user=https:\/\/localhost\/mgmt\/shared\/authz\/users\/mary resource=\/mgmt\/tm\/net\/self verb=GET / } },
      },
    ],
  },
];

/** What can't be changed, what is only told, and what can't be left out. */

import { exclusive, fixed, onlyTold, required } from '../by-property.ts';
import { type Ask, type Group, tmsh } from '../case.ts';

const T = { partition: 'T' };
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', ...T, members: [{ name: '10.0.0.1:80', ...T }] }];
const node: Ask = ['POST', 'ltm/node', { name: 'n', ...T, address: '10.0.0.1' }];
const hostNode: Ask = ['POST', 'ltm/node', { name: 'h', ...T, fqdn: { tmName: 'web.example.com', addressFamily: 'ipv6' } }];
const virtual: Ask = ['POST', 'ltm/virtual', { name: 'v', ...T, destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true }];
const upload: Ask = ['POST', '/mgmt/shared/file-transfer/uploads/f', '"a" := "b"', { 'content-range': '0-9/10', 'content-type': 'application/octet-stream' }];
const file: Ask = ['POST', 'sys/file/data-group', { name: 'f', ...T, type: 'string', sourcePath: 'file:/var/config/rest/downloads/f' }];
const group: Ask = ['POST', 'ltm/data-group/internal', { name: 'd', ...T, type: 'string' }];
const monitor = (type: string): Ask => ['POST', `ltm/monitor/${type}`, { name: 'm', ...T }];
const without =
  (path: string, body: Readonly<Record<string, unknown>>) =>
  (name: string): Ask => ['POST', path, Object.fromEntries(Object.entries({ name: 'x', ...T, ...body }).filter(([key]) => key !== name))];

export const fixedProperties: readonly Group[] = [
  {
    name: 'refused change of',
    cases: [
      ...fixed('a pool member', [pool], 'ltm/pool/~T~p/members/~T~10.0.0.1:80', { address: '10.0.0.2' }),
      ...fixed('a node', [node], 'ltm/node/~T~n', { address: '10.0.0.2' }),
      ...fixed('a virtual address', [virtual], 'ltm/virtual-address/~T~192.0.2.1', { address: '192.0.2.2', mask: '255.255.255.0' }),
      ...fixed('a data group', [group], 'ltm/data-group/internal/~T~d', { type: 'ip' }),
      ...fixed('a data group file', [upload, file], 'sys/file/data-group/~T~f', { type: 'ip' }),
      ...fixed('a route domain', [['POST', 'net/route-domain', { name: 'one', id: 1 }]], 'net/route-domain/one', { id: 2 }),
      ...fixed('a device group', [], 'cm/device-group/device_trust_group', { type: 'sync-failover' }),
      ...['http', 'https', 'tcp', 'udp', 'icmp', 'gateway-icmp'].flatMap((type) => fixed(`the ${type} monitor`, [monitor(type)], `ltm/monitor/${type}/~T~m`, { defaultsFrom: '/Common/other' })),
      { it: 'a node with another host name', by: 'f5-sdk: immutable properties', given: [hostNode], ask: ['PATCH', 'ltm/node/~T~h', { fqdn: { tmName: 'api.example.com' } }], gets: tmsh('"name" may not be modified') },
      { it: 'a node with another family', by: 'f5-sdk: immutable properties', given: [hostNode], ask: ['PATCH', 'ltm/node/~T~h', { fqdn: { addressFamily: 'ipv4' } }], gets: tmsh('"address-family" may not be modified') },
      { it: 'a node to be filled by itself', by: 'f5-sdk: immutable properties', given: [hostNode], ask: ['PATCH', 'ltm/node/~T~h', { fqdn: { autopopulate: 'enabled' } }], gets: tmsh('"autopopulate" may not be modified') },
      { it: 'an address into a host name', by: 'f5-sdk: immutable properties', given: [node], ask: ['PATCH', 'ltm/node/~T~n', { fqdn: { tmName: 'web.example.com' } }], gets: tmsh('"name" may not be modified') },
      { it: 'a member into one by host name', by: 'f5-sdk: immutable properties', given: [pool], ask: ['PATCH', 'ltm/pool/~T~p/members/~T~10.0.0.1:80', { fqdn: { tmName: 'web.example.com' } }], gets: tmsh('"name" may not be modified') },
    ],
  },
  {
    name: 'nothing is said of',
    cases: [
      ...onlyTold('a pool member', [pool], 'ltm/pool/~T~p/members/~T~10.0.0.1:80', ['ephemeral', 'kind', 'generation', 'selfLink', 'fullPath', 'nameReference']),
      ...onlyTold('a node', [node], 'ltm/node/~T~n', ['ephemeral']),
      ...onlyTold('a virtual server', [virtual], 'ltm/virtual/~T~v', ['creationTime', 'lastModifiedTime', 'synCookieStatus', 'vsIndex', 'poolReference', 'rulesReference', 'profilesReference', 'policiesReference']),
      ...onlyTold('a virtual address', [virtual], 'ltm/virtual-address/~T~192.0.2.1', ['floating', 'unit', 'trafficGroupReference']),
      ...onlyTold('a data group file', [upload, file], 'sys/file/data-group/~T~f', ['checksum', 'createTime', 'createdBy', 'lastUpdateTime', 'mode', 'revision', 'size', 'updatedBy']),
      ...onlyTold('an external data group', [upload, file, ['POST', 'ltm/data-group/external', { name: 'e', ...T, externalFileName: '/T/f' }]], 'ltm/data-group/external/~T~e', ['type']),
      ...onlyTold('a rule', [['POST', 'ltm/rule', { name: 'r', ...T }]], 'ltm/rule/~T~r', ['apiRawValues']),
      ...onlyTold('a policy', [['POST', 'ltm/policy', { name: 'q', ...T, subPath: 'Drafts' }]], 'ltm/policy/~T~Drafts~q', ['lastModified', 'publishedCopy', 'references', 'status']),
      ...onlyTold('a user', [], 'auth/user/admin', ['encryptedPassword']),
      ...onlyTold('a traffic group', [], 'cm/traffic-group/traffic-group-1', ['autoFailbackEnabled', 'autoFailbackTime', 'failoverMethod', 'haLoadFactor', 'isFloating', 'mac', 'monitor', 'unitId']),
      ...onlyTold('a device', [], 'cm/device/bigip1.example.com', [
        'build',
        'chassisType',
        'configsyncIp',
        'edition',
        'failoverState',
        'haCapacity',
        'hostname',
        'managementIp',
        'marketingName',
        'mirrorIp',
        'mirrorSecondaryIp',
        'multicastIp',
        'multicastPort',
        'platformId',
        'product',
        'selfDevice',
        'timeZone',
        'version',
      ]),
    ],
  },
  {
    name: 'refused to make',
    cases: [
      ...required('a virtual server', without('ltm/virtual', {}), ['destination']),
      ...required('a data group', without('ltm/data-group/internal', {}), ['type']),
      ...required('a data group file', without('sys/file/data-group', { sourcePath: 'file:/var/config/rest/downloads/f' }), ['type']),
      ...required('an external data group', without('ltm/data-group/external', {}), ['externalFileName']),
      ...required('a snat pool', without('ltm/snatpool', {}), ['members']),
      ...required('a route domain', without('net/route-domain', {}), ['id']),
      { it: 'a data group file without sourcePath', by: 'tmsh: required properties', ask: ['POST', 'sys/file/data-group', { name: 'f', ...T, type: 'string' }], gets: tmsh('"source-path" is required') },
      ...exclusive('a virtual server', [], (more) => ['POST', 'ltm/virtual', { name: 'v', ...T, destination: '/T/192.0.2.1:80', disabled: true, ...more }], [
        ['dhcpRelay', 'internal'],
        ['internal', 'ipForward'],
        ['ipForward', 'l2Forward'],
        ['l2Forward', 'reject'],
        ['reject', 'stateless'],
        ['stateless', 'dhcpRelay'],
        ['vlansEnabled', 'vlansDisabled'],
      ]),
    ],
  },
];

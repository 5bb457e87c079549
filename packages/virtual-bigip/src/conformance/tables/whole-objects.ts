/** Objects as BIG-IP tells them, whole, with what they have when nobody says otherwise. What they look like is in `golden.jsonl`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ask, type Case, type Group, isNumber } from '../case.ts';

const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const virtual = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const self: Ask = ['POST', 'net/self', { name: 's', address: '10.31.1.1/24', vlan: '/Common/x' }];
const upload: Ask = ['POST', '/mgmt/shared/file-transfer/uploads/f', '"a" := "b"', { 'content-range': '0-9/10', 'content-type': 'application/octet-stream' }];
const file: Ask = ['POST', 'sys/file/data-group', { name: 'f', partition: 'T', type: 'string', sourcePath: 'file:/var/config/rest/downloads/f' }];
const rules = [{ name: 'r', actions: [{ name: '0', forward: true, select: true, pool: '/T/p' }], conditions: [{ name: '0', httpHost: true, host: true, equals: true, values: ['a.example'] }] }];
const draft: Ask = ['POST', 'ltm/policy', { name: 'q', partition: 'T', subPath: 'Drafts', rules }];
const publish: Ask = ['POST', 'ltm/policy', { command: 'publish', name: '/T/Drafts/q' }];

export const wholeRows: readonly Omit<Case, 'gets'>[] = [
  { it: 'partition', by: 'f5-ansible: load_tm_auth_partition', ask: ['POST', 'auth/partition', { name: 'U' }] },
  { it: 'folder', by: 'f5-sdk: sys/folder', ask: ['POST', 'sys/folder', { name: 'a', partition: 'T' }] },
  { it: 'folder of a partition', by: 'f5-sdk: sys/folder', ask: ['GET', 'sys/folder/~T'] },
  { it: 'user', by: 'f5-ansible: bigip_user', ask: ['POST', 'auth/user', { name: 'bob', password: 'bob' }] },
  { it: 'administrator', by: 'f5-ansible: bigip_user', ask: ['GET', 'auth/user/admin'] },
  { it: 'route domain', by: 'f5-ansible: load_net_route_domain_1', ask: ['POST', 'net/route-domain', { name: 'one', id: 1 }] },
  { it: 'provisioned module', by: 'f5-ansible-bigip: load_sys_provision', ask: ['GET', 'sys/provision/ltm'] },
  { it: 'module that is not provisioned', by: 'f5-ansible-bigip: load_sys_provision', ask: ['GET', 'sys/provision/gtm'] },
  { it: 'global settings', by: 'f5-ansible: bigip_device_info', ask: ['GET', 'sys/global-settings'] },
  { it: 'device', by: 'f5-ansible-bigip: load_devices', ask: ['GET', 'cm/device/~Common~bigip1.example.com'] },
  { it: 'traffic group', by: 'f5-ansible-bigip: load_tgs', ask: ['GET', 'cm/traffic-group/~Common~traffic-group-1'] },
  { it: 'traffic group that stays', by: 'f5-ansible-bigip: load_tgs', ask: ['GET', 'cm/traffic-group/traffic-group-local-only'] },
  { it: 'pool', by: 'f5-ansible-bigip: load_ltm_pools', ask: pool },
  { it: 'pool member', by: 'f5-ansible-bigip: load_ltm_pool_members', given: [pool], ask: ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }] },
  { it: 'pool member by host name', by: 'f5-ansible-bigip: load_ltm_pool_members', given: [pool], ask: ['POST', 'ltm/pool/~T~p/members', { name: 'web:80', partition: 'T', fqdn: { tmName: 'web.example.com', autopopulate: 'enabled' } }] },
  { it: 'node', by: 'f5-ansible: load_ltm_node_1', ask: ['POST', 'ltm/node', { name: 'n', partition: 'T', address: '10.0.0.1' }] },
  { it: 'node by host name', by: 'f5-ansible: load_ltm_node_2', ask: ['POST', 'ltm/node', { name: 'n', partition: 'T', fqdn: { tmName: 'web.example.com' } }] },
  { it: 'http monitor', by: 'f5-ansible: load_ltm_monitor_http', ask: ['POST', 'ltm/monitor/http', { name: 'm', partition: 'T' }] },
  { it: 'https monitor', by: 'f5-ansible: load_ltm_monitor_https', ask: ['POST', 'ltm/monitor/https', { name: 'm', partition: 'T' }] },
  { it: 'tcp monitor', by: 'f5-ansible: load_ltm_monitor_tcp', ask: ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }] },
  { it: 'udp monitor', by: 'f5-ansible: load_ltm_monitor_udp', ask: ['POST', 'ltm/monitor/udp', { name: 'm', partition: 'T' }] },
  { it: 'icmp monitor', by: 'f5-ansible-bigip: load_icmp_monitors', ask: ['POST', 'ltm/monitor/icmp', { name: 'm', partition: 'T' }] },
  { it: 'gateway-icmp monitor', by: 'f5-ansible-bigip: load_icmp_monitors', ask: ['POST', 'ltm/monitor/gateway-icmp', { name: 'm', partition: 'T' }] },
  { it: 'snat pool', by: 'f5-sdk: ltm/snatpool', ask: ['POST', 'ltm/snatpool', { name: 's', partition: 'T', members: ['192.0.2.9'] }] },
  { it: 'internal data group', by: 'F5 DevCentral: records add', ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string' }] },
  { it: 'data group file', by: 'f5-ansible: load_sys_file_data_group_string', given: [upload], ask: file },
  { it: 'external data group', by: 'f5-ansible: bigip_data_group', given: [upload, file], ask: ['POST', 'ltm/data-group/external', { name: 'd', partition: 'T', externalFileName: '/T/f' }] },
  { it: 'rule', by: 'f5-ansible: load_ltm_irules', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when CLIENT_ACCEPTED { }' }] },
  { it: 'policy strategy', by: 'f5-ansible-bigip: load_ltm_policies', ask: ['GET', 'ltm/policy-strategy/first-match'] },
  { it: 'draft of a policy', by: 'f5-common-python 668', given: [pool], ask: draft },
  { it: 'rule of a policy', by: 'f5-ansible: load_ltm_policy_draft_rule_http-uri_forward', given: [pool, draft], ask: ['GET', 'ltm/policy/~T~Drafts~q/rules/r'] },
  { it: 'action of a policy', by: 'f5-ansible: load_ltm_policy_draft_rule_http-uri_forward', given: [pool, draft], ask: ['GET', 'ltm/policy/~T~Drafts~q/rules/r/actions/0'] },
  { it: 'condition of a policy', by: 'f5-ansible: load_ltm_policy_draft_rule_http-uri_forward', given: [pool, draft], ask: ['GET', 'ltm/policy/~T~Drafts~q/rules/r/conditions/0'] },
  { it: 'published policy', by: 'f5-ansible-bigip: load_ltm_policies', given: [pool, draft, publish], ask: ['GET', 'ltm/policy/~T~q'] },
  { it: 'draft of a published policy', by: 'go-bigip: PublishCopy', given: [pool, draft, publish, ['PATCH', 'ltm/policy/~T~q?options=create-draft', {}]], ask: ['GET', 'ltm/policy/~T~Drafts~q'] },
  { it: 'virtual server', by: 'f5-ansible-bigip: load_ltm_virtual_server_facts', ask: virtual() },
  { it: 'profile of a virtual server', by: 'f5-common-python: ltm_virtual_profiles_GET', given: [virtual()], ask: ['GET', 'ltm/virtual/~T~v/profiles/~Common~fastL4'] },
  { it: 'policy of a virtual server', by: 'f5-ansible: load_ltm_virtual_3', given: [pool, draft, publish, virtual({ policies: ['/T/q'] })], ask: ['GET', 'ltm/virtual/~T~v/policies/~T~q'] },
  { it: 'virtual address', by: 'f5-ansible: load_ltm_virtual_address_default', given: [virtual()], ask: ['GET', 'ltm/virtual-address/~T~192.0.2.1'] },
  { it: 'VLAN', by: 'f5-ansible: bigip_vlan', ask: ['POST', 'net/vlan', { name: 'x' }] },
  { it: 'port of a VLAN', by: 'f5-sdk: net/vlan', given: [['POST', 'net/vlan', { name: 'x' }]], ask: ['POST', 'net/vlan/~Common~x/interfaces', { name: '1.1', tagged: true }] },
  { it: 'port', by: 'f5-declarative-onboarding: net/interface of 13.1.1', ask: ['GET', 'net/interface/1.1'] },
  { it: 'self IP', by: 'f5-ansible: load_tm_net_self', given: [['POST', 'net/vlan', { name: 'x' }]], ask: self },
  { it: 'route', by: 'f5-ansible: load_net_route_use_gateway', given: [['POST', 'net/vlan', { name: 'x' }], self], ask: ['POST', 'net/route', { name: 'r', partition: 'T', network: '10.32.1.0/24', gw: '10.31.1.2' }] },
  { it: 'route to nowhere', by: 'f5-ansible: load_net_route_blackhole', ask: ['POST', 'net/route', { name: 'r', partition: 'T', network: 'default', blackhole: true }] },
  { it: 'tunnel', by: 'go-bigip: TestTunnels', ask: ['GET', 'net/tunnels/tunnel/~Common~socks-tunnel'] },
  { it: 'virtual server that forwards', by: 'F5 doc: forwarding virtual servers', ask: virtual({ destination: '/T/10.32.0.0:0', mask: '255.255.0.0', ipProtocol: 'any', ipForward: true }) },
  { it: 'tunnel profile', by: 'f5-ansible: load_ltm_pool_members', ask: ['GET', 'net/tunnels/gre/gre'] },
];

/** What stands for a value that differs each time. */
const VARIABLE: Readonly<Record<string, unknown>> = { '<number>': isNumber, '<time>': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, '<password>': /^\$6\$/ };

const golden = new Map(
  readFileSync(join(import.meta.dirname, '../golden.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line, (_key, value) => (typeof value === 'string' ? (VARIABLE[value] ?? value) : value)) as { it: string; body: unknown })
    .map(({ it, body }) => [it, body]),
);

export const wholeObjects: readonly Group[] = [{ name: 'whole', cases: wholeRows.map((row) => ({ ...row, gets: { status: 200, exactly: golden.get(row.it) ?? 'a golden body' } })) }];

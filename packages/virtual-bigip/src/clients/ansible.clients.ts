/** F5's Ansible modules find what they know of a real BIG-IP: each kind of object is made, left alone, changed and removed. */
import { type Life, tryLives } from './life.ts';
import type { Task } from './playbook.ts';

const partition = 'shop';
const shop: Task = { module: 'bigip_partition', args: { name: partition } };
const pool: Task = { module: 'bigip_pool', args: { name: 'web', partition } };
const named = (name: string) => ({ name, partition });
const absent = { state: 'absent' };
const center: Task = { module: 'bigip_gtm_datacenter', args: { name: 'dc1' } };
const device = { name: 'ltm1', address: '192.0.2.100' };
const site: Task = { module: 'bigip_gtm_server', args: { name: 'site1', datacenter: 'dc1', server_type: 'bigip', devices: [device] } };
const entrance: Task = {
  module: 'bigip_gtm_virtual_server',
  args: { name: 'www', server_name: 'site1', address: '192.0.2.1', port: 443 },
};
const gtmPool = (name: string): Task => ({ module: 'bigip_gtm_pool', args: { name, type: 'a' } });

const lives: readonly Life[] = [
  {
    module: 'bigip_partition',
    create: { name: partition, description: 'of the shop' },
    change: { name: partition, description: 'of another shop' },
    remove: { name: partition, ...absent },
  },
  {
    module: 'bigip_node',
    given: [shop],
    create: { ...named('one'), host: '10.0.0.9', description: 'first', ratio: 2 },
    change: { ...named('one'), host: '10.0.0.9', description: 'second', connection_limit: 10 },
    refused: [{ args: { ...named('two'), host: '10.0.0.9' }, says: /already exists|01070734|0107176c/ }],
    remove: { ...named('one'), ...absent },
  },
  {
    module: 'bigip_pool',
    given: [shop],
    create: { ...named('web'), lb_method: 'least-connections-member', monitors: ['/Common/tcp'], slow_ramp_time: 20 },
    change: {
      ...named('web'),
      lb_method: 'round-robin',
      monitor_type: 'and_list',
      monitors: ['/Common/tcp', '/Common/http'],
      description: 'x',
    },
    refused: [{ args: { ...named('api'), monitors: ['/Common/nothing'] }, says: /01070277|was not found|does not exist|unable to find/i }],
    remove: { ...named('web'), ...absent },
  },
  {
    module: 'bigip_pool_member',
    given: [shop, pool],
    create: { pool: 'web', partition, host: '10.0.0.1', port: 80, ratio: 3 },
    change: { pool: 'web', partition, host: '10.0.0.1', port: 80, ratio: 5, connection_limit: 100, state: 'disabled' },
    remove: { pool: 'web', partition, host: '10.0.0.1', port: 80, ...absent },
  },
  {
    module: 'bigip_monitor_http',
    given: [shop],
    create: { ...named('probe'), send: 'GET /healthz\\r\\n', receive: 'ok', interval: 7, timeout: 22 },
    change: { ...named('probe'), send: 'GET /ready\\r\\n', receive: 'yes', interval: 8, timeout: 25 },
    refused: [{ args: { ...named('other'), parent: '/Common/nothing' }, says: /was not found|does not exist|01070276|0107/ }],
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_monitor_https',
    given: [shop],
    create: { ...named('probe'), send: 'GET /\\r\\n', receive: 'ok', interval: 7, timeout: 22 },
    change: { ...named('probe'), interval: 8, timeout: 25 },
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_monitor_tcp',
    given: [shop],
    create: { ...named('probe'), send: 'hello', receive: 'there', interval: 7, timeout: 22 },
    change: { ...named('probe'), receive: 'you', interval: 8, timeout: 25 },
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_monitor_udp',
    given: [shop],
    create: { ...named('probe'), send: 'hello', interval: 7, timeout: 22 },
    change: { ...named('probe'), interval: 8, timeout: 25 },
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_monitor_icmp',
    given: [shop],
    create: { ...named('probe'), interval: 7, timeout: 22 },
    change: { ...named('probe'), interval: 8, timeout: 25 },
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_monitor_gateway_icmp',
    given: [shop],
    create: { ...named('probe'), interval: 7, timeout: 22 },
    change: { ...named('probe'), interval: 8, timeout: 25 },
    remove: { ...named('probe'), ...absent },
  },
  {
    module: 'bigip_data_group',
    given: [shop],
    create: { ...named('hosts'), internal: true, type: 'string', records: [{ key: 'a.example', value: '1' }, { key: 'b.example' }] },
    change: { ...named('hosts'), internal: true, type: 'string', records: [{ key: 'a.example', value: '2' }] },
    remove: { ...named('hosts'), internal: true, ...absent },
  },
  {
    module: 'bigip_data_group',
    given: [shop],
    create: { ...named('nets'), internal: true, type: 'address', records: [{ key: '10.1.0.0/16', value: 'x' }, { key: '10.2.3.4' }] },
    change: { ...named('nets'), internal: true, type: 'address', records: [{ key: '10.1.0.0/16', value: 'y' }] },
    remove: { ...named('nets'), internal: true, ...absent },
  },
  {
    module: 'bigip_data_group',
    given: [shop],
    create: { ...named('large'), internal: false, type: 'string', external_file_name: 'large_file', records: [{ key: 'a', value: '1' }] },
    change: { ...named('large'), internal: false, type: 'string', external_file_name: 'large_file', records: [{ key: 'a', value: '2' }] },
    remove: { ...named('large'), internal: false, external_file_name: 'large_file', delete_data_group_file: true, ...absent },
  },
  {
    module: 'bigip_irule',
    given: [shop, pool],
    create: { ...named('choose'), module: 'ltm', content: 'when HTTP_REQUEST {\n  pool /shop/web\n}' },
    change: { ...named('choose'), module: 'ltm', content: 'when HTTP_REQUEST {\n  if { [HTTP::uri] eq "/" } { pool /shop/web }\n}' },
    refused: [
      {
        args: { ...named('bad'), module: 'ltm', content: 'when HTTP_REQUEST { xlog hello }' },
        says: /01070151:3: Rule \[\/shop\/bad\] error: .*undefined procedure: xlog/,
      },
      {
        args: { ...named('bad'), module: 'ltm', content: 'when HTTP_REQUEST { pool /shop/none }' },
        says: /Unable to find pool \(\/shop\/none\) referenced at line 1/,
      },
    ],
    remove: { ...named('choose'), module: 'ltm', ...absent },
  },
  {
    module: 'bigip_virtual_server',
    given: [
      shop,
      pool,
      { module: 'bigip_irule', args: { ...named('choose'), module: 'ltm', content: 'when HTTP_REQUEST { pool /shop/web }' } },
    ],
    create: {
      ...named('www'),
      destination: '127.0.0.1',
      port: 0,
      pool: 'web',
      snat: 'Automap',
      profiles: ['/Common/tcp', '/Common/http'],
      irules: ['/shop/choose'],
      description: 'of the shop',
    },
    change: { ...named('www'), pool: '', snat: 'None', irules: [], description: 'closed' },
    refused: [
      { args: { ...named('bad'), destination: '127.0.0.2', port: 0, pool: 'none' }, says: /not found|does not exist|01070712|0107/i },
    ],
    remove: { ...named('www'), ...absent },
  },
  {
    module: 'bigip_snat_pool',
    given: [shop],
    create: { ...named('out'), members: ['10.9.9.1', '10.9.9.2'] },
    change: { ...named('out'), members: ['10.9.9.1'] },
    remove: { ...named('out'), ...absent },
  },
  {
    module: 'bigip_policy',
    create: { name: 'route', strategy: 'first' },
    change: { name: 'route', strategy: 'best', description: 'x' },
    remove: { name: 'route', ...absent },
  },
  {
    module: 'bigip_gtm_datacenter',
    runs: 'gtm',
    create: { name: 'dc1', location: 'New York', contact: 'admin@example.com' },
    change: { name: 'dc1', location: 'Boston', state: 'disabled' },
    remove: { name: 'dc1', ...absent },
  },
  {
    module: 'bigip_gtm_server',
    runs: 'gtm',
    given: [center],
    create: { name: 'site1', datacenter: 'dc1', server_type: 'bigip', devices: [{ ...device, translation: '10.0.0.100' }] },
    change: {
      name: 'site1',
      datacenter: 'dc1',
      server_type: 'bigip',
      devices: [device, { name: 'ltm2', address: '192.0.2.101' }],
      iquery_options: { allow_snmp: false },
      state: 'disabled',
    },
    refused: [
      {
        args: { name: 'site2', datacenter: 'none', server_type: 'bigip', devices: [{ name: 'x', address: '192.0.2.9' }] },
        says: /was not found/,
      },
    ],
    remove: { name: 'site1', datacenter: 'dc1', ...absent },
  },
  {
    module: 'bigip_gtm_virtual_server',
    runs: 'gtm',
    given: [center, site],
    create: { name: 'www', server_name: 'site1', address: '192.0.2.1', port: 443, translation_address: '10.0.0.1', translation_port: 8443 },
    change: { name: 'www', server_name: 'site1', address: '192.0.2.2', port: 443, translation_address: '', state: 'disabled' },
    refused: [{ args: { name: 'api', server_name: 'none', address: '192.0.2.3', port: 443 }, says: /was not found/ }],
    remove: { name: 'www', server_name: 'site1', ...absent },
  },
  {
    module: 'bigip_gtm_pool',
    runs: 'gtm',
    given: [center, site, entrance],
    create: { name: 'www', type: 'a', preferred_lb_method: 'global-availability', members: [{ server: 'site1', virtual_server: 'www' }] },
    change: { name: 'www', type: 'a', preferred_lb_method: 'ratio', fallback_lb_method: 'fallback-ip', fallback_ip: '192.0.2.9', ttl: 10 },
    refused: [{ args: { name: 'api', type: 'a', members: [{ server: 'site1', virtual_server: 'none' }] }, says: /was not found/ }],
    remove: { name: 'www', type: 'a', ...absent },
  },
  {
    module: 'bigip_gtm_pool_member',
    runs: 'gtm',
    given: [center, site, entrance, gtmPool('www')],
    create: { pool: 'www', type: 'a', server_name: 'site1', virtual_server: 'www', member_order: 0, ratio: 2 },
    change: { pool: 'www', type: 'a', server_name: 'site1', virtual_server: 'www', ratio: 3, state: 'disabled' },
    remove: { pool: 'www', type: 'a', server_name: 'site1', virtual_server: 'www', ...absent },
  },
  {
    module: 'bigip_gtm_wide_ip',
    runs: 'gtm',
    given: [gtmPool('www'), gtmPool('last')],
    create: {
      name: 'www.example.com',
      type: 'a',
      pool_lb_method: 'round-robin',
      pools: [{ name: 'www', ratio: 1 }],
      last_resort_pool: 'last',
    },
    change: {
      name: 'www.example.com',
      type: 'a',
      pool_lb_method: 'global-availability',
      aliases: ['web.example.com'],
      last_resort_pool: 'none',
    },
    refused: [{ args: { name: 'api.example.com', type: 'a', pool_lb_method: 'ratio', pools: [{ name: 'none' }] }, says: /was not found/ }],
    remove: { name: 'www.example.com', type: 'a', ...absent },
  },
];

tryLives(lives);

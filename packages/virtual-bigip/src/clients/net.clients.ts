/** F5's Ansible modules for networks: VLANs, self IPs, route domains, routes and virtual servers that forward. */
import { type Life, tryLives } from './life.ts';
import type { Task } from './playbook.ts';

const absent = { state: 'absent' };
const vlan: Task = { module: 'bigip_vlan', args: { name: 'x', untagged_interfaces: ['1.1'] } };
const self: Task = { module: 'bigip_selfip', args: { name: 's', address: '10.31.1.1', netmask: '255.255.255.0', vlan: 'x' } };
const pool: Task = { module: 'bigip_pool', args: { name: 'gateways' } };
const domain: Task = { module: 'bigip_routedomain', args: { name: 'one', id: 1 } };

const lives: readonly Life[] = [
  {
    module: 'bigip_vlan',
    create: { name: 'x', tag: 100, untagged_interfaces: ['1.1'], description: 'first' },
    change: { name: 'x', tag: 200, tagged_interfaces: ['1.2'], mtu: 1400, source_check: true },
    refused: [{ args: { name: 'y', untagged_interfaces: ['9.9'] }, says: /01070256:3: Requested VLAN member \(9\.9\) is not valid/ }],
    remove: { name: 'x', ...absent },
  },
  {
    module: 'bigip_selfip',
    given: [vlan],
    create: { name: 's', address: '10.31.1.1', netmask: '255.255.255.0', vlan: 'x', allow_service: ['default'] },
    change: { name: 's', allow_service: ['tcp:80', 'udp:53'], description: 'x' },
    refused: [{ args: { name: 't', address: '10.31.1.1', netmask: '255.255.255.0', vlan: 'x' }, says: /10\.31\.1\.1/ }],
    remove: { name: 's', ...absent },
  },
  {
    module: 'bigip_selfip',
    given: [vlan, self],
    create: {
      name: 'floats',
      address: '10.31.1.3',
      netmask: '255.255.255.0',
      vlan: 'x',
      traffic_group: 'traffic-group-1',
      allow_service: ['all'],
    },
    change: { name: 'floats', traffic_group: 'traffic-group-local-only', allow_service: ['none'] },
    remove: { name: 'floats', ...absent },
  },
  {
    module: 'bigip_routedomain',
    create: { name: 'one', id: 1, strict: true },
    change: { name: 'one', strict: false, routing_protocol: ['BFD', 'BGP'], description: 'x' },
    refused: [{ args: { name: 'two', id: 1 }, says: /already in use/ }],
    remove: { name: 'one', ...absent },
  },
  {
    module: 'bigip_static_route',
    given: [vlan, self],
    create: { name: 'r', destination: '10.32.1.0', netmask: '255.255.255.0', gateway_address: '10.31.1.2' },
    change: { name: 'r', gateway_address: '10.31.1.3', description: 'x' },
    refused: [
      {
        args: { name: 'q', destination: '10.33.0.0', netmask: '16', gateway_address: '10.39.0.1' },
        says: /01070330:3: Static route gateway 10\.39\.0\.1 is not directly connected via an interface\./,
      },
    ],
    remove: { name: 'r', ...absent },
  },
  {
    module: 'bigip_static_route',
    given: [vlan, self],
    create: { name: 'everywhere', destination: '0.0.0.0', netmask: '0', gateway_address: '10.31.1.2' },
    change: { name: 'everywhere', description: 'x' },
    remove: { name: 'everywhere', ...absent },
  },
  {
    module: 'bigip_static_route',
    given: [pool],
    create: { name: 'pooled', destination: '10.32.1.0', netmask: '24', pool: '/Common/gateways' },
    change: { name: 'pooled', description: 'x' },
    remove: { name: 'pooled', ...absent },
  },
  {
    module: 'bigip_static_route',
    given: [domain],
    create: { name: 'nowhere', destination: '10.32.1.0', netmask: '24', reject: true, route_domain: 1 },
    change: { name: 'nowhere', description: 'x' },
    remove: { name: 'nowhere', ...absent },
  },
  {
    module: 'bigip_virtual_server',
    given: [vlan],
    create: {
      name: 'forwards',
      type: 'forwarding-ip',
      destination: '10.32.0.0',
      mask: '255.255.0.0',
      port: 0,
      ip_protocol: 'any',
      enabled_vlans: ['x'],
    },
    change: { name: 'forwards', type: 'forwarding-ip', source: '10.33.0.0/16', description: 'x' },
    remove: { name: 'forwards', ...absent },
  },
];

tryLives(lives);

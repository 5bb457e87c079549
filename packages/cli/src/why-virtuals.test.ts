import { expect, test } from 'vitest';
import { nothingExpected } from './expected.ts';
import { why } from './testing/why.ts';
import { base, epoch, lease, member, problem, service, serving, status, wideIp, www1 } from './testing/world.ts';

const settings = { profiles: ['/Common/tcp'], sourceAddressTranslation: 'automap' };
const listener = (protocol: string) => ({
  ...settings,
  name: `berth_dns_${protocol}`,
  address: '198.51.100.10%0',
  port: 53,
  protocol,
  rules: ['berth_dns'],
});
const names = { kind: 'serving', partial: [], names: [{ kind: 'service', name: 'www.docker.example.com', endpoints: [] }] };
const routing = {
  kind: 'serving',
  partial: [],
  routes: [{ network: '172.18.0.0%0/16', gateway: '192.0.2.11%0', docker: 'front' }],
  withheld: [],
  reach: { networks: [], back: 'works', findings: [] },
};
const gtmServer = {
  path: '/Common/gtm-east',
  dataCenter: '/Common/east',
  address: '198.51.100.10',
  monitor: { kind: 'none' },
  virtualServers: [
    { name: 'http', destination: { address: '203.0.113.9', port: 80 }, translation: { address: '198.51.100.10', port: 80 } },
  ],
};

/** Everything that isn't one service's. */
const shared = {
  'berth-desired': {
    'ltm.edge.=base': base({
      virtuals: [{ ...settings, name: 'berth_http', address: '198.51.100.10%0', port: 80, rules: ['berth_http'] }],
    }),
    'dns.edge.=base': base({ zones: ['docker.example.com'], virtuals: [listener('udp'), listener('tcp')] }),
    'dns.edge.www': { v: 1, kind: 'names', epoch: epoch('planner.east'), bigip: 'edge', service: 'www', want: names },
    'route.edge.=base': base({ forwarding: { vlans: ['/Common/internal'] } }),
    'route.edge.docker1': { v: 1, kind: 'routes', epoch: epoch('planner.east'), bigip: 'edge', engine: 'docker1', want: routing },
    'gtm.world.=base': { v: 1, kind: 'group', epoch: epoch('planner.=span'), group: 'world', dataCenters: [], servers: [gtmServer] },
    'gtm.world.www': wideIp({ east: 'enabled', west: 'disabled' }),
  },
  'berth-status': Object.fromEntries(
    ['ltm.edge', 'dns.edge', 'route.edge', 'gtm.world'].map((key) => [key, status({ target: key.split('.')[1], appliedTo: 20 })]),
  ),
  'berth-leases': { 'dns.edge': lease('dns-applier'), 'route.edge': lease('route-advisor'), 'gtm.world': lease('dns-applier') },
};

test.for([
  {
    which: 'for HTTP',
    name: '198.51.100.10:80',
    says: `
  /berth/berth_http on edge (ltm): leads requests on by 2 host names of 1 service; on the BIG-IP
    rules berth_http; source address translation automap`,
  },
  {
    which: 'for DNS over UDP',
    name: '198.51.100.10:53/udp',
    says: `198.51.100.10:53/udp is a virtual server
  /berth/berth_dns_udp on edge (dns): answers 1 name of 1 service; on the BIG-IP
    rules berth_dns; zones docker.example.com`,
  },
  {
    which: 'that forwards',
    name: '172.18.0.0:any',
    says: '172.18.0.0:any is a virtual server\n  forwarding on edge (route): to 172.18.0.0/16',
  },
  {
    which: 'that forwards, asked for by its network',
    name: '172.18.0.0/16',
    says: `  forwarding on edge (route): to 172.18.0.0/16 on docker1, by 192.0.2.11; on the BIG-IP
    what comes from /Common/internal, source addresses untouched`,
  },
  {
    which: 'that wide IPs lead to',
    name: '203.0.113.9:80',
    says: '  /Common/gtm-east:http in world (gtm): where the wide IPs of 1 service lead for site east; on the BIG-IP',
  },
  {
    which: "that is there already, by GTM's own name",
    name: '/Common/gtm-west:http',
    says: '  /Common/gtm-west:http in world (gtm): where the wide IPs of 0 services lead for site west; on the BIG-IP',
  },
])('a virtual server $which', ({ name, says }) => {
  const { report, text } = why(name, shared);
  expect(text).toContain(says);
  expect(report.well).toBe(true);
});

test('a destination without a protocol means both, and that of a site is what stands there too', () => {
  expect(why('198.51.100.10:53', shared).text).toMatch(/berth_dns_udp.*\n.*\n.*berth_dns_tcp/);
  expect(why('198.51.100.10:80', shared).text).toContain('/Common/gtm-east:http in world (gtm)');
});

test.for([
  {
    when: 'BIG-IP refuses it',
    change: {
      'ltm.edge': status({ appliedTo: 20, exceptions: [{ kind: 'refused', object: '/berth/berth_http', reason: '01070333:3: taken' }] }),
    },
    says: '\n    refused /berth/berth_http: 01070333:3: taken',
  },
  { when: 'it is not there yet', change: { 'ltm.edge': status({ appliedTo: 1 }) }, says: '; not yet on the BIG-IP, which is behind by' },
])('the virtual server for HTTP is not well when $when', ({ change, says }) => {
  const { report, text } = why('198.51.100.10:80', { ...shared, 'berth-status': { ...shared['berth-status'], ...change } });
  expect(text).toContain(says);
  expect(report.well).toBe(false);
});

test('what is refused of another object is not told of it', () => {
  const other = { 'ltm.edge': status({ appliedTo: 20, exceptions: [{ kind: 'refused', object: '/berth/berth_services', reason: 'no' }] }) };
  expect(why('198.51.100.10:80', { ...shared, 'berth-status': { ...shared['berth-status'], ...other } }).report.well).toBe(true);
});

test('a problem that names a destination is told with it', () => {
  const one = problem('the virtual server 198.51.100.10:80 is also claimed by api-1', 'engine docker1');
  expect(why('198.51.100.10:80', { ...shared, 'berth-problems': { 'planner-east.one': one } }).text).toContain('also claimed by api-1');
});

test('a destination that is nobody’s: the nearest ones, and what Berth can not know', () => {
  const { report, text } = why('198.51.100.10:81', shared);
  expect(report.near).toContain('198.51.100.10:80');
  expect(text).toContain('Virtual servers that Berth has not made are not known to it.');
  expect(why('api', shared, nothingExpected).text).not.toContain('has not made');
});

test('a virtual server of its own: where it comes from, asked for by its service and by its destination', () => {
  const virtual = {
    name: 'www_198.51.100.20_53_udp',
    address: '198.51.100.20%0',
    port: 53,
    protocol: 'udp',
    profiles: ['/Common/udp'],
    rules: [],
    sourceAddressTranslation: 'automap',
    template: 'default',
    origin: www1,
  };
  const want = serving([member('172.17.0.2%0', www1)], [], { virtuals: [virtual] });
  const change = { 'berth-desired': { 'ltm.edge.www': service(want) } };
  const line = 'virtual server 198.51.100.20:53/udp → the pool (template default, asked for by www-1)';
  expect(why('www', change).text).toContain(line);
  expect(why('www-1', change).text).toContain(line);
  const { report, text } = why('198.51.100.20:53/udp', change);
  expect(report).toMatchObject({ well: true, findings: [{ is: 'virtual server', places: [{ service: 'www' }] }] });
  expect(text).toContain(`198.51.100.20:53/udp is a virtual server\n  service www on edge (ltm)`);
  expect(text).toContain(line);
});

/** For each property of GTM's objects a value that it can't have. */

import { wrongValues } from '../by-property.ts';
import type { Ask, Case, Group } from '../case.ts';
import { center, server, withGtm } from './gtm.ts';

const make =
  (path: string, own: object = {}) =>
  (more: object): Ask => ['POST', path, { name: 'x', ...own, ...more }];
const limits = Object.fromEntries(
  ['MaxBps', 'MaxConnections', 'MaxPps'].flatMap((name) => [
    [`limit${name}`, -1],
    [`limit${name}Status`, 'yes'],
  ]),
);
const named = { description: {}, enabled: 'yes' };
const qualities = Object.fromEntries(['HitRatio', 'Hops', 'KilobytesSecond', 'Lcs', 'PacketRate', 'Rtt', 'Topology', 'VsCapacity', 'VsScore'].map((name) => [`qos${name}`, -1]));
const pool = { ...named, alternateMode: 'cpu', dynamicRatio: 'yes', fallbackMode: 'x', loadBalancingMode: 'none', manualResume: 'yes', maxAnswersReturned: 0, ...qualities, ttl: -1, verifyMemberAvailability: 'yes' };
const addresses = { ...limits, minMembersUpMode: 'x', minMembersUpValue: -1, monitor: {} };
const member = { ...named, memberOrder: -1, ratio: -1 };
const wideIp = {
  ...named,
  aliases: {},
  failureRcode: 'x',
  failureRcodeResponse: 'yes',
  failureRcodeTtl: -1,
  lastResortPool: 'x y z',
  minimalResponse: 'yes',
  persistCidrIpv4: 33,
  persistCidrIpv6: 129,
  persistence: 'yes',
  poolLbMode: 'least-connections',
  pools: {},
  poolsCname: {},
  rules: {},
  topologyPreferEdns0ClientSubnet: 'yes',
  ttlPersistence: -1,
};
const settings = {
  autoDiscovery: 'x',
  autoDiscoveryInterval: 0,
  automaticConfigurationSaveTimeout: -2,
  cacheLdnsServers: 'x',
  domainNameCheck: 'x',
  drainPersistentRequests: 'x',
  forwardStatus: 'x',
  gtmSetsRecursion: 'x',
  heartbeatInterval: -1,
  monitorDisabledObjects: 'x',
  nethsmTimeout: 0,
  sendWildcardRrs: 'x',
  staticPersistCidrIpv4: 33,
  staticPersistCidrIpv6: 129,
  synchronization: 'x',
  synchronizationGroupName: {},
  synchronizationTimeTolerance: 601,
  synchronizationTimeout: -1,
  synchronizeZoneFiles: 'x',
  synchronizeZoneFilesTimeout: -1,
  virtualsDependOnServerState: 'x',
};

const monitor = { defaultsFrom: {}, description: {}, destination: 'x', ignoreDownResponse: 'x', interval: 0, timeout: 0 };
const probe = { probeTimeout: 0, transparent: 'x' };
const dialogue = { recv: {}, reverse: 'x', send: {} };
const web = { ...probe, ...dialogue, password: {}, username: {} };
const monitors = {
  bigip: { aggregateDynamicRatios: 'x' },
  'gateway-icmp': { ...probe, probeAttempts: -1, probeInterval: -1 },
  http: web,
  https: { ...web, cipherlist: {}, compatibility: 'x' },
  tcp: { ...probe, ...dialogue },
};

const cases: readonly Case[] = [
  ...wrongValues('data center', [], make('gtm/datacenter'), { ...named, contact: {}, location: {}, proberFallback: 'x', proberPreference: 'x' }),
  ...wrongValues('server', [center], server, {
    ...named,
    ...limits,
    addresses: {},
    datacenter: {},
    exposeRouteDomains: 'x',
    iqAllowPath: 'x',
    iqAllowServiceCheck: 'x',
    iqAllowSnmp: 'x',
    limitCpuUsage: -1,
    limitCpuUsageStatus: 'x',
    limitMemAvail: -1,
    limitMemAvailStatus: 'x',
    linkDiscovery: 'x',
    monitor: {},
    proberFallback: 'x',
    proberPreference: 'x',
    product: 'single-bigip',
    virtualServerDiscovery: 'x',
  }),
  ...wrongValues('virtual server', [center, server()], make('gtm/server/s1/virtual-servers', { destination: '10.0.0.1:80' }), { ...named, ...limits, destination: '10.0.0.1', monitor: {}, translationAddress: 'x', translationPort: 65_536 }),
  ...wrongValues('pool of addresses', [], make('gtm/pool/a'), { ...pool, ...addresses, fallbackIp: '2001:db8::1' }),
  ...wrongValues('pool of IPv6 addresses', [], make('gtm/pool/aaaa'), { fallbackIp: '192.0.2.1' }),
  ...['cname', 'mx', 'naptr', 'srv'].flatMap((type) => wrongValues(`pool of type ${type}`, [], make(`gtm/pool/${type}`), { loadBalancingMode: 'fallback-ip', fallbackMode: 'fallback-ip', ttl: -1 })),
  ...wrongValues('pool member', [center, server(), ['POST', 'gtm/pool/a', { name: 'p' }]], (more) => ['POST', 'gtm/pool/a/p/members', { name: 's1:vs1', ...more }], { ...member, ...limits, monitor: {} }),
  ...wrongValues('srv pool member', [['POST', 'gtm/pool/srv', { name: 'p' }]], make('gtm/pool/srv/p/members'), { ...member, port: -1, priority: -1, weight: -1 }),
  ...wrongValues('naptr pool member', [['POST', 'gtm/pool/naptr', { name: 'p' }]], make('gtm/pool/naptr/p/members'), { flags: {}, order: -1, preference: -1, service: {} }),
  ...wrongValues('wide IP', [], (more) => ['POST', 'gtm/wideip/a', { name: 'x.example.com', ...more }], wideIp),
  ...wrongValues('listener', [], make('gtm/listener', { address: '192.0.2.53' }), {
    address: 'x',
    advertise: 'x',
    autoLasthop: {},
    ...named,
    ipProtocol: 'sctp',
    mask: {},
    port: 65_536,
    sourcePort: 'x',
    translateAddress: 'x',
    translatePort: 'x',
  }),
  ...wrongValues('general settings', [], (more) => ['PATCH', 'gtm/global-settings/general', more], settings),
  ...Object.entries(monitors).flatMap(([type, wrong]) => wrongValues(`${type} monitor of GTM`, [], make(`gtm/monitor/${type}`), { ...monitor, ...wrong })),
];

export const gtmValues: readonly Group[] = [{ name: 'refused value of GTM', cases: cases.map(withGtm) }];

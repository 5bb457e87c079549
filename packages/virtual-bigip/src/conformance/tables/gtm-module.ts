/** GTM as a whole: its settings and monitors, and all of it gone where the unit doesn't run it. */

import { type Ask, type Case, denied, failed, type Group, isNumber, ok, refused } from '../case.ts';
import { center, link, server, whole, withGtm } from './gtm.ts';

const unregistered = (path: string) => denied(404, `Public URI path not registered: ${path}`);

const open: Ask = ['POST', 'transaction', {}];
const queue = ([method, path, body]: Ask): Ask => [method, path, body, { 'x-f5-rest-coordination-id': '{transId}' }];
const commit: Ask = ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }];
const whatBelongsTogether: readonly Ask[] = [center, server(), ['POST', 'gtm/pool/a', { name: 'p', members: [{ name: 's1:vs1' }] }], ['POST', 'gtm/wideip/a', { name: 'www.example.com', pools: ['p'] }]];

const probe = { probeTimeout: 5, transparent: 'disabled' };
const web = { ...probe, reverse: 'disabled', send: 'GET /\\r\\n' };
const monitors = {
  bigip: { aggregateDynamicRatios: 'none', timeout: 90 },
  'gateway-icmp': { ...probe, probeAttempts: 3, probeInterval: 1 },
  http: web,
  https: { ...web, cipherlist: 'DEFAULT:+SHA:+3DES:+kEDH', compatibility: 'enabled' },
  tcp: { ...probe, reverse: 'disabled' },
};
const built = (type: string) => {
  const name = type.replace('-', '_');
  return { name, partition: 'Common', fullPath: `/Common/${name}`, generation: isNumber, selfLink: link(`gtm/monitor/${type}/~Common~${name}`) };
};

const cases: readonly Case[] = [
  {
    it: 'general settings are as they come',
    by: 'f5-ansible: load_gtm_global_settings_general_1',
    ask: ['GET', 'gtm/global-settings/general'],
    gets: whole({
      kind: 'tm:gtm:global-settings:general:generalstate',
      selfLink: link('gtm/global-settings/general'),
      autoDiscovery: 'yes',
      autoDiscoveryInterval: 30,
      automaticConfigurationSaveTimeout: 15,
      cacheLdnsServers: 'yes',
      domainNameCheck: 'allow-underscore',
      drainPersistentRequests: 'yes',
      forwardStatus: 'disabled',
      gtmSetsRecursion: 'no',
      heartbeatInterval: 10,
      monitorDisabledObjects: 'no',
      nethsmTimeout: 20,
      sendWildcardRrs: 'disabled',
      staticPersistCidrIpv4: 32,
      staticPersistCidrIpv6: 128,
      synchronization: 'no',
      synchronizationGroupName: 'default',
      synchronizationTimeTolerance: 10,
      synchronizationTimeout: 180,
      synchronizeZoneFiles: 'no',
      synchronizeZoneFilesTimeout: 300,
      virtualsDependOnServerState: 'yes',
    }),
  },
  {
    it: 'general settings name the group',
    by: 'f5-declarative-onboarding: GSLBGlobals',
    ask: ['PATCH', 'gtm/global-settings/general', { synchronization: 'yes', synchronizationGroupName: 'sites' }],
    gets: ok({ synchronization: 'yes', synchronizationGroupName: 'sites' }),
  },
  { it: 'general settings are not removed', by: 'f5-sdk: gtm/global-settings', ask: ['DELETE', 'gtm/global-settings/general'], gets: refused(403, 1, 'Operation is not supported on component /gtm/global-settings/general.') },
  ...Object.entries(monitors).map(
    ([type, own]): Case => ({
      it: `monitor ${type} has these defaults`,
      by: 'f5-ansible: bigip_gtm_monitor',
      ask: ['GET', `gtm/monitor/${type}/${type.replace('-', '_')}`],
      gets: whole({ kind: `tm:gtm:monitor:${type}:${type}state`, ...built(type), destination: '*:*', ignoreDownResponse: 'disabled', interval: 30, timeout: 120, ...own }),
    }),
  ),
  {
    it: 'monitor http takes the rest from its parent',
    by: 'f5-ansible: load_gtm_monitor_http_1',
    ask: ['POST', 'gtm/monitor/http', { name: 'foo', destination: '3.3.3.3:8080', recv: 'the receive string', reverse: 'enabled', send: 'GET /', username: 'user1' }],
    gets: whole({
      kind: 'tm:gtm:monitor:http:httpstate',
      name: 'foo',
      partition: 'Common',
      fullPath: '/Common/foo',
      generation: isNumber,
      selfLink: link('gtm/monitor/http/~Common~foo'),
      defaultsFrom: '/Common/http',
      destination: '3.3.3.3:8080',
      ignoreDownResponse: 'disabled',
      interval: 30,
      probeTimeout: 5,
      recv: 'the receive string',
      reverse: 'enabled',
      send: 'GET /',
      timeout: 120,
      transparent: 'disabled',
      username: 'user1',
    }),
  },
  { it: 'is made whole in one transaction', by: 'f5-appsvcs-extension: gslb', given: [open, ...whatBelongsTogether.map(queue), commit], ask: ['GET', 'gtm/wideip/a/~Common~www.example.com'], gets: ok({ pools: [{ name: 'p' }] }) },
  {
    it: 'is not made at all when a part of it is refused',
    by: 'f5-appsvcs-extension: gslb',
    given: [open, ...whatBelongsTogether.map(queue), queue(['POST', 'gtm/wideip/a', { name: 'x.example.com', pools: ['none'] }])],
    ask: commit,
    gets: failed('01020036:3: The requested Pool (/Common/none) was not found.'),
  },
];

const paths = ['gtm', 'gtm/datacenter', 'gtm/server/~Common~s1', 'gtm/pool/a', 'gtm/wideip/a/~Common~www.example.com', 'gtm/listener', 'gtm/global-settings/general', 'gtm/monitor/http'];
const removed: Ask = ['PATCH', 'sys/provision/gtm', { level: 'none' }];

export const gtmModule: readonly Group[] = [
  { name: 'GTM', cases: cases.map(withGtm) },
  {
    name: 'GTM that is not provisioned',
    cases: [
      ...paths.map((path): Case => ({ it: `has no ${path}`, by: 'f5-declarative-onboarding 344', ask: ['GET', path], gets: unregistered(`/tm/${path}`) })),
      { it: 'takes no data center', by: 'f5-declarative-onboarding 290', ask: center, gets: unregistered('/tm/gtm/datacenter') },
      { ...withGtm({ it: 'has nothing of before', by: 'f5-declarative-onboarding 344', given: [center, removed], ask: ['GET', 'gtm/datacenter/dc1'], gets: unregistered('/tm/gtm/datacenter/dc1') }) },
      { it: 'is not in the menu', by: 'f5-declarative-onboarding 344', ask: ['GET', ''], gets: { status: 200, like: { items: withoutGtm } } },
    ],
  },
];

function withoutGtm(items: unknown): boolean {
  return Array.isArray(items) && !JSON.stringify(items).includes('/gtm');
}

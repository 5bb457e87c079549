/** GTM: data centers, servers with their devices and virtual servers, general settings, and all of it gone without the module. */

import { type Ask, type Case, denied, type Expected, type Group, isNumber, mcpd, ok, refused, tmsh } from '../case.ts';
import { center, limits, server, withGtm } from './gtm.ts';

const S1 = 'gtm/server/~Common~s1';
const VS = `${S1}/virtual-servers/vs1`;
const link = (path: string, version = '17.1.2') => `https://localhost/mgmt/tm/${path}?ver=${version}`;
const whole = (exactly: object): Expected => ({ status: 200, exactly });
const unregistered = (path: string) => denied(404, `Public URI path not registered: ${path}`);
const datacenter = { kind: 'tm:gtm:datacenter:datacenterstate', name: 'dc1', partition: 'Common', fullPath: '/Common/dc1', generation: isNumber, selfLink: link('gtm/datacenter/~Common~dc1') };
const probers = { proberFallback: 'any-available', proberPreference: 'inside-datacenter' };

const cases: readonly Case[] = [
  { it: 'data center has these defaults', by: 'f5-ansible: load_gtm_datacenter_default', ask: center, gets: whole({ ...datacenter, enabled: true, ...probers }) },
  {
    it: 'data center says what it is told',
    by: 'f5-ansible: load_gtm_datacenter_disabled',
    ask: ['POST', 'gtm/datacenter', { name: 'dc1', contact: 'admin@root.local', description: 'This is a foo description', location: 'New York', disabled: true }],
    gets: whole({ ...datacenter, contact: 'admin@root.local', description: 'This is a foo description', disabled: true, location: 'New York', ...probers }),
  },
  { it: 'data center is disabled by a patch', by: 'f5-ansible: bigip_gtm_datacenter', given: [center], ask: ['PATCH', 'gtm/datacenter/dc1', { disabled: true }], gets: ok({ disabled: true }, 'enabled') },
  { it: 'data center takes both flags when they agree', by: 'f5-ansible: bigip_gtm_datacenter', given: [center], ask: ['PATCH', 'gtm/datacenter/dc1', { enabled: false, disabled: true }], gets: ok({ disabled: true }, 'enabled') },
  {
    it: 'data center with both flags set is refused',
    by: 'terraform-provider-bigip 809',
    ask: ['POST', 'gtm/datacenter', { name: 'dc1', enabled: true, disabled: true }],
    gets: tmsh('"disabled" may not be specified with "enabled"'),
  },
  {
    it: 'data center keeps metadata',
    by: 'f5-appsvcs-extension: properties.json',
    ask: ['POST', 'gtm/datacenter', { name: 'dc1', metadata: [{ name: 'owner', value: 'x' }] }],
    gets: ok({ metadata: [{ name: 'owner', persist: 'true', value: 'x' }] }),
  },
  { it: 'data center twice is a conflict', by: 'message 01020066', given: [center], ask: center, gets: mcpd('01020066:3: The requested GTM datacenter (/Common/dc1) already exists in partition Common.') },
  { it: 'data center that is missing is not found', by: 'message 01020036', ask: ['GET', 'gtm/datacenter/none'], gets: mcpd('01020036:3: The requested GTM datacenter (/Common/none) was not found.') },
  {
    it: 'data center of a server stays',
    by: 'message 01070265',
    given: [center, server()],
    ask: ['DELETE', 'gtm/datacenter/dc1'],
    gets: mcpd('01070265:3: The GTM datacenter (/Common/dc1) cannot be deleted because it is in use by a GTM Server (/Common/s1).'),
  },
  {
    it: 'server has these defaults, and tells its addresses in one list',
    by: 'f5-ansible: load_gtm_server_1',
    given: [center],
    ask: server({ virtualServers: undefined }),
    gets: whole({
      kind: 'tm:gtm:server:serverstate',
      name: 's1',
      partition: 'Common',
      fullPath: '/Common/s1',
      generation: isNumber,
      selfLink: link('gtm/server/~Common~s1'),
      datacenter: '/Common/dc1',
      datacenterReference: { link: link('gtm/datacenter/~Common~dc1') },
      enabled: true,
      exposeRouteDomains: 'no',
      iqAllowPath: 'yes',
      iqAllowServiceCheck: 'yes',
      iqAllowSnmp: 'yes',
      ...limits,
      limitCpuUsage: 0,
      limitCpuUsageStatus: 'disabled',
      limitMemAvail: 0,
      limitMemAvailStatus: 'disabled',
      linkDiscovery: 'disabled',
      proberFallback: 'inherit',
      proberPreference: 'inherit',
      product: 'bigip',
      virtualServerDiscovery: 'disabled',
      addresses: [{ name: '10.0.0.1', deviceName: 'd1', translation: 'none' }],
      devicesReference: { link: link('gtm/server/~Common~s1/devices'), isSubcollection: true },
      virtualServersReference: { link: link('gtm/server/~Common~s1/virtual-servers'), isSubcollection: true },
    }),
  },
  {
    it: 'server takes addresses with the names of devices',
    by: 'f5-ansible: bigip_gtm_server',
    given: [
      center,
      server({
        devices: undefined,
        addresses: [
          { name: '10.0.0.1', deviceName: 'd1', translation: '192.0.2.1' },
          { name: '10.0.0.2', deviceName: 'd1' },
          { name: '10.0.0.3', deviceName: 'd2' },
        ],
      }),
    ],
    ask: ['GET', `${S1}?expandSubcollections=true`],
    gets: ok({
      addresses: [
        { name: '10.0.0.1', deviceName: 'd1', translation: '192.0.2.1' },
        { name: '10.0.0.2', deviceName: 'd1', translation: 'none' },
        { name: '10.0.0.3', deviceName: 'd2', translation: 'none' },
      ],
      devicesReference: {
        items: ['d1', 'd2'].map((name) => ({ kind: 'tm:gtm:server:devices:devicesstate', name, fullPath: name, selfLink: link(`gtm/server/~Common~s1/devices/${name}`) })),
      },
    }),
  },
  {
    it: 'device is told by its name alone',
    by: 'f5-ansible: load_gtm_servers',
    given: [center, server()],
    ask: ['GET', `${S1}/devices/d1`],
    gets: whole({ kind: 'tm:gtm:server:devices:devicesstate', name: 'd1', fullPath: 'd1', generation: isNumber, selfLink: link('gtm/server/~Common~s1/devices/d1') }),
  },
  {
    it: 'addresses replace all devices',
    by: 'f5-ansible: bigip_gtm_server',
    given: [center, server()],
    ask: ['PATCH', S1, { addresses: [{ name: '10.0.0.9', deviceName: 'd9' }] }],
    gets: ok({ addresses: [{ name: '10.0.0.9', deviceName: 'd9', translation: 'none' }] }),
  },
  { it: 'server without a data center is refused', by: 'tmsh: required properties', given: [center], ask: server({ datacenter: undefined }), gets: tmsh('"datacenter" is required') },
  { it: 'server in a data center that is missing is refused', by: 'message 01020036', ask: server(), gets: mcpd('01020036:3: The requested GTM datacenter (/Common/dc1) was not found.') },
  { it: 'server without a device is refused', by: 'f5-ansible: bigip_gtm_server', given: [center], ask: server({ devices: undefined }), gets: mcpd('01070734:3: Configuration error: GTM Server (/Common/s1) must have at least one device.') },
  {
    it: 'last device of a server stays',
    by: 'f5-ansible: bigip_gtm_server',
    given: [center, server()],
    ask: ['DELETE', `${S1}/devices/d1`],
    gets: mcpd('01070734:3: Configuration error: GTM Server (/Common/s1) must have at least one device.'),
  },
  {
    it: 'server with the address of another is refused',
    by: 'message 01020066',
    given: [center, server()],
    ask: server({ name: 's2' }),
    gets: mcpd('01020066:3: The requested GTM IP (10.0.0.1) already exists on GTM Server (/Common/s1).'),
  },
  { it: 'device without an address is refused', by: 'tmsh: required properties', given: [center], ask: server({ devices: [{ name: 'd1' }] }), gets: tmsh('"addresses" is required') },
  { it: 'device that is missing is not found', by: 'message 01020036', given: [center, server()], ask: ['GET', `${S1}/devices/d2`], gets: mcpd('01020036:3: The requested GTM Server Device (/Common/s1 d2) was not found.') },
  { it: 'server with a monitor', by: 'f5-ansible: load_gtm_server_1', given: [center], ask: server({ monitor: '/Common/bigip' }), gets: ok({ monitor: '/Common/bigip' }) },
  {
    it: 'server with a monitor of LTM is refused',
    by: 'message 01070022',
    given: [center, ['POST', 'ltm/monitor/tcp', { name: 'own' }]],
    ask: server({ monitor: '/Common/own' }),
    gets: mcpd('01070022:3: The monitor template /Common/own was not found.'),
  },
  {
    it: 'monitor of a server stays',
    by: 'message 01070083',
    given: [center, ['POST', 'gtm/monitor/tcp', { name: 'own' }], server({ monitor: 'own' })],
    ask: ['DELETE', 'gtm/monitor/tcp/own'],
    gets: mcpd('01070083:3: Monitor /Common/own is in use.'),
  },
  { it: 'server keeps its data center while it is patched', by: 'f5-ansible: bigip_gtm_server', given: [center, server()], ask: ['PATCH', S1, { product: 'generic-host' }], gets: ok({ product: 'generic-host', datacenter: '/Common/dc1' }) },
  {
    it: 'virtual server has these defaults and no partition',
    by: 'f5-ansible: load_gtm_server_virtual_1',
    given: [center, server()],
    ask: ['POST', `${S1}/virtual-servers`, { name: 'vs2', destination: '4.4.4.4:0' }],
    gets: whole({
      kind: 'tm:gtm:server:virtual-servers:virtual-serversstate',
      name: 'vs2',
      fullPath: 'vs2',
      generation: isNumber,
      selfLink: link('gtm/server/~Common~s1/virtual-servers/vs2'),
      destination: '4.4.4.4:0',
      enabled: true,
      ...limits,
      translationAddress: 'none',
      translationPort: 0,
    }),
  },
  { it: 'virtual server of IPv6 has its port behind a dot', by: 'f5-ansible: bigip_gtm_virtual_server', given: [center, server()], ask: ['PATCH', VS, { destination: '2001:DB8:0::1.443' }], gets: ok({ destination: '2001:db8::1.443' }) },
  { it: 'virtual server takes the name of a service', by: 'f5-sdk: gtm/server', given: [center, server()], ask: ['PATCH', VS, { destination: '10.0.0.1:http' }], gets: ok({ destination: '10.0.0.1:80' }) },
  {
    it: 'virtual server that was discovered has a path for a name',
    by: 'f5-appsvcs-extension 578',
    given: [center, server({ virtualServers: [{ name: '/Common/vs', destination: '10.0.0.1:80' }] })],
    ask: ['GET', `${S1}/virtual-servers/~Common~vs`],
    gets: ok({ name: '/Common/vs', fullPath: '/Common/vs', selfLink: link('gtm/server/~Common~s1/virtual-servers/~Common~vs') }),
  },
  {
    it: 'virtual server with a translation',
    by: 'f5-ansible: bigip_gtm_virtual_server',
    given: [center, server()],
    ask: ['PATCH', VS, { translationAddress: '192.0.2.7', translationPort: 8080 }],
    gets: ok({ translationAddress: '192.0.2.7', translationPort: 8080 }),
  },
  {
    it: 'virtual server gives up its translation',
    by: 'f5-ansible: bigip_gtm_virtual_server',
    given: [center, server(), ['PATCH', VS, { translationAddress: '192.0.2.7' }]],
    ask: ['PATCH', VS, { translationAddress: 'none' }],
    gets: ok({ translationAddress: 'none' }),
  },
  { it: 'virtual server without a destination is refused', by: 'tmsh: required properties', given: [center, server()], ask: ['POST', `${S1}/virtual-servers`, { name: 'vs2' }], gets: tmsh('"destination" is required') },
  {
    it: 'virtual server twice is a conflict',
    by: 'message 01020066',
    given: [center, server()],
    ask: ['POST', `${S1}/virtual-servers`, { name: 'vs1', destination: '10.0.0.1:80' }],
    gets: mcpd('01020066:3: The requested GTM Virtual Server (/Common/s1 vs1) already exists.'),
  },
  {
    it: 'virtual server that is missing is not found',
    by: 'message 01020036',
    given: [center, server()],
    ask: ['PATCH', `${S1}/virtual-servers/none`, { disabled: true }],
    gets: mcpd('01020036:3: The requested GTM Virtual Server (/Common/s1 none) was not found.'),
  },
  { it: 'virtual server of a server that is missing is not found', by: 'message 01020036', ask: ['GET', VS], gets: mcpd('01020036:3: The requested GTM Server (/Common/s1) was not found.') },
  {
    it: 'virtual server has statistics',
    by: 'f5-ansible: load_gtm_vs_stats',
    given: [center, server()],
    ask: ['GET', `${VS}/stats`],
    gets: ok({
      kind: 'tm:gtm:server:virtual-servers:virtual-serversstats',
      entries: { 'https://localhost/mgmt/tm/gtm/server/~Common~s1/virtual-servers/vs1/stats': { nestedStats: { entries: { destination: { description: '10.0.0.1:80' }, 'metrics.vsScore': { value: 0 }, vsName: { description: 'vs1' } } } } },
    }),
  },
  { it: 'server takes its virtual servers with it', by: 'message 01020036', given: [center, server(), ['DELETE', S1]], ask: ['GET', VS], gets: mcpd('01020036:3: The requested GTM Server (/Common/s1) was not found.') },
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
  {
    it: 'monitor bigip has these defaults',
    by: 'f5-ansible: bigip_gtm_monitor_bigip',
    ask: ['GET', 'gtm/monitor/bigip/bigip'],
    gets: ok({ kind: 'tm:gtm:monitor:bigip:bigipstate', aggregateDynamicRatios: 'none', destination: '*:*', ignoreDownResponse: 'disabled', interval: 30, timeout: 90 }),
  },
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
];

const paths = ['gtm', 'gtm/datacenter', 'gtm/server/~Common~s1', 'gtm/pool/a', 'gtm/wideip/a/~Common~www.example.com', 'gtm/listener', 'gtm/global-settings/general', 'gtm/monitor/http'];
const removed: Ask = ['PATCH', 'sys/provision/gtm', { level: 'none' }];

export const gtmServers: readonly Group[] = [
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
  {
    name: 'GTM of 13.1',
    options: { version: '13.1.0.4' },
    cases: [
      withGtm({ it: 'ends a monitor expression with a blank', by: 'f5-ansible: load_gtm_server_1', given: [center], ask: server({ monitor: '/Common/bigip' }), gets: ok({ monitor: '/Common/bigip ' }) }),
      withGtm({ it: 'has bigip for a product', by: 'f5-ansible: load_gtm_server_1', given: [center], ask: server({ product: 'bigip' }), gets: ok({ product: 'bigip' }) }),
    ],
  },
];

function withoutGtm(items: unknown): boolean {
  return Array.isArray(items) && !JSON.stringify(items).includes('/gtm');
}

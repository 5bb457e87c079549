/** Every kind of object that this BIG-IP has. To add one, declare it in a file of its own and name it here. */

import type { Resource } from '../configuration/resource.ts';
import { dataGroupExternal } from './data-group-external.ts';
import { dataGroupFile } from './data-group-file.ts';
import { dataGroupInternal } from './data-group-internal.ts';
import { device } from './device.ts';
import { deviceGroup } from './device-group.ts';
import { folder } from './folder.ts';
import { globalSettings } from './global-settings.ts';
import { datacenter } from './gtm/datacenter.ts';
import { generalSettings } from './gtm/global-settings.ts';
import { listener } from './gtm/listener.ts';
import { gtmMonitors } from './gtm/monitors.ts';
import { gtmPools } from './gtm/pool.ts';
import { gtmRule } from './gtm/rule.ts';
import { server } from './gtm/server.ts';
import { wideIps } from './gtm/wide-ip.ts';
import { monitorGatewayIcmp } from './monitor-gateway-icmp.ts';
import { monitorHttp } from './monitor-http.ts';
import { monitorHttps } from './monitor-https.ts';
import { monitorIcmp } from './monitor-icmp.ts';
import { monitorTcp } from './monitor-tcp.ts';
import { monitorUdp } from './monitor-udp.ts';
import { networkInterface } from './net/interface.ts';
import { route } from './net/route.ts';
import { routeDomain } from './net/route-domain.ts';
import { selfIp } from './net/self.ts';
import { tunnels } from './net/tunnels.ts';
import { vlan } from './net/vlan.ts';
import { node } from './node.ts';
import { partition } from './partition.ts';
import { persistence } from './persistence.ts';
import { policy } from './policy.ts';
import { policyStrategy } from './policy-strategy.ts';
import { pool } from './pool.ts';
import { profiles } from './profiles.ts';
import { provision } from './provision.ts';
import { rule } from './rule.ts';
import { snatpool } from './snatpool.ts';
import { trafficGroup } from './traffic-group.ts';
import { user } from './user.ts';
import { virtual } from './virtual.ts';
import { virtualAddress } from './virtual-address.ts';

/** In an order in which each refers only to what came before it. */
export const resources: readonly Resource[] = [
  partition,
  user,
  trafficGroup,
  deviceGroup,
  folder,
  networkInterface,
  ...tunnels,
  routeDomain,
  vlan,
  selfIp,
  provision,
  globalSettings,
  device,
  monitorTcp,
  monitorHttp,
  monitorHttps,
  monitorIcmp,
  monitorGatewayIcmp,
  monitorUdp,
  ...profiles,
  ...persistence,
  node,
  pool,
  route,
  snatpool,
  dataGroupInternal,
  dataGroupFile,
  dataGroupExternal,
  rule,
  policyStrategy,
  policy,
  virtualAddress,
  virtual,
  generalSettings,
  ...gtmMonitors,
  datacenter,
  server,
  ...gtmPools,
  gtmRule,
  ...wideIps,
  listener,
];

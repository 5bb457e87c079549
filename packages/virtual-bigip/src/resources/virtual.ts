/** `ltm/virtual`: where traffic is taken, and by which pool, profiles and rules. */

import {
  choice,
  flags,
  integer,
  metadata,
  notFound,
  oneOf,
  onOff,
  otherPartition,
  reference,
  references,
  text,
  told,
} from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';
import { checkProfiles, defaultProfiles } from './virtual-checks.ts';
import { completed, destinationParts, listenerIndex, releaseAddress } from './virtual-destination.ts';
import { virtualPolicy, virtualProfile } from './virtual-profile.ts';
import { ipProtocol, persist, sourceAddressTranslation } from './virtual-properties.ts';
import { virtualStatistics } from './virtual-statistics.ts';

/** What a virtual server may be instead of one that balances over a pool. */
const FORWARDING = ['dhcpRelay', 'internal', 'ipForward', 'l2Forward', 'reject', 'stateless'];

export const virtual: Resource = {
  path: 'ltm/virtual',
  noun: 'Virtual Server',
  className: 'virtual_server',
  asUser: 'a Virtual Server',
  naming: 'folder',
  properties: {
    addressStatus: oneOf(['yes', 'no'], 'yes'),
    autoLasthop: text({ initial: 'default' }),
    cmpEnabled: oneOf(['yes', 'no'], 'yes'),
    connectionLimit: integer(0, 0, 4_294_967_295),
    creationTime: { ...told(), since: '14.0' },
    description: text(),
    destination: text({ required: true }),
    enabled: flags('enabled', 'disabled', 'enabled'),
    ...choice(FORWARDING),
    evictionProtected: { ...onOff('disabled'), since: '13.1' },
    fallbackPersistence: reference(
      'fallbackPersistence',
      { namespace: 'ltm/persistence', missing: notFound('profile'), foreign: otherPartition('virtual server', 'persistence profiles') },
      undefined,
    ),
    gtmScore: integer(0, 0, 4_294_967_295),
    ipProtocol: ipProtocol(),
    lastModifiedTime: { ...told(), since: '14.0' },
    mask: text(),
    metadata: metadata(),
    mirror: onOff('disabled'),
    mobileAppTunnel: onOff('disabled'),
    nat64: onOff('disabled'),
    persist: persist(),
    pool: reference(
      'pool',
      { namespace: 'ltm/pool', missing: notFound('Pool'), foreign: otherPartition('virtual server', 'pools') },
      'ltm/pool',
    ),
    rateLimit: text({ initial: 'disabled' }),
    rateLimitDstMask: integer(0, 0, 128),
    rateLimitMode: text({ initial: 'object' }),
    rateLimitSrcMask: integer(0, 0, 128),
    rules: references(
      'rules',
      {
        namespace: 'ltm/rule',
        missing: (path, { fullPath }) => mcpd('01070712', `Virtual server ${fullPath} references rule ${path} which does not exist.`),
        foreign: otherPartition('virtual server', 'rules'),
      },
      'ltm/rule',
    ),
    serversslUseSni: { ...onOff('disabled'), since: '15.0' },
    serviceDownImmediateAction: oneOf(['none', 'drop', 'reset'], 'none'),
    source: text(),
    sourceAddressTranslation: sourceAddressTranslation(),
    sourcePort: oneOf(['preserve', 'preserve-strict', 'change'], 'preserve'),
    synCookieStatus: { ...told(), initial: 'not-activated' },
    translateAddress: onOff('enabled'),
    translatePort: onOff('enabled'),
    vlans: references(
      'vlans',
      { namespace: 'net/vlan', missing: notFound('VLAN'), foreign: otherPartition('virtual server', 'VLANs') },
      'net/vlan',
    ),
    vlansEnabled: flags('vlansEnabled', 'vlansDisabled', 'vlansDisabled'),
    vsIndex: told(),
  },
  subcollections: { policies: virtualPolicy, profiles: virtualProfile },
  prepare: (draft, device) => {
    const time = `${new Date(device.now()).toISOString().slice(0, 19)}Z`;
    const before = draft.before?.properties;
    const index = before?.['vsIndex'] ?? device.store.table('ltm/virtual').size + 1;
    return { ...completed(draft, device), creationTime: before?.['creationTime'] ?? time, lastModifiedTime: time, vsIndex: index };
  },
  references: (entity) => [{ namespace: 'ltm/virtual-address', path: destinationParts(entity).virtualAddress }],
  unique: (entity) => [
    {
      index: listenerIndex(entity),
      refusal: (other) =>
        mcpd(
          '01070333',
          `Virtual Server ${entity.fullPath} illegally shares destination address, source address, service port, ip-protocol, and vlan with Virtual Server ${other.fullPath}.`,
        ),
    },
  ],
  changed: (_entity, before, device) => {
    if (before !== undefined) releaseAddress(before, device);
  },
  complete: (entity, device) => {
    defaultProfiles(entity, device);
    checkProfiles(entity, device);
  },
  removed: releaseAddress,
  statistics: virtualStatistics,
};

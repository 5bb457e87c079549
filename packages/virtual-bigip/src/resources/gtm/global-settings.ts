/** `gtm/global-settings/general`: there is one. */

import { integer, oneOf, onOff, text } from '../../configuration/properties.ts';
import type { Property, Resource } from '../../configuration/resource.ts';

const yesNo = (initial: 'yes' | 'no'): Property => oneOf(['yes', 'no'], initial);

export const generalSettings: Resource = {
  path: 'gtm/global-settings/general',
  noun: 'GTM global settings',
  className: 'gtm_global',
  writers: 'administrators',
  naming: 'single',
  without: ['delete'],
  properties: {
    autoDiscovery: yesNo('yes'),
    autoDiscoveryInterval: integer(30, 1, 86_400),
    automaticConfigurationSaveTimeout: integer(15, -1, 86_400),
    cacheLdnsServers: yesNo('yes'),
    domainNameCheck: oneOf(['allow-underscore', 'idn-compatible', 'none', 'strict'], 'allow-underscore'),
    drainPersistentRequests: yesNo('yes'),
    forwardStatus: onOff('disabled'),
    gtmSetsRecursion: yesNo('no'),
    heartbeatInterval: integer(10, 0, 4_294_967_295),
    monitorDisabledObjects: yesNo('no'),
    nethsmTimeout: integer(20, 1, 300),
    sendWildcardRrs: onOff('disabled'),
    staticPersistCidrIpv4: integer(32, 0, 32),
    staticPersistCidrIpv6: integer(128, 0, 128),
    synchronization: yesNo('no'),
    synchronizationGroupName: text({ initial: 'default' }),
    synchronizationTimeTolerance: integer(10, 0, 600),
    synchronizationTimeout: integer(180, 0, 4_294_967_295),
    synchronizeZoneFiles: yesNo('no'),
    synchronizeZoneFilesTimeout: integer(300, 0, 4_294_967_295),
    virtualsDependOnServerState: yesNo('yes'),
  },
};

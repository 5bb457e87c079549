/** `sys/global-settings`: there is one. */

import { integer, oneOf, onOff, text, textOf } from '../configuration/properties.ts';
import { invalidValue } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';

export const globalSettings: Resource = {
  path: 'sys/global-settings',
  noun: 'global settings',
  className: 'system',
  writers: 'administrators',
  naming: 'single',
  without: ['create', 'delete'],
  properties: {
    awsApiMaxConcurrency: { ...integer(1, 1, 10), since: '14.1' },
    consoleInactivityTimeout: integer(0, 0, 2_147_483_647),
    customAddr: text({ initial: 'none' }),
    failsafeAction: oneOf(
      ['go-offline-restart-tm', 'reboot', 'restart-all', 'go-offline-abort-tm', 'failover-restart-tm'],
      'go-offline-restart-tm',
    ),
    guiAudit: onOff('disabled'),
    guiExpiredCertAlert: onOff('disabled'),
    guiSecurityBanner: onOff('enabled'),
    guiSecurityBannerText: text({
      initial: 'Welcome to the BIG-IP Configuration Utility.\n\nLog in with your username and password using the fields on the left.',
    }),
    guiSetup: onOff('disabled'),
    hostAddrMode: oneOf(['management', 'state-mirror', 'custom'], 'management'),
    hostname: text(),
    lcdDisplay: onOff('enabled'),
    ledLocator: onOff('disabled'),
    mgmtDhcp: oneOf(['enabled', 'disabled', 'dhcpv4', 'dhcpv6'], 'enabled'),
    netReboot: onOff('disabled'),
    passwordPrompt: text({ initial: 'Password' }),
    quietBoot: onOff('enabled'),
    usernamePrompt: text({ initial: 'Username' }),
  },
  prepare: ({ properties }) => {
    const { hostname } = properties;
    if (typeof hostname === 'string' && !/^(?=.{1,255}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(hostname))
      throw invalidValue('hostname', hostname);
    return properties;
  },
  live: ({ properties: { hostname } }, { device }) => ({ hostname: textOf(hostname) || device.membership.hostname }),
};

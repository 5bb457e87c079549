/** `net/interface`: the ports of the unit. */

import { told } from '../../configuration/properties.ts';
import type { Resource } from '../../configuration/resource.ts';

/** Ports for traffic, as many as a virtual edition may have. */
const PORTS = Array.from({ length: 10 }, (_, at) => `1.${at + 1}`);

export const networkInterface: Resource = {
  path: 'net/interface',
  noun: 'interface',
  className: 'interface',
  writers: 'administrators',
  naming: 'flat',
  without: ['create', 'delete'],
  properties: {
    bundle: { ...told(), initial: 'not-supported' },
    bundleSpeed: { ...told(), initial: 'not-supported' },
    enabled: { ...told(), initial: true },
    flowControl: { ...told(), initial: 'tx-rx' },
    forceGigabitFiber: { ...told(), initial: 'disabled' },
    forwardErrorCorrection: { ...told(), initial: 'not-supported' },
    ifIndex: told(),
    lldpAdmin: { ...told(), initial: 'txonly' },
    lldpTlvmap: { ...told(), initial: 130_943 },
    macAddress: told(),
    mediaActive: { ...told(), initial: '10000T-FD' },
    mediaFixed: { ...told(), initial: '10000T-FD' },
    mediaMax: { ...told(), initial: 'auto' },
    mediaSfp: { ...told(), initial: 'auto' },
    mtu: { ...told(), initial: 9198 },
    portFwdMode: { ...told(), initial: 'l3' },
    preferPort: { ...told(), initial: 'sfp' },
    qinqEthertype: { ...told(), initial: '0x8100' },
    stp: { ...told(), initial: 'enabled' },
    stpAutoEdgePort: { ...told(), initial: 'enabled' },
    stpEdgePort: { ...told(), initial: 'true' },
    stpLinkType: { ...told(), initial: 'auto' },
  },
  builtIn: ['mgmt', ...PORTS].map((name, at) => [
    name,
    { ifIndex: 32 + 16 * at, macAddress: `02:00:00:00:01:${(at + 1).toString(16).padStart(2, '0')}` },
  ]),
};

/** Whether a VLAN may have it. */
export function isPort(name: string): boolean {
  return PORTS.includes(name);
}

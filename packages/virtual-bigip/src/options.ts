/** What a virtual BIG-IP is started with. */

import type { Certificate } from './certificate.ts';
import type { Switches } from './configuration/switches.ts';
import type { ForwardOptions } from './forwarding/forwarder.ts';
import type { DeviceGroup } from './group/device-group.ts';
import type { SavedConfiguration } from './state/saved-configuration.ts';

export type VirtualBigIpOptions = {
  /** TMOS version, `17.1.2` if not given. */
  readonly version?: string;
  /** `admin` if not given. */
  readonly user?: string;
  /** `admin` if not given. */
  readonly password?: string;
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where the certificate and what was saved are kept; in memory if not given. */
  readonly state?: string;
  /** `running`: every committed change survives, saved or not. Needs `state`. */
  readonly keep?: 'saved' | 'running';
  /** PEM of a certificate of your own. */
  readonly certificate?: Certificate;
  /** Members and probes: `routed` never uses the default route, so that a made-up address stays in the machine; `anywhere`, the default of a unit that forwards, does. */
  readonly reach?: 'routed' | 'anywhere';
  /** Forward for others, as routes and forwarding virtual servers say: only as root, in a network namespace of its own. */
  readonly forward?: ForwardOptions;
  readonly switches?: Partial<Switches>;
  readonly now?: () => number;
  readonly log?: (line: string) => void;
};

/** The place in a device group that a unit takes. */
export type GroupPlace = {
  readonly group: DeviceGroup;
  readonly hostname: string;
  /** What is kept over a restart where there is no state directory. */
  readonly saved: SavedConfiguration | undefined;
};

/** Every readout. To add one, declare it in a file of its own and name it here. */

import { cliVersion } from './cli-version.ts';
import { clock } from './clock.ts';
import { failover } from './failover.ts';
import { failoverStatus } from './failover-status.ts';
import { hardware } from './hardware.ts';
import { license } from './license.ts';
import type { Readout } from './readout.ts';
import { ready } from './ready.ts';
import { syncStatus } from './sync-status.ts';
import { version } from './version.ts';

export const readouts: readonly Readout[] = [version, ready, clock, cliVersion, hardware, license, failover, failoverStatus, syncStatus];

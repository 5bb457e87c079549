/** `cli/version`: which versions of tmsh's syntax the unit takes. */

import { nested } from '../configuration/statistics.ts';
import { oneItem, type Readout } from './readout.ts';

export const cliVersion: Readout = {
  path: 'cli/version',
  entries: ({ device }) =>
    oneItem('cli/version', nested({ active: device.version, latest: device.version, supported: `11.5.0 ${device.version}` })),
};

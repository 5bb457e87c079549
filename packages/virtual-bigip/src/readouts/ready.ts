/** `sys/ready`. */

import { nested } from '../configuration/statistics.ts';
import { oneItem, type Readout } from './readout.ts';

export const ready: Readout = {
  path: 'sys/ready',
  since: '13.1',
  entries: () => oneItem('sys/ready', nested({ configReady: 'yes', licenseReady: 'yes', provisionReady: 'yes' })),
};

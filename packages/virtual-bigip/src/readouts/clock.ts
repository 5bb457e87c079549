/** `sys/clock`. */

import { nested } from '../configuration/statistics.ts';
import { oneItem, type Readout } from './readout.ts';

export const clock: Readout = {
  path: 'sys/clock',
  entries: ({ device }) => oneItem('sys/clock', nested({ fullDate: `${new Date(device.now()).toISOString().slice(0, 19)}Z` })),
};

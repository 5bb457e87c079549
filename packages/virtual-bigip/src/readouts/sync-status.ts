/** `cm/sync-status`: whether the units have the same configuration. */

import { nested } from '../configuration/statistics.ts';
import { branch, details, oneItem, type Readout } from './readout.ts';

export const syncStatus: Readout = {
  path: 'cm/sync-status',
  entries: ({ device }) => {
    const { color, details: lines, mode, status, summary } = device.membership.report();
    return oneItem('cm/sync-status', {
      ...nested({ color }),
      ...branch('cm/syncStatus/0/details', details('cm/syncStatus/0/details', lines)),
      ...nested({ mode, status, summary }),
    });
  },
};

/** `cm/sync-status` of a unit that stands alone. */

import { nested } from '../configuration/statistics.ts';
import { branch, oneItem, type Readout } from './readout.ts';

export const syncStatus: Readout = {
  path: 'cm/sync-status',
  entries: () =>
    oneItem('cm/sync-status', {
      ...nested({ color: 'green' }),
      ...branch(
        'cm/syncStatus/0/details',
        branch('cm/syncStatus/0/details/0', nested({ details: 'Optional action: Add a device to the trust domain' })),
      ),
      ...nested({ mode: 'standalone', status: 'Standalone', summary: ' ' }),
    }),
};

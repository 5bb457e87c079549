/** `sys/version`. */

import { nested } from '../configuration/statistics.ts';
import { oneItem, type Readout } from './readout.ts';

export const version: Readout = {
  path: 'sys/version',
  entries: ({ device }) =>
    oneItem(
      'sys/version',
      nested({
        Build: '0.0.1',
        Date: 'Tue Jan  7 10:12:40 PST 2025',
        Edition: /\.0$/.test(device.version) && device.version.split('.').length < 4 ? 'Final' : 'Point Release',
        Product: 'BIG-IP',
        Title: 'Main Package',
        Version: device.version,
      }),
    ),
};

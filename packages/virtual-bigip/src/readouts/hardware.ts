/** `sys/hardware`: a virtual edition. */

import { nested } from '../configuration/statistics.ts';
import { branch, type Readout } from './readout.ts';

const BASE = 'sys/hardware';

export const hardware: Readout = {
  path: BASE,
  entries: () => ({
    ...branch(
      `${BASE}/hardware-version`,
      branch(
        `${BASE}/hardware-version/cpus`,
        branch(`${BASE}/hardware-version/cpus/versions`, {
          ...branch(`${BASE}/hardware-version/cpus/versions/1`, nested({ tmName: 'cpus cores', version: '2' })),
        }),
      ),
    ),
    ...branch(
      `${BASE}/platform`,
      branch(
        `${BASE}/platform/0`,
        nested({ baseMac: '02:00:c0:00:02:f5', biosRev: '', marketingName: 'BIG-IP Virtual Edition', pvaVersion: 'N/A' }),
      ),
    ),
    ...branch(
      `${BASE}/system-info`,
      branch(
        `${BASE}/system-info/0`,
        nested({
          bigipChassisSerialNum: '00000000-0000-0000-000000000001',
          hostBoardPartRevNum: '',
          hostBoardSerialNum: '',
          platform: 'Z100',
        }),
      ),
    ),
  }),
};

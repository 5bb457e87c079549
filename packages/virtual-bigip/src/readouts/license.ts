/** `sys/license`: what the unit may do. */

import { nested } from '../configuration/statistics.ts';
import { branch, oneItem, type Readout } from './readout.ts';

const BASE = ['Rate Shaping', 'SSL, VE', 'Max Compression, VE', 'Routing Bundle, VE', 'IPV6 Gateway', 'PSM, VE'];
const DNS = [
  'DNS-GTM, Base, 10Gbps',
  'DNSSEC',
  'GTM Licensed Objects, Unlimited',
  'DNS Licensed Objects, Unlimited',
  'DNS Rate Limit, 250K QPS',
];

export const license: Readout = {
  path: 'sys/license',
  entries: ({ device }) => {
    const features = device.switches.dnsServices === 'licensed' ? [...BASE, ...DNS] : BASE;
    const module = nested({ featureModules: `{ ${features.map((feature) => `"${feature}"`).join(' ')} }`, key: 'AAAAAAA-AAAAAAA' });
    const modules = 'sys/license/0/active-modules';
    return oneItem('sys/license', {
      ...nested({
        licensedOnDate: '2025/01/07',
        licensedVersion: device.version,
        platformId: 'Z100',
        registrationKey: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAAAA',
        serviceCheckDate: '2025/01/07',
      }),
      ...branch(modules, branch(`${modules}/%22LTM,%20Base,%20VE,%2010G%22`, module)),
    });
  },
};

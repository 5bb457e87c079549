/** `sys/failover`: what `tmsh show sys failover` prints. */

import type { Readout } from './readout.ts';

export const failover: Readout = {
  path: 'sys/failover',
  text: ({ device: { membership, now } }) => {
    const seconds = Math.floor(now() / 1000) % 86_400;
    const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
    return `Failover ${membership.stateOf(membership.hostname)} for 0d ${time.join(':')}\n`;
  },
};

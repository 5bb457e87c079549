/** `cm/failover-status`: whether the unit carries traffic. */

import { nested } from '../configuration/statistics.ts';
import type { FailoverState } from '../group/membership.ts';
import { branch, details, oneItem, type Readout } from './readout.ts';

const COLORS = { active: 'green', standby: 'gray', 'forced-offline': 'black', offline: 'black' } as const satisfies Record<
  FailoverState,
  string
>;

export const failoverStatus: Readout = {
  path: 'cm/failover-status',
  entries: ({ device: { membership } }) => {
    const state = membership.stateOf(membership.hostname);
    const word = state.replace('-', ' ');
    const lines = state === 'active' ? ['active for /Common/traffic-group-1'] : [];
    return oneItem('cm/failover-status', {
      ...nested({ color: COLORS[state] }),
      ...(lines.length > 0 && branch('cm/failoverStatus/0/details', details('cm/failoverStatus/0/details', lines))),
      ...nested({ status: word.toUpperCase(), summary: `1/1 ${word}` }),
    });
  },
};

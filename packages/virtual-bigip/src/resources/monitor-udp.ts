/** `ltm/monitor/udp`. */

import { literal, oneOf } from '../configuration/properties.ts';
import { dialogue, monitorType } from './monitor.ts';

export const monitorUdp = monitorType(
  'udp',
  '*:*',
  { debug: oneOf(['no', 'yes'], 'no'), ...dialogue, send: { ...literal(), initial: 'default send string' } },
  [['/Common/udp', {}]],
);

/** `ltm/monitor/icmp`. */

import { monitorType } from './monitor.ts';

export const monitorIcmp = monitorType('icmp', '*', {}, [['/Common/icmp', {}]]);

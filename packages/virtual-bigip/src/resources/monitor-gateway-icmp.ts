/** `ltm/monitor/gateway-icmp`. */

import { monitorType } from './monitor.ts';

export const monitorGatewayIcmp = monitorType('gateway-icmp', '*:*', {}, [['/Common/gateway_icmp', {}]]);

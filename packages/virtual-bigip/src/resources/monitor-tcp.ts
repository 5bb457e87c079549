/** `ltm/monitor/tcp`. */

import { integer, literal } from '../configuration/properties.ts';
import { dialogue, monitorType } from './monitor.ts';

export const monitorTcp = monitorType('tcp', '*:*', { ...dialogue, ipDscp: integer(0, 0, 63), send: literal() }, [['/Common/tcp', {}]]);

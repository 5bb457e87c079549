/** `sys/failover`: the unit gives up its traffic, or may no longer have any. */

import { absolute } from '../configuration/names.ts';
import { mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, JsonObject } from '../configuration/resource.ts';
import type { FailoverOrder } from '../group/membership.ts';
import { type Command, only } from './command.ts';

const ORDERS = ['standby', 'offline', 'online'] as const satisfies readonly FailoverOrder[];

export const failover: Command = {
  path: 'sys/failover',
  name: 'run',
  by: 'administrators',
  run: (body, device) => {
    only(body, ...ORDERS, 'trafficGroup', 'traffic-group', 'utilCmdArgs');
    const { order, group } = asked(body);
    if (group !== undefined) checkGroup(absolute(group), order, device);
    device.membership.order(order);
    return undefined;
  },
};

type Asked = { readonly order: FailoverOrder; readonly group: string | undefined };

/** As properties, or as tmsh's own words: `standby traffic-group traffic-group-1`. */
function asked({ utilCmdArgs, trafficGroup, 'traffic-group': hyphened = trafficGroup, ...body }: JsonObject): Asked {
  if (typeof utilCmdArgs === 'string') {
    const [word = '', named, group, surplus] = utilCmdArgs.trim().split(/\s+/);
    const order = ORDERS.find((one) => one === word);
    if (order === undefined) throw tmsh(`unexpected argument "${word}"`);
    if (named !== undefined && named !== 'traffic-group') throw tmsh(`unexpected argument "${named}"`);
    if (named !== undefined && group === undefined) throw tmsh('"traffic-group" requires a value');
    if (surplus !== undefined) throw tmsh(`unexpected argument "${surplus}"`);
    return { order, group };
  }
  const given = ORDERS.filter((one) => body[one] !== undefined && body[one] !== false);
  const [order, second] = given;
  if (order === undefined) throw tmsh('one or more properties must be specified');
  if (second !== undefined) throw tmsh(`"${second}" may not be specified with "${order}"`);
  return { order, group: hyphened === undefined ? undefined : String(hyphened) };
}

function checkGroup(group: string, order: FailoverOrder, { store }: Device): void {
  if (order !== 'standby') throw tmsh(`"traffic-group" may not be specified with "${order}"`);
  const found = store.get('cm/traffic-group', group);
  if (found === undefined) throw mcpd('01020036', `The requested traffic group (${group}) was not found.`);
  if (found.properties['isFloating'] === 'false') {
    throw mcpd('01070734', `Configuration error: Traffic group (${group}) does not move between devices.`);
  }
}

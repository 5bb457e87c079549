/** `cm`: `run cm config-sync`, which makes the configurations of a device group one. */

import { mcpd, tmsh } from '../configuration/refusal.ts';
import { type Command, only } from './command.ts';

export const configSync: Command = {
  path: 'cm',
  name: 'run',
  by: 'administrators',
  run: (body, { membership }) => {
    only(body, 'utilCmdArgs');
    const said = body['utilCmdArgs'];
    const [command, direction, group, ...more] = typeof said === 'string' ? said.trim().split(/\s+/) : [];
    if (command !== 'config-sync') throw tmsh(`unexpected argument "${command ?? ''}"`);
    if (direction !== 'to-group' && direction !== 'from-group') throw tmsh(`unexpected argument "${direction ?? ''}"`);
    if (group === undefined) throw tmsh(`"${direction}" requires a value`);
    // It moves all, which is what happens here anyway.
    const surplus = more.find((word) => word !== 'force-full-load-push' || direction === 'from-group');
    if (surplus !== undefined) throw tmsh(`unexpected argument "${surplus}"`);
    const name = group.replace(/^\/Common\//, '');
    if (name !== membership.group) {
      throw mcpd('01070734', `Configuration error: Device group (${group}) not found in device group sync`);
    }
    membership.synchronise(direction);
    return undefined;
  },
};

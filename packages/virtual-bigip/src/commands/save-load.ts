/** `sys/config`: save and load. What runs is not what is saved. */

import { icrd, tmsh } from '../configuration/refusal.ts';
import type { Json } from '../configuration/resource.ts';
import { type Command, only, optionsOf } from './command.ts';

export const save: Command = {
  path: 'sys/config',
  name: 'save',
  by: 'writers',
  run: (body, _device, saving) => {
    only(body, 'options');
    const { partitions, ...more } = optionsOf(body);
    const surplus = Object.keys(more)[0];
    if (surplus !== undefined) throw tmsh(`unexpected argument "${surplus}"`);
    saving.save(partitionsOf(partitions));
    return undefined;
  },
};

export const load: Command = {
  path: 'sys/config',
  name: 'load',
  by: 'administrators',
  run: (body, _device, saving) => {
    only(body, 'options');
    const surplus = Object.keys(optionsOf(body))[0];
    if (surplus !== undefined) throw icrd(400, `Loading with "${surplus}" is not simulated.`);
    saving.load();
    return undefined;
  },
};

/** `{ T1 T2 }`, `T1`; `all` and nothing mean all. */
function partitionsOf(value: Json | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  const names = String(value)
    .split(/[\s{}]+/)
    .filter((name) => name !== '');
  return names.length === 0 || names.includes('all') ? undefined : names;
}

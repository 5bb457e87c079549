/** `sys/provision`: which modules the unit runs. */

import { integer, oneOf } from '../configuration/properties.ts';
import type { Device, Resource, Values } from '../configuration/resource.ts';

const LEVELS: Readonly<Record<string, string>> = { ltm: 'nominal' };
const MODULES = ['afm', 'apm', 'asm', 'avr', 'cgnat', 'dos', 'fps', 'gtm', 'ilx', 'lc', 'ltm', 'pem', 'sslo', 'swg', 'urldb'];

export const provision: Resource = {
  path: 'sys/provision',
  noun: 'provision',
  className: 'provision',
  writers: 'administrators',
  naming: 'flat',
  without: ['create', 'delete'],
  properties: {
    cpuRatio: integer(0, 0, 255),
    diskRatio: integer(0, 0, 255),
    level: oneOf(['none', 'minimum', 'nominal', 'dedicated', 'custom'], 'none'),
    memoryRatio: integer(0, 0, 255),
  },
  builtIn: MODULES.map((name): readonly [string, Values] => [name, LEVELS[name] === undefined ? {} : { level: LEVELS[name] }]),
};

/** Whether the unit runs a module: without it, nothing of the module's is there. */
export function isProvisioned({ store }: Device, module: string): boolean {
  return (store.get('sys/provision', module)?.properties['level'] ?? 'none') !== 'none';
}

/** Pure: how the units of a BIG-IP stand that has several. */
import type { Bigip } from '@berth/messages';
import { readable, type Snapshot } from './snapshot.ts';

export type UnitsReport = { readonly bigip: string } & Pick<Bigip, 'units' | 'sync'>;

/** A BIG-IP with one unit has no roles to tell of. */
export function reportUnits({ bigips }: Pick<Snapshot, 'bigips'>): UnitsReport[] {
  return readable(bigips).flatMap(({ document }) => {
    if (document.kind !== 'bigip' || document.units.length < 2) return [];
    const { name: bigip, units, sync } = document;
    return [{ bigip, units, ...(sync && { sync }) }];
  });
}

/** One is active, and the others stand by. */
export function isReady({ units }: UnitsReport): boolean {
  return units.every(({ role }) => role !== 'unknown') && units.filter(({ role }) => role === 'active').length === 1;
}

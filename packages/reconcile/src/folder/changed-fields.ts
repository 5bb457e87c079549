/** Pure: of some settings, those that are to be written. */
import { isDeepStrictEqual } from 'node:util';

/** The fields of `desired` that differ from `observed`. */
export function changedFields<T extends object>(observed: T, desired: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const field of Object.keys(desired) as (keyof T)[]) {
    if (!isDeepStrictEqual(observed[field], desired[field])) changed[field] = desired[field];
  }
  return changed;
}

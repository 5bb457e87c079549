/** Pure: what turns observed objects into desired ones. */
import { isDeepStrictEqual } from 'node:util';

/** One create, update or delete of one object. */
export type Change<T> =
  | { readonly kind: 'create'; readonly desired: T }
  | { readonly kind: 'update'; readonly observed: T; readonly desired: T }
  | { readonly kind: 'delete'; readonly observed: T; readonly cause: Cause };

/** Why something goes: told in audit and status. */
export type Cause = string;

/** What turns `observed` into `desired`. Only what `gone` names is deleted, with its cause; an object in none of the three is the caller's to report. */
export function diff<T>(observed: ReadonlyMap<string, T>, desired: ReadonlyMap<string, T>, gone: ReadonlyMap<string, Cause>): Change<T>[] {
  const changes: Change<T>[] = [];
  for (const [name, object] of desired) {
    const found = observed.get(name);
    if (found === undefined) changes.push({ kind: 'create', desired: object });
    else if (!isDeepStrictEqual(found, object)) changes.push({ kind: 'update', observed: found, desired: object });
  }
  for (const [name, cause] of gone) {
    const found = observed.get(name);
    if (found !== undefined && !desired.has(name)) changes.push({ kind: 'delete', observed: found, cause });
  }
  return changes;
}

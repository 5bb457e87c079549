/** The whole configuration as data, to be compared. */

import type { Json, JsonObject } from './configuration/resource.ts';
import type { Store } from './configuration/store.ts';
import { objectsOf } from './state/saved-configuration.ts';

/** The configuration as plain data: resource → key → what was set. Generations and times are left out. */
export type Snapshot = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

const VOLATILE = new Set(['creationTime', 'lastModifiedTime', 'vsIndex']);

export function snapshotOf(store: Store): Snapshot {
  const snapshot: Record<string, Record<string, JsonObject>> = {};
  for (const { resource, key, properties } of objectsOf(store)) {
    const table = snapshot[resource] ?? {};
    snapshot[resource] = table;
    const kept = Object.entries(properties).filter(([name]) => !VOLATILE.has(name));
    table[key] = Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1))) as Record<string, Json>;
  }
  return snapshot;
}

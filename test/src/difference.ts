/** Pure: where two BIG-IPs' configurations differ. */
import { isDeepStrictEqual } from 'node:util';
import type { Snapshot } from '@berth/virtual-bigip';

type Objects = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/**
 * One line per object that `found` has otherwise than `expected`. A service that lingers is no difference: a pool without members that
 * was not expected, the records that name it, and names in DNS without an answer.
 */
export function differences(found: Snapshot, expected: Snapshot): string[] {
  const wanted = objectsOf(expected, new Set());
  const there = objectsOf(found, lingeringPools(found, expected));
  return [...new Set([...wanted.keys(), ...there.keys()])]
    .filter((key) => !isDeepStrictEqual(there.get(key), wanted.get(key)) && (wanted.has(key) || !isWithoutAnswer(there.get(key))))
    .map((key) => `${key}: is ${JSON.stringify(there.get(key))}, should be ${JSON.stringify(wanted.get(key))}`);
}

/** As the DNS rule reads its records. */
function isWithoutAnswer(record: Readonly<Record<string, unknown>> | undefined): boolean {
  return record?.['data'] === '-';
}

function lingeringPools(found: Snapshot, expected: Snapshot): ReadonlySet<string> {
  const used = new Set(keysOf(found, 'ltm/pool/members').map((member) => member.split(' ')[0]));
  const wanted = new Set(keysOf(expected, 'ltm/pool'));
  return new Set(keysOf(found, 'ltm/pool').filter((pool) => !used.has(pool) && !wanted.has(pool)));
}

function keysOf(snapshot: Snapshot, resource: string): string[] {
  return Object.entries(snapshot).flatMap(([name, table]) => (name === resource ? Object.keys(table) : []));
}

/** `<resource> <key>` → properties; each record of a data group counts by itself. */
function objectsOf(snapshot: Snapshot, without: ReadonlySet<string>): Objects {
  const objects = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [resource, table] of Object.entries(snapshot)) {
    // The same password is kept in other bytes each time.
    if (resource === 'auth/user') continue;
    for (const [key, { records, ...properties }] of Object.entries(table)) {
      if (resource === 'ltm/pool' && without.has(key)) continue;
      objects.set(`${resource} ${key}`, properties);
      for (const { name, data } of recordsOf(records)) if (!without.has(data)) objects.set(`record ${key} ${name}`, { data });
    }
  }
  return objects;
}

function recordsOf(value: unknown): readonly { readonly name: string; readonly data: string }[] {
  // As the virtual BIG-IP tells them.
  return Array.isArray(value) ? (value as readonly { readonly name: string; readonly data: string }[]) : [];
}

/** The records of a data group: name → value, in the order in which BIG-IP returns them. */

import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SortedMap } from './sorted-map.ts';

export type RecordType = 'string' | 'ip' | 'integer';
/** The type that a property says; strings if it says none. */
export function recordType(value: unknown): RecordType {
  return value === 'ip' || value === 'integer' ? value : 'string';
}

type Entry = { readonly name: string; readonly data: string };

/** Immutable; implements the lookups of a Map so that traffic can use it as it is. */
export class Records implements ReadonlyMap<string, string> {
  readonly type: RecordType;
  /** What names and values take in UTF-8. */
  readonly bytes: number;
  readonly #entries: SortedMap<Entry>;

  private constructor(type: RecordType, entries: SortedMap<Entry>, bytes: number) {
    this.type = type;
    this.#entries = entries;
    this.bytes = bytes;
  }

  static of(type: RecordType, records: Iterable<Entry>): Records {
    const entries: (readonly [string, Entry])[] = [];
    for (const { name, data } of records) entries.push([sortKey(type, name), { name, data }]);
    const sorted = SortedMap.of(entries);
    return new Records(
      type,
      sorted,
      sorted.values().reduce((sum, entry) => sum + sizeOf(entry), 0),
    );
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): string | undefined {
    return this.#entries.get(sortKey(this.type, name))?.data;
  }

  has(name: string): boolean {
    return this.#entries.has(sortKey(this.type, name));
  }

  with(name: string, data: string): Records {
    const key = sortKey(this.type, name);
    const bytes = this.bytes - sizeOf(this.#entries.get(key)) + sizeOf({ name, data });
    return new Records(this.type, this.#entries.with(key, { name, data }), bytes);
  }

  without(name: string): Records {
    const key = sortKey(this.type, name);
    return new Records(this.type, this.#entries.without(key), this.bytes - sizeOf(this.#entries.get(key)));
  }

  *entries(): MapIterator<[string, string]> {
    for (const { name, data } of this.#entries.values()) yield [name, data];
  }

  *keys(): MapIterator<string> {
    for (const { name } of this.#entries.values()) yield name;
  }

  *values(): MapIterator<string> {
    for (const { data } of this.#entries.values()) yield data;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(callback: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, data] of this) callback(data, name, this);
  }

  /** The records that `later` has otherwise; `value` is absent for those that went. */
  *changesTo(later: Records): Generator<{ readonly name: string; readonly value: string | undefined }> {
    for (const { before, after } of this.#entries.changesTo(later.#entries)) {
      if (before?.data !== after?.data) yield { name: (after ?? before)?.name ?? '', value: after?.data };
    }
  }

  toJSON(): Entry[] {
    return [...this.#entries.values()];
  }
}

function sizeOf(entry: Entry | undefined): number {
  return entry === undefined ? 0 : Buffer.byteLength(entry.name) + Buffer.byteLength(entry.data);
}

/** The name as it is kept: hosts with their prefix length, networks in their shortest form. Undefined if it is none of that type. */
export function canonicalRecordName(type: RecordType, name: string): string | undefined {
  if (type === 'string') return name === '' ? undefined : name;
  if (type === 'integer') return /^\d{1,20}$/.test(name) ? String(BigInt(name)) : undefined;
  const match = /^(?<address>[^%/]+)(?<domain>%\d+)?(?:\/(?<prefix>\d+))?$/.exec(name)?.groups;
  const address = match?.['address'] ?? '';
  if (!ipaddr.isValid(address) || (address.includes('.') && !address.includes(':') && !isIPv4(address))) return undefined;
  const parsed = ipaddr.parse(address);
  const width = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = Number(match?.['prefix'] ?? width);
  if (prefix > width || !hostBitsAreZero(parsed.toByteArray(), prefix)) return undefined;
  const domain = match?.['domain'] === '%0' ? '' : (match?.['domain'] ?? '');
  return `${parsed.toString()}${domain}/${prefix}`;
}

function hostBitsAreZero(bytes: readonly number[], prefix: number): boolean {
  return bytes.every((byte, index) => (byte & (0xff >> Math.min(Math.max(prefix - index * 8, 0), 8))) === 0);
}

/** Strings lexically, addresses and integers by number. */
function sortKey(type: RecordType, name: string): string {
  if (type === 'integer') return name.padStart(20, '0');
  if (type === 'string') return name;
  const [host = '', prefix = ''] = name.split('/');
  const [address = '', domain = ''] = host.split('%');
  if (!ipaddr.isValid(address)) return name;
  const bytes = ipaddr.parse(address).toByteArray();
  return `${bytes.length === 4 ? '4' : '6'}${Buffer.from(bytes).toString('hex')}/${prefix.padStart(3, '0')}%${domain.padStart(5, '0')}`;
}

/** The records that the members of a pool make. */

import { encode } from 'dns-packet';
import type { Entity, Values } from '../configuration/resource.ts';
import type { Store } from '../configuration/store.ts';
import { placesOf } from '../resources/gtm/places.ts';
import { targetOf } from '../resources/gtm/pool-member.ts';
import type { PoolType } from '../resources/gtm/pool-types.ts';

/** What a record says besides its data; `ttl` in seconds. */
type Head = { readonly name: string; readonly ttl: number; readonly type: PoolType };

/** `name. ttl IN A 192.0.2.1`. */
export function memberRecord(head: Head, member: Entity, store: Store): string {
  return `${headText(head)} ${dataOf(head.type, member, store)}`;
}

/** The address of last resort of a pool. */
export function fallbackRecord(head: Head, address: string): string {
  return `${headText(head)} ${address}`;
}

/** Says how long a failure holds. */
export function failureRecord(name: string, ttl: number): string {
  return `${dotted(name)} ${ttl} IN SOA this.name.is.invalid. hostmaster.this.name.is.invalid. 1 10800 3600 604800 ${ttl}`;
}

function headText({ name, ttl, type }: Head): string {
  return `${dotted(name)} ${ttl} IN ${type.toUpperCase()}`;
}

function dataOf(type: PoolType, { name, fullPath, properties }: Entity, store: Store): string {
  switch (type) {
    case 'a':
    case 'aaaa': {
      const target = targetOf(fullPath);
      return placesOf(store.get('gtm/server/virtual-servers', `${target.server} ${target.name}`)?.properties ?? {}).told.address;
    }
    case 'cname':
      return dotted(name);
    case 'mx':
      return `${numberOf(properties, 'priority', 10)} ${dotted(name)}`;
    case 'srv':
      return `${numberOf(properties, 'priority', 10)} ${numberOf(properties, 'weight', 5)} ${numberOf(properties, 'port', 0)} ${dotted(name)}`;
    case 'naptr':
      return naptrData(name, properties);
    default:
      return type satisfies never;
  }
}

/** As bytes: it has no other text form here. */
function naptrData(name: string, properties: Values): string {
  const data = {
    order: numberOf(properties, 'order', 10),
    preference: numberOf(properties, 'preference', 10),
    flags: String(properties['flags'] ?? ''),
    services: String(properties['service'] ?? ''),
    regexp: '',
    replacement: name.replace(/\.$/, ''),
  };
  // Behind a header, the root's name, type, class, time and length.
  const bytes = encode({ answers: [{ type: 'NAPTR', name: '.', data }] }).subarray(23);
  return `\\# ${bytes.length} ${bytes.toString('hex')}`;
}

function numberOf(properties: Values, name: string, initial: number): number {
  return Number(properties[name] ?? initial);
}

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

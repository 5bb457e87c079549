/** What is known of the virtual servers that wide IPs lead to. */

import { textOf } from '../../configuration/properties.ts';
import type { Device, Entity } from '../../configuration/resource.ts';
import { poolAvailability } from '../pool.ts';
import { listenersAt } from '../virtual-destination.ts';
import { placesOf } from './places.ts';

export type Availability = 'available' | 'offline' | 'unknown';

/** Of a virtual server on this unit, what its pool's monitors say; of another, nothing: nobody tells it of other units. */
export function virtualServerState({ properties }: Entity, device: Device): Availability {
  const { own } = placesOf(properties);
  const here = virtualAt(own, device);
  if (here === undefined) return 'unknown';
  if (here.properties['enabled'] === 'disabled') return 'offline';
  const pool = textOf(here.properties['pool']);
  return pool === '' ? 'unknown' : poolAvailability(pool, device);
}

function virtualAt({ address, port }: { readonly address: string; readonly port: number }, { store }: Device): Entity | undefined {
  for (const virtual of store.holders(listenersAt(`${address}%0`, port))) return virtual;
  return undefined;
}

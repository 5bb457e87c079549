/** What is known of the virtual servers that wide IPs lead to. */

import { textOf } from '../../configuration/properties.ts';
import type { Device, Entity } from '../../configuration/resource.ts';
import { poolAvailability } from '../pool.ts';
import { listenersAt } from '../virtual-destination.ts';
import { placesOf } from './places.ts';

export type Availability = 'available' | 'offline' | 'unknown';

/** Of a virtual server on this unit, what its pool's monitors say; of another, what its own or its server's do. */
export function virtualServerState({ name, parent = '', properties }: Entity, device: Device): Availability {
  const { own } = placesOf(properties);
  const here = virtualAt(own, device);
  if (here === undefined) {
    const { monitorState } = device.traffic().member(watchedServer(parent), name);
    return monitorState === 'up' ? 'available' : monitorState === 'down' ? 'offline' : 'unknown';
  }
  if (here.properties['enabled'] === 'disabled') return 'offline';
  const pool = textOf(here.properties['pool']);
  return pool === '' ? 'unknown' : poolAvailability(pool, device);
}

function virtualAt({ address, port }: { readonly address: string; readonly port: number }, { store }: Device): Entity | undefined {
  for (const virtual of store.holders(listenersAt(`${address}%0`, port))) return virtual;
  return undefined;
}

/** What a server is called among the pools whose members are watched. */
export function watchedServer(server: string): string {
  return `${WATCHED}${server}`;
}

/** The server that is called so; undefined for a pool. */
export function serverWatchedAs(name: string): string | undefined {
  return name.startsWith(WATCHED) ? name.slice(WATCHED.length) : undefined;
}

/** No pool begins so. */
const WATCHED = 'GTM server ';

/** The destination of a virtual server: its address, which it shares with others, and its port. */

import { joinPort, splitPort } from '../configuration/addresses.ts';
import { make } from '../configuration/commands.ts';
import { folderOf, splitFullPath } from '../configuration/names.ts';
import { maskOf, networkOf, parseNetwork, prefixOf } from '../configuration/networks.ts';
import { textOf } from '../configuration/properties.ts';
import { invalidValue, mcpd } from '../configuration/refusal.ts';
import type { Device, Draft, Entity, Values } from '../configuration/resource.ts';
import { addressIn, kept, type Located, wholeAddress } from './located-address.ts';
import { virtualAddress, virtualAddressIndex } from './virtual-address.ts';

/** The draft's properties with destination, mask and source in their canonical form; makes the virtual address if there is none. */
export function completed({ fullPath, properties, partition }: Draft, device: Device): Values {
  const destination = textOf(properties['destination']);
  const place = splitFullPath(destination.startsWith('/') ? destination : `/${partition ?? 'Common'}/${destination}`);
  const split = place === undefined ? undefined : splitPort(place.name);
  if (place === undefined || split === undefined) throw invalidValue('destination', destination);
  if (place.partition !== 'Common' && place.partition !== partition) {
    throw mcpd(
      '01070726',
      `A virtual server may only reference virtual addresses in the same partition or the common partition (${fullPath}:${destination})`,
    );
  }
  const named = device.store.get('ltm/virtual-address', `${folderOf(place)}/${split.host}`);
  const address = textOf(named?.properties['address']) || split.host;
  const located = addressIn(device, place.partition, address, () => invalidValue('destination', destination));
  const extent = extentOf(textOf(properties['mask']), located, fullPath);
  const source = textOf(properties['source']) || (located.family === 4 ? '0.0.0.0/0' : '::/0');
  if (parseNetwork(source)?.family !== located.family) throw invalidValue('source', source);
  const host = named === undefined ? located.shown : split.host;
  if (named === undefined) makeAddress(device, { ...place, name: host }, located, extent);
  const listensAt = named === undefined ? `${located.host}%${located.routeDomain}` : wholeAddress(named.properties);
  const said = { ...properties, destination: `${folderOf(place)}/${joinPort(host, split.port)}`, listensAt, mask: extent.mask, source };
  return extent.covers === 'host' && properties['ipForward'] === undefined
    ? said
    : { translateAddress: 'disabled', translatePort: 'disabled', ...said };
}

/** What of the addresses around a destination belongs to it. */
type Extent = { readonly mask: string; readonly covers: 'host' | 'network' };

function extentOf(said: string, { host, family }: Located, virtual: string): Extent {
  const full = family === 4 ? 32 : 128;
  const prefix = said === '' ? full : prefixOf(said);
  if (prefix === undefined || prefix > full) throw invalidValue('mask', said);
  if (networkOf({ host, family, prefix, routeDomain: undefined }).host !== host) {
    throw mcpd(
      '01070734',
      `Configuration error: The destination (${host}) of virtual server (${virtual}) is not the address of a network of mask ${said}.`,
    );
  }
  const everywhere = family === 4 ? 'any' : 'any6';
  return { mask: prefix === 0 ? everywhere : maskOf(family, prefix), covers: prefix < full || isWildcard(host) ? 'network' : 'host' };
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Another partition's virtual address serves too: only an explicit one is refused. Nobody is answered for a whole network. */
function makeAddress(device: Device, place: NonNullable<ReturnType<typeof splitFullPath>>, located: Located, extent: Extent): void {
  const path = `${folderOf(place)}/${place.name}`;
  const elsewhere = device.store.holder(virtualAddressIndex(`${located.host}%${located.routeDomain}`));
  if (device.store.get('ltm/virtual-address', path) !== undefined || elsewhere !== undefined) return;
  make(device, virtualAddress, path, {
    ...place,
    properties: { ...kept(located), mask: extent.mask, ...(extent.covers === 'host' ? {} : { arp: 'disabled', icmpEcho: 'disabled' }) },
  });
}

export type Destination = { readonly virtualAddress: string; readonly host: string; readonly port: number };

/** The parts of a canonical destination. */
export function destinationParts({ properties }: Pick<Entity, 'properties'>): Destination {
  const path = textOf(properties['destination']);
  const slash = path.lastIndexOf('/');
  const { host, port } = splitPort(path.slice(slash + 1)) ?? { host: '', port: 0 };
  return { virtualAddress: `${path.slice(0, slash)}/${host}`, host, port };
}

/** Two virtual servers with the same one can't both be there. */
export function listenerIndex({ properties }: Entity): string {
  const named = properties['vlansEnabled'] === 'vlansEnabled' ? ((properties['vlans'] as readonly string[] | undefined) ?? []) : ['*'];
  const vlans = named.toSorted((a, b) => (a < b ? -1 : 1)).join(' ');
  const protocol = String(properties['ipProtocol'] ?? 'any');
  const { port } = destinationParts({ properties });
  return `${listenersAt(String(properties['listensAt']), port)}${protocol} ${String(properties['source'])} ${String(properties['mask'])} ${vlans}`;
}

/** How the indexes begin of the virtual servers at an address with its route domain, and a port. */
export function listenersAt(address: string, port: number): string {
  return `listener ${address} ${port} `;
}

/** Removes the virtual address of a virtual server that left it, if it was the last and it may go. */
export function releaseAddress(virtual: Entity, device: Device): void {
  const path = destinationParts(virtual).virtualAddress;
  const address = device.store.get('ltm/virtual-address', path);
  if (address === undefined || address.properties['autoDelete'] === 'false') return;
  for (const _ of device.store.users({ namespace: 'ltm/virtual-address', path })) return;
  device.store.remove(address);
}

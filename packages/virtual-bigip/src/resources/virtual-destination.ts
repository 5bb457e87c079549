/** The destination of a virtual server: its address, which it shares with others, and its port. */

import { formatAddress, joinPort, parseAddress, splitPort } from '../configuration/addresses.ts';
import { make } from '../configuration/commands.ts';
import { folderOf, splitFullPath } from '../configuration/names.ts';
import { textOf } from '../configuration/properties.ts';
import { invalidValue, mcpd } from '../configuration/refusal.ts';
import type { Device, Draft, Entity, Values } from '../configuration/resource.ts';
import { addressIn } from './route-domain.ts';
import { fullMask, isMask, virtualAddress, virtualAddressIndex } from './virtual-address.ts';

/** The draft's properties with destination, mask and source in their canonical form; makes the virtual address if there is none. */
export function completed({ fullPath, properties, partition }: Draft, device: Device): Values {
  const said = textOf(properties['destination']);
  const place = splitFullPath(said.startsWith('/') ? said : `/${partition ?? 'Common'}/${said}`);
  const split = place === undefined ? undefined : splitPort(place.name);
  if (place === undefined || split === undefined) throw invalidValue('destination', said);
  if (place.partition !== 'Common' && place.partition !== partition) {
    throw mcpd(
      '01070726',
      `A virtual server may only reference virtual addresses in the same partition or the common partition (${fullPath}:${said})`,
    );
  }
  const path = `${folderOf(place)}/${split.host}`;
  const named = device.store.get('ltm/virtual-address', path);
  const address = named === undefined ? undefined : parseAddress(textOf(named.properties['address']));
  const wanted = address ?? addressIn(device, split.host, () => invalidValue('destination', said));
  const mask = textOf(properties['mask']) || fullMask(wanted.family);
  if (!isMask(mask)) throw invalidValue('mask', mask);
  const source = textOf(properties['source']) || (wanted.family === 4 ? '0.0.0.0/0' : '::/0');
  if (!/^[^/]+\/\d{1,3}$/.test(source) || parseAddress(source.split('/')[0] ?? '') === undefined) throw invalidValue('source', source);
  const host = named === undefined ? formatAddress(wanted) : split.host;
  if (named === undefined) makeAddress(device, { ...place, name: host }, host);
  return { ...properties, destination: `${folderOf(place)}/${joinPort(host, split.port)}`, mask, source };
}

/** Another partition's virtual address serves too: only an explicit one is refused. */
function makeAddress(device: Device, { partition, subPath, name }: NonNullable<ReturnType<typeof splitFullPath>>, address: string): void {
  const path = `${folderOf({ partition, subPath })}/${name}`;
  if (device.store.get('ltm/virtual-address', path) !== undefined || device.store.holder(virtualAddressIndex(address)) !== undefined)
    return;
  make(device, virtualAddress, path, { name, partition, subPath, properties: { address } });
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
  const { host, port } = destinationParts({ properties });
  const named = properties['vlansEnabled'] === 'vlansEnabled' ? ((properties['vlans'] as readonly string[] | undefined) ?? []) : ['*'];
  const vlans = named.toSorted((a, b) => (a < b ? -1 : 1)).join(' ');
  return `listener ${host} ${port} ${String(properties['ipProtocol'] ?? 'any')} ${String(properties['source'])} ${String(properties['mask'])} ${vlans}`;
}

/** Removes the virtual address of a virtual server that left it, if it was the last and it may go. */
export function releaseAddress(virtual: Entity, device: Device): void {
  const path = destinationParts(virtual).virtualAddress;
  const address = device.store.get('ltm/virtual-address', path);
  if (address === undefined || address.properties['autoDelete'] === 'false') return;
  for (const _ of device.store.users({ namespace: 'ltm/virtual-address', path })) return;
  device.store.remove(address);
}

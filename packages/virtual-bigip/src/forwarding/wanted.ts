/** What the kernel must have so that it forwards as the configuration says: addresses, routes and which virtual servers forward. */

import { includes, type Network, networkOf, parseNetwork, prefixOf } from '../configuration/networks.ts';
import { textOf } from '../configuration/properties.ts';
import type { Device, Entity } from '../configuration/resource.ts';
import { keptRouteDomain, wholeAddress } from '../resources/located-address.ts';
import { destinationOf } from '../resources/net/destination.ts';
import { vlansOf } from '../resources/net/route-domain-vlans.ts';
import { selfAddresses } from '../resources/net/self-addresses.ts';
import { destinationParts } from '../resources/virtual-destination.ts';

type Family = 4 | 6;

export type WantedAddress = {
  readonly family: Family;
  readonly address: string;
  readonly prefix: number;
  readonly link: string;
  /** A virtual address may be anywhere, and is nobody's source. */
  readonly role: 'self' | 'virtual';
};

export type WantedRoute = {
  readonly family: Family;
  /** `10.32.1.0/24`, `0.0.0.0/0`. */
  readonly network: string;
  readonly way:
    | { readonly kind: 'gateway'; readonly address: string; readonly link: string }
    | { readonly kind: 'link'; readonly link: string }
    | { readonly kind: 'blackhole' };
  /** 0: the link's. */
  readonly mtu: number;
};

/** A forwarding virtual server. */
export type Forwarding = {
  readonly path: string;
  readonly family: Family;
  readonly destination: { readonly network: string; readonly prefix: number };
  readonly source: { readonly network: string; readonly prefix: number };
  /** 0: any. */
  readonly port: number;
  readonly protocol: string;
  /** Where packets of new flows may come from. */
  readonly from: readonly string[];
  /** A disabled one keeps the flows that it has. */
  readonly takes: 'new flows' | 'nothing new';
  readonly translation: 'none' | 'automap';
};

export type Wanted = {
  /** The links of VLANs. */
  readonly links: readonly string[];
  readonly addresses: readonly WantedAddress[];
  readonly routes: readonly WantedRoute[];
  readonly forwardings: readonly Forwarding[];
  /** What is configured and isn't carried, with the reason. */
  readonly left: readonly string[];
};

/** What the configuration asks of the kernel. `linkOf`: the name that the kernel has for a port. Only route domain 0 is carried. */
export function wantedOf(device: Device, linkOf: (port: string) => string): Wanted {
  const left: string[] = [];
  const links = vlanLinks(device, linkOf, left);
  const selves = selfAddresses(device).flatMap(({ network, vlan, path }) => {
    const link = links.get(vlan);
    if (network.routeDomain !== 0 || link === undefined) {
      left.push(
        `self IP ${path}: ${network.routeDomain === 0 ? `VLAN ${vlan} has no port that is carried` : 'only route domain 0 is carried'}`,
      );
      return [];
    }
    return [{ network, link }];
  });
  const addresses: WantedAddress[] = [
    ...selves.map(
      ({ network, link }): WantedAddress => ({ family: network.family, address: network.host, prefix: network.prefix, link, role: 'self' }),
    ),
    ...virtualAddresses(device, selves),
  ];
  const routes = [...device.store.table('net/route').values()].flatMap((route) => wantedRoute(route, links, selves, left));
  const virtuals = [...device.store.table('ltm/virtual').values()].filter(({ properties }) => properties['ipForward'] !== undefined);
  const forwardings = virtuals.flatMap((virtual) => forwardingOf(virtual, device, links, left));
  return { links: [...new Set(links.values())], addresses, routes, forwardings: forwardings.toSorted(mostSpecificFirst), left };
}

type Self = { readonly network: Network; readonly link: string };

/** VLAN → link: the kernel carries VLANs that are alone on a port. */
function vlanLinks({ store }: Device, linkOf: (port: string) => string, left: string[]): Map<string, string> {
  const zero = store.get('net/route-domain', '/Common/0');
  const links = new Map<string, string>();
  for (const vlan of zero === undefined ? [] : vlansOf(zero)) {
    if (store.get('net/vlan', vlan) === undefined) continue;
    const ports = [...store.children('net/vlan/interfaces', vlan)];
    const untagged = ports.find(({ properties }) => properties['untagged'] !== 'tagged');
    if (untagged !== undefined) links.set(vlan, linkOf(untagged.name));
    if (ports.length > (untagged === undefined ? 0 : 1)) left.push(`VLAN ${vlan}: only one untagged port is carried`);
  }
  return links;
}

/** Those of single hosts. They are on the link whose network they are in, so that its hosts find them, else on none. */
function virtualAddresses({ store }: Device, selves: readonly Self[]): WantedAddress[] {
  const found: WantedAddress[] = [];
  for (const { properties } of store.table('ltm/virtual-address').values()) {
    const network = parseNetwork(`${wholeAddress(properties)}/${prefixOf(textOf(properties['mask'])) ?? 0}`);
    const full = network?.family === 4 ? 32 : 128;
    const isHost = network?.prefix === full && network.host !== '0.0.0.0' && network.host !== '::';
    if (network === undefined || !isHost || keptRouteDomain(properties) !== 0 || properties['enabled'] === 'no') continue;
    if (selves.some((self) => self.network.host === network.host)) continue;
    const link = selves.find((self) => includes(self.network, network))?.link ?? 'lo';
    found.push({ family: network.family, address: network.host, prefix: full, link, role: 'virtual' });
  }
  return found;
}

function wantedRoute(
  { fullPath, properties }: Entity,
  links: ReadonlyMap<string, string>,
  selves: readonly Self[],
  left: string[],
): WantedRoute[] {
  const destination = destinationOf({ properties });
  const { family } = destination;
  const base = { family, network: `${destination.host}/${destination.prefix}`, mtu: Number(properties['mtu'] ?? 0) };
  const gateway = parseNetwork(`${textOf(properties['wholeGateway'])}/0`);
  const vlan = textOf(properties['tmInterface']);
  const link = gateway === undefined ? links.get(vlan) : selves.find(({ network }) => includes(network, gateway))?.link;
  if (destination.routeDomain === 0) {
    if (properties['blackhole'] !== undefined) return [{ ...base, way: { kind: 'blackhole' } }];
    if (gateway !== undefined && link !== undefined) return [{ ...base, way: { kind: 'gateway', address: gateway.host, link } }];
    if (vlan !== '' && link !== undefined) return [{ ...base, way: { kind: 'link', link } }];
  }
  const why =
    destination.routeDomain !== 0
      ? 'only route domain 0 is carried'
      : properties['pool'] === undefined
        ? 'its VLAN has no port that is carried'
        : 'pools of gateways are not carried';
  left.push(`route ${fullPath}: ${why}`);
  return [];
}

function forwardingOf(virtual: Entity, device: Device, links: ReadonlyMap<string, string>, left: string[]): Forwarding[] {
  const { key, properties } = virtual;
  const [host = '', routeDomain] = textOf(properties['listensAt']).split('%');
  const destination = parseNetwork(`${host}/${prefixOf(textOf(properties['mask'])) ?? 0}`);
  const source = parseNetwork(textOf(properties['source']));
  const translation = (properties['sourceAddressTranslation'] as { readonly type?: string } | undefined)?.type ?? 'none'; // as its property takes
  if (destination === undefined || source === undefined || routeDomain !== '0' || translation === 'snat') {
    left.push(`virtual server ${key}: ${translation === 'snat' ? 'snat pools are not carried' : 'only route domain 0 is carried'}`);
    return [];
  }
  const address = device.store.get('ltm/virtual-address', destinationParts(virtual).virtualAddress);
  return [
    {
      path: key,
      family: destination.family,
      destination: { network: destination.host, prefix: destination.prefix },
      source: { network: networkOf(source).host, prefix: source.prefix },
      port: destinationParts(virtual).port,
      protocol: textOf(properties['ipProtocol']) || 'any',
      from: comesFrom(properties, links),
      takes: properties['enabled'] === 'disabled' || address?.properties['enabled'] === 'no' ? 'nothing new' : 'new flows',
      translation: translation === 'automap' ? 'automap' : 'none',
    },
  ];
}

/** The VLANs that are named, or all others. */
function comesFrom(properties: Entity['properties'], links: ReadonlyMap<string, string>): string[] {
  const named = (properties['vlans'] as readonly string[] | undefined) ?? [];
  const only = properties['vlansEnabled'] === 'vlansEnabled';
  return [...links].filter(([vlan]) => named.includes(vlan) === only).map(([, link]) => link);
}

/** As TMM looks for the virtual server of a packet: destination, then source, then port. */
function mostSpecificFirst(a: Forwarding, b: Forwarding): number {
  return b.destination.prefix - a.destination.prefix || b.source.prefix - a.source.prefix || Number(b.port > 0) - Number(a.port > 0);
}

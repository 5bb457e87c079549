/** Pure: under which names and in which form a network stands on a BIG-IP. */
import { destinationPath, fromBigipAddress, normalAddress, toBigipAddress } from '@berth/icontrol';
import { RouteNetwork } from '@berth/messages';

type NetworkParts = { readonly address: string; readonly routeDomain: number; readonly length: number };

/** `10.0.0.0%2/24` in its parts. Throws a RangeError for anything else. */
function networkParts(network: string): NetworkParts {
  const [, address, routeDomain, length] = /^([0-9a-f.:]+)%(\d+)\/(\d+)$/.exec(network) ?? [];
  if (address === undefined) throw new RangeError(`"${network}" is no network with a route domain`);
  return { address, routeDomain: Number(routeDomain), length: Number(length) };
}

/** `berth_route_10.0.0.0_24`, which no other network has. */
export function objectName(kind: 'route' | 'forward', network: RouteNetwork): string {
  const { address, routeDomain, length } = networkParts(network);
  return `berth_${kind}_${address.replaceAll(':', '-')}_${length}${routeDomain === 0 ? '' : `_rd${routeDomain}`}`;
}

/** The network that an object is named after, by its full path; undefined for any other name. */
export function networkInName(path: string): RouteNetwork | undefined {
  const [, address, length, routeDomain = '0'] = /\/berth_(?:route|forward)_([0-9a-f.-]+)_(\d{1,3})(?:_rd(\d+))?$/.exec(path) ?? [];
  const parsed = RouteNetwork.safeParse(`${address?.replaceAll('-', ':')}%${routeDomain}/${length}`);
  return parsed.success ? parsed.data : undefined;
}

/** As BIG-IP writes it: `10.0.0.0/24`, with another route domain than the partition's own `10.0.0.0%2/24`. */
export function toBigipNetwork(network: string, defaultRouteDomain: number): string {
  const { address, routeDomain, length } = networkParts(network);
  return `${toBigipAddress(`${address}%${routeDomain}`, defaultRouteDomain)}/${length}`;
}

/** Where a virtual server listens that takes the whole network, any port. */
export function networkDestination(folder: string, network: string, defaultRouteDomain: number): string {
  const { address, routeDomain } = networkParts(network);
  return destinationPath(`${folder}/${toBigipAddress(`${address}%${routeDomain}`, defaultRouteDomain)}`, 0);
}

export function maskOf(network: string): string {
  const { address, length } = networkParts(network);
  const isIpv6 = address.includes(':');
  const [groups, bits] = isIpv6 ? [8, 16] : [4, 8];
  const parts = Array.from({ length: groups }, (_, at) => {
    const set = Math.max(0, Math.min(bits, length - at * bits));
    const value = (2 ** set - 1) * 2 ** (bits - set);
    return isIpv6 ? value.toString(16) : String(value);
  });
  return normalMask(parts.join(isIpv6 ? ':' : '.'));
}

/** One form for each mask. */
export function normalMask(mask: string): string {
  return normalAddress(mask.replace(/^any6$/, '::').replace(/^any$/, '0.0.0.0'));
}

/** The inverse of `toBigipNetwork`: always with its route domain, `default` as zeros; undefined for what isn't known. */
export function fromBigipNetwork(network: string, defaultRouteDomain: number): string | undefined {
  const whole = network.replace(/^default-inet6/, '::').replace(/^default/, '0.0.0.0');
  const [, address = '', routeDomain = '', length = '0'] = /^([0-9a-fA-F.:]+)(%\d+)?(?:\/(\d+))?$/.exec(whole) ?? [];
  return address === '' ? undefined : `${fromBigipAddress(`${address}${routeDomain}`, defaultRouteDomain)}/${length}`;
}

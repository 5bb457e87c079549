/** Pure: at which address and port a container can be reached. */
import type { Container, Network } from '@berth/messages';
import ipaddr from 'ipaddr.js';

/** What is known of the engine around a container. */
export type Around = {
  /** Of the engine's host, as configured. */
  readonly engineAddress: string;
  readonly networks: readonly Network[];
  readonly container: (id: string) => Container | undefined;
};

export type Asked = {
  readonly port: number;
  readonly network: string | undefined;
  /** auto: published when that port is published and no network is asked for, else container. */
  readonly address: 'container' | 'published' | 'auto';
};

export type Place =
  /** Without route domain, IPv6 as RFC 5952. */
  | { readonly kind: 'reached'; readonly address: string; readonly port: number }
  /** It has no address, and that is all right in its state. */
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly what: string; readonly hint: string };

/** The one place where the container serves that port, or why there is none. Never a pick among several. */
export function placeOf(container: Container, asked: Asked, around: Around): Place {
  const holder = networkHolder(container, around);
  if (holder === undefined)
    return problem('shares the network of a container that this engine does not know', 'start the container that it refers to');
  switch (holder.attachment.kind) {
    case 'host':
      return { kind: 'reached', address: canonical(around.engineAddress), port: asked.port };
    case 'networks': {
      const ownAddress = asked.address === 'container' || (asked.address === 'auto' && asked.network !== undefined);
      const published = ownAddress ? undefined : publishedPlace(holder, asked.port, around.engineAddress);
      if (published !== undefined) return published;
      if (asked.address === 'published')
        return problem(
          `asks for a published port, but port ${asked.port} is not published where others reach it`,
          `publish it (-p ${asked.port}), or set berth.address=container`,
        );
      return containerPlace(holder, asked, around.networks);
    }
    case 'none':
    case 'container':
      return problem('has no network', 'attach it to a network, or set berth.enable=false');
    default:
      return holder.attachment satisfies never;
  }
}

/** The container whose network this one uses: itself, or the one that `--network container:` names, however often. */
export function networkHolder(container: Container, { container: find }: Pick<Around, 'container'>): Container | undefined {
  const seen = new Set<string>();
  let holder: Container | undefined = container;
  while (holder?.attachment.kind === 'container' && !seen.has(holder.id)) {
    seen.add(holder.id);
    holder = find(holder.attachment.container);
  }
  return holder;
}

/** Bindings that only the engine's own host reaches don't count; without any other, undefined. */
function publishedPlace({ ports }: Container, port: number, engineAddress: string): Place | undefined {
  const engine = ipaddr.parse(engineAddress);
  const places = new Map<string, Place & { kind: 'reached' }>();
  for (const { hostIp, hostPort } of ports.find((exposed) => exposed.port === port && exposed.protocol === 'tcp')?.published ?? []) {
    if (hostIp !== '' && !ipaddr.isValid(hostIp)) continue;
    const bound = ipaddr.parse(hostIp === '' ? '0.0.0.0' : hostIp);
    if (bound.range() === 'loopback' || (bound.range() === 'unspecified' && bound.kind() !== engine.kind())) continue;
    const address = canonical(bound.range() === 'unspecified' ? engineAddress : hostIp);
    places.set(`${address} port ${hostPort}`, { kind: 'reached', address, port: hostPort });
  }
  if (places.size > 1)
    return problem(
      `has port ${port} published more than once: ${[...places.keys()].join(' and ')}`,
      'publish it once, or set berth.address=container',
    );
  return places.values().next().value;
}

function containerPlace({ attachment, state }: Container, asked: Asked, networks: readonly Network[]): Place {
  const attached = attachment.kind === 'networks' ? attachment.networks : [];
  if (asked.network !== undefined && !attached.some(({ network }) => network === asked.network))
    return problem(
      `is not on the network ${asked.network}`,
      `attach it, or set berth.network to one of ${attached.map(({ network }) => network).join(', ')}`,
    );
  const candidates = attached.flatMap(({ network: name, ipv4, ipv6 }) => {
    const network = networks.find((known) => known.name === name);
    const address = ipv4 ?? ipv6;
    const meant = asked.network === undefined ? network !== undefined && isRouted(network) : name === asked.network;
    return meant && address !== undefined ? [{ name, network, address }] : [];
  });
  const [only, second] = candidates;
  if (only === undefined)
    return state === 'running' || state === 'unhealthy'
      ? problem('has no address on a network that can be routed', 'attach it to a bridge network that is not internal, or publish its port')
      : { kind: 'none' };
  if (second !== undefined)
    return problem(
      `has an address on each of the networks ${candidates.map(({ name }) => name).join(' and ')}`,
      `set berth.network to one of them`,
    );
  if (!(only.network?.subnets ?? []).some(({ subnet }) => isWithin(only.address, subnet)))
    return problem(
      `has the address ${only.address}, which lies in none of the subnets of its network ${only.name}`,
      'give it an address of its network',
    );
  return { kind: 'reached', address: canonical(only.address), port: asked.port };
}

/** Whether packets from outside the engine can be routed to it at all; an overlay's addresses mean nothing outside. */
export function isRouted({ driver, internal }: Network): boolean {
  return !internal && (driver === 'bridge' || driver === 'macvlan' || driver === 'ipvlan');
}

function isWithin(address: string, subnet: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(subnet)) return false;
  const [parsed, range] = [ipaddr.parse(address), ipaddr.parseCIDR(subnet)];
  return parsed.kind() === range[0].kind() && parsed.match(range);
}

/** As it stands on the bus: IPv6 as RFC 5952. */
export function canonical(address: string): string {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === 'ipv6' ? (parsed as ipaddr.IPv6).toRFC5952String() : parsed.toString();
}

function problem(what: string, hint: string): Place {
  return { kind: 'problem', what, hint };
}

/** Pure: the addresses at which a container might be reached, each with what is against it. */
import { canonical } from '@berth/convention';
import type { Container, Network } from '@berth/messages';
import ipaddr from 'ipaddr.js';
import { againstAddress, isWithin } from './allowed-subnets.ts';

/** One address and port at which a container might be reached. */
export type Candidate = {
  /** Without route domain, IPv6 as RFC 5952. */
  readonly address: string;
  readonly port: number;
  /** `172.18.0.2 in front`, `192.0.2.11:8080`. */
  readonly at: string;
  /** Undefined for a published port. */
  readonly network: string | undefined;
  /** Why it can't be taken; undefined when it can. */
  readonly against: string | undefined;
};

export type Sought = {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Of the engine's host, as configured. */
  readonly engineAddress: string;
  /** In which its engine's containers may have addresses. */
  readonly subnets: readonly string[];
};

type Networks = {
  readonly networks: readonly Network[];
  /** What is configured about one; undefined: nothing. */
  readonly routed: (network: Network) => boolean | undefined;
};

/** Its own addresses, on the network that is asked for or on those that can be routed. */
export function ownAddresses(
  { attachment }: Container,
  asked: Sought & { readonly network: string | undefined },
  { networks, routed }: Networks,
): Candidate[] {
  const attached = attachment.kind === 'networks' ? attachment.networks : [];
  return attached.flatMap(({ network: name, ipv4, ipv6 }) => {
    const network = networks.find((known) => known.name === name);
    const both = [ipv4, ipv6].filter((address) => address !== undefined);
    const judged = both.map((address) => ({
      address,
      against: againstNetwork(name, network, { asked: asked.network, routed }) ?? againstOwn(address, network, asked.subnets),
    }));
    const usable = judged.filter(({ against }) => against === undefined);
    return judged.map(({ address, against }): Candidate => {
      const other = usable.length > 1 && familyOf(address) !== familyOf(asked.engineAddress);
      const plain = isAddress(address) ? canonical(address) : address;
      return {
        address: plain,
        port: asked.port,
        at: `${plain} in ${name}`,
        network: name,
        against: against ?? (other ? `its engine is reached by ${familyOf(asked.engineAddress)}` : undefined),
      };
    });
  });
}

/** The ports of its engine that lead to its port. */
export function publishedPorts({ ports }: Container, { port, protocol, engineAddress, subnets }: Sought): Candidate[] {
  const found = new Map<string, Candidate>();
  const exposed = ports.find((candidate) => candidate.port === port && candidate.protocol === protocol);
  for (const { hostIp, hostPort } of exposed?.published ?? []) {
    const bound = isAddress(hostIp === '' ? '0.0.0.0' : hostIp) ? ipaddr.parse(hostIp === '' ? '0.0.0.0' : hostIp) : undefined;
    const everywhere = bound?.range() === 'unspecified';
    const address = everywhere ? canonical(engineAddress) : bound === undefined ? hostIp : canonical(hostIp);
    const against =
      againstBinding(bound, engineAddress) ?? (address === canonical(engineAddress) ? undefined : againstAddress(address, subnets));
    const shown = everywhere && against !== undefined ? hostIp : address;
    const at = `${shown.includes(':') ? `[${shown}]` : shown}:${hostPort}`;
    found.set(at, { address, port: hostPort, at, network: undefined, against });
  }
  return [...found.values()];
}

/** Whether packets from outside the engine can be routed to it at all; an overlay's addresses mean nothing outside. */
export function isRouted(network: Network): boolean {
  return againstRouting(network) === undefined;
}

const routedDrivers: ReadonlySet<string> = new Set(['bridge', 'macvlan', 'ipvlan']);

/** A network that a label asks for, or that is configured as routed, is taken as reachable, but for those that can't be. */
function againstNetwork(
  name: string,
  network: Network | undefined,
  { asked, routed }: Pick<Networks, 'routed'> & { readonly asked: string | undefined },
): string | undefined {
  if (asked !== undefined && name !== asked) return `the network asked for is ${asked}`;
  if (network === undefined) return 'its engine does not tell of this network';
  if (network.driver === 'overlay')
    return name === 'ingress' ? "it is of Swarm's routing mesh, which takes any task" : 'addresses of an overlay mean nothing outside it';
  if (asked !== undefined) return undefined;
  const said = routed(network);
  if (said === undefined) return againstRouting(network);
  return said ? undefined : 'its engine is configured not to have the network routed';
}

function againstRouting({ driver, internal, options }: Network): string | undefined {
  if (internal) return 'the network is internal';
  if (options['com.docker.network.bridge.gateway_mode_ipv4'] === 'isolated') return 'the network is isolated from its host';
  return routedDrivers.has(driver) ? undefined : `it is not known how networks of the driver ${driver} are reached`;
}

function againstOwn(address: string, network: Network | undefined, subnets: readonly string[]): string | undefined {
  if (!(network?.subnets ?? []).some(({ subnet }) => isWithin(address, subnet))) return 'it lies in none of the subnets of its network';
  return againstAddress(address, subnets);
}

function againstBinding(bound: ipaddr.IPv4 | ipaddr.IPv6 | undefined, engineAddress: string): string | undefined {
  switch (bound?.range()) {
    case undefined:
      return 'it is no address';
    case 'loopback':
    case 'linkLocal':
      return 'only its own host reaches it';
    case 'unspecified':
      return bound?.kind() === ipaddr.parse(engineAddress).kind() ? undefined : `its engine is reached by ${familyOf(engineAddress)}`;
    default:
      return undefined;
  }
}

function familyOf(address: string): 'IPv4' | 'IPv6' {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

function isAddress(text: string): boolean {
  return ipaddr.isValid(text);
}

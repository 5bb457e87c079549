/** Pure: the subnets that are to have routes, and all that may be in their way. */
import { canonical } from '@berth/convention';
import type { PlannedEngine } from '@berth/installation';
import {
  type BigipNetwork,
  type Engine,
  type EngineName,
  type MemberAddress,
  type Routing,
  type SiteName,
  withRouteDomain,
} from '@berth/messages';
import { isAllowedSubnet } from '../allowed-subnets.ts';
import type { Held } from './overlaps.ts';
import { isRoutedBy, routeDomainOf } from './routed-networks.ts';
import { familyOf, parseRouteNetwork, type Subnet, subnetOf, subnetOfSelfIp } from './subnets.ts';

/** What is known of an engine. unknown: its document can't be had now. */
export type RoutedEngine = {
  readonly name: EngineName;
  readonly site: SiteName;
  readonly config: PlannedEngine;
  readonly seen: 'unknown' | Pick<Engine, 'networks' | 'dockerVersion' | 'host'>;
};

/** A subnet that is to have a route. */
export type Claim = Held & { readonly engine: RoutedEngine; readonly docker: string };

/** Every subnet of the networks that the engine routes, as far as its containers may have addresses there. */
export function claimsOf(engine: RoutedEngine, routeDomain: number): Claim[] {
  const { name, seen, config } = engine;
  if (seen === 'unknown') return [];
  return seen.networks
    .filter((network) => isRoutedBy(network, config))
    .flatMap((network) =>
      network.subnets.flatMap(({ subnet: text }): Claim[] => {
        if (!isAllowedSubnet(text, config.allow.subnets)) return [];
        const subnet = subnetOf(text, routeDomainOf(network, config) ?? routeDomain);
        return subnet === undefined
          ? []
          : [{ subnet, owner: `engine ${name}`, name: nameOf(engine, network.name), engine, docker: network.name }];
      }),
    );
}

/** What was planned for an engine that can't be seen is still its own. */
export function heldBefore(engine: RoutedEngine, previous: Routing | undefined): Held[] {
  return [...(previous?.routes ?? []), ...(previous?.withheld ?? [])].flatMap(({ network, docker }) => {
    const subnet = parseRouteNetwork(network);
    return subnet === undefined ? [] : [{ subnet, owner: `engine ${engine.name}`, name: nameOf(engine, docker) }];
  });
}

/** The networks that the BIG-IP itself is in. */
export function selfNetworks(bigip: string, network: BigipNetwork | undefined): Held[] {
  return (network?.selfIps ?? []).flatMap((self) => {
    const subnet = subnetOfSelfIp(self);
    return subnet === undefined ? [] : [{ subnet, owner: `bigip ${bigip}`, name: `self IP ${self.name} of ${bigip}` }];
  });
}

/** The engine's address of the same IP version as the subnet; undefined where none is configured. */
export function gatewayFor({ family, routeDomain }: Subnet, { address, gateways }: PlannedEngine): MemberAddress | undefined {
  const gateway = [...gateways, address].find((candidate) => familyOf(candidate) === family);
  return gateway === undefined ? undefined : withRouteDomain(canonical(gateway), routeDomain);
}

function nameOf({ name, site }: RoutedEngine, docker: string): string {
  return `network ${docker} of engine ${name} (site ${site})`;
}

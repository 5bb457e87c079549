/** Pure: to which of an engine's networks routes lead. */
import type { PlannedEngine } from '@berth/installation';
import type { Network } from '@berth/messages';
import { matches } from '../allow.ts';

/** As configured; by itself, where containers have addresses that only their host leads to. */
export function isRoutedBy(network: Network, { networks }: Pick<PlannedEngine, 'networks'>): boolean {
  return optionsOf(network, networks)?.routed ?? isRoutedByItself(network);
}

/** Undefined where nothing is configured. */
export function routedAsConfigured(network: Pick<Network, 'name'>, { networks }: Pick<PlannedEngine, 'networks'>): boolean | undefined {
  return optionsOf(network, networks)?.routed;
}

/** Undefined: that of the BIG-IP. */
export function routeDomainOf(network: Pick<Network, 'name'>, { networks }: Pick<PlannedEngine, 'networks'>): number | undefined {
  return optionsOf(network, networks)?.routeDomain;
}

function optionsOf({ name }: Pick<Network, 'name'>, networks: PlannedEngine['networks']) {
  return Object.entries(networks).find(([pattern]) => matches(name, [pattern]))?.[1];
}

/** Swarm's bridge to the outside, and networks whose addresses are the local network's own, lead nowhere by a route. */
function isRoutedByItself({ name, driver, internal, options }: Network): boolean {
  if (internal || name === 'docker_gwbridge') return false;
  if (driver === 'ipvlan') return /^l3/.test(options['ipvlan_mode'] ?? '');
  return driver === 'bridge' && options['com.docker.network.bridge.gateway_mode_ipv4'] !== 'isolated';
}

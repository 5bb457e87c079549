/** Where a static route leads to: `10.32.1.0/24`, `default`, `default-inet6`, each with a route domain or without. */

import { formatNetwork, type Network, networkOf, parseNetwork } from '../../configuration/networks.ts';
import { asText, textOf } from '../../configuration/properties.ts';
import { invalidValue } from '../../configuration/refusal.ts';
import type { Entity, Property } from '../../configuration/resource.ts';
import { mustExist, ownRouteDomain } from '../located-address.ts';

const EVERYWHERE: Readonly<Record<string, Network>> = {
  default: { host: '0.0.0.0', family: 4, prefix: 0, routeDomain: undefined },
  'default-inet6': { host: '::', family: 6, prefix: 0, routeDomain: undefined },
};

/** The network that a text means; undefined if it is none, or has bits behind its prefix. */
export function parseDestination(text: string): Network | undefined {
  const [name = '', domain, ...more] = text.split('%');
  const everywhere = EVERYWHERE[name];
  if (everywhere !== undefined) {
    if (more.length > 0 || (domain !== undefined && !/^\d{1,5}$/.test(domain))) return undefined;
    return { ...everywhere, routeDomain: domain === undefined ? undefined : Number(domain) };
  }
  const network = parseNetwork(text);
  return network === undefined || networkOf(network).host !== network.host ? undefined : network;
}

/** As BIG-IP says it to a partition whose route domain is `own`. */
function formatDestination(network: Network, own: number): string {
  if (network.prefix > 0) return formatNetwork(network, own);
  const { routeDomain } = network;
  return `${network.family === 4 ? 'default' : 'default-inet6'}${routeDomain === undefined || routeDomain === own ? '' : `%${routeDomain}`}`;
}

/** The network of a static route. It can't be changed. */
export function destination(): Property {
  return {
    life: 'fixed',
    required: true,
    parse: (value, { name, partition, device }) => {
      const said = asText(value, name);
      const network = parseDestination(said);
      if (network === undefined) throw invalidValue(name, said);
      const own = ownRouteDomain(device, partition);
      mustExist(device, network.routeDomain ?? own);
      return formatDestination(network, own);
    },
  };
}

/** The network of a route, with its route domain. */
export function destinationOf({ properties }: Pick<Entity, 'properties'>): Network {
  return parseNetwork(textOf(properties['wholeNetwork'])) ?? { host: '', family: 4, prefix: 0, routeDomain: undefined };
}

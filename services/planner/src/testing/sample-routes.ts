/** For tests of routes: engines with networks, and a BIG-IP between them, with a value for all that a case is not about. */
import { EngineName, MemberAddress, type Network, SiteName } from '@berth/messages';
import type { RoutesInput } from '../routes/plan-routes.ts';
import type { RoutedEngine } from '../routes/route-claims.ts';

type NetworkInput = Partial<Omit<Network, 'subnets'>> & { readonly subnets?: readonly string[] };

/** A bridge network of Docker; by its subnet alone, or by what is special about it. */
function network(name: string, given: string | NetworkInput): Network {
  const { subnets = [], ...more } = typeof given === 'string' ? { subnets: [given] } : given;
  return { id: name, name, driver: 'bridge', internal: false, options: {}, subnets: subnets.map((subnet) => ({ subnet })), ...more };
}

type EngineInput = {
  readonly site?: string;
  readonly config?: Partial<RoutedEngine['config']>;
  readonly networks?: Readonly<Record<string, string | NetworkInput>>;
  readonly dockerVersion?: string;
  readonly defaultGateways?: readonly string[];
  readonly seen?: 'unknown';
};

/** `docker1` at 192.0.2.11, `docker2` at 192.0.2.12, and so on. */
export function engineWith(number: number, given: EngineInput = {}): RoutedEngine {
  const { site = 'east', config = {}, networks = {}, dockerVersion = '20.10.24', defaultGateways, seen } = given;
  const allow = { services: ['*'], hosts: [], virtuals: [], monitors: [], templates: [], subnets: ['0.0.0.0/0', '::/0'] };
  return {
    name: EngineName.parse(`docker${number}`),
    site: SiteName.parse(site),
    config: { address: `192.0.2.${10 + number}`, allow, gateways: [], networks: {}, ...config } as RoutedEngine['config'],
    seen: seen ?? {
      dockerVersion,
      networks: Object.entries(networks).map(([name, network_]) => network(name, network_)),
      ...(defaultGateways && { host: { defaultGateways: [...defaultGateways] } }),
    },
  };
}

/** The BIG-IP edge with self IPs such as `192.0.2.1/24`; without any, it isn't known how it stands. */
export function routesInput(
  engines: readonly RoutedEngine[],
  more: Partial<RoutesInput> & { readonly selfIps?: readonly string[] } = {},
): RoutesInput {
  const { selfIps, ...rest } = more;
  return {
    bigip: 'edge',
    routeDomain: 0,
    network: selfIps && { selfIps: selfIps.map(selfIp), vlans: ['/Common/internal'], routeDomains: [{ id: 0, name: '/Common/0' }] },
    engines,
    elsewhere: [],
    previous: () => undefined,
    states: () => [],
    dns: undefined,
    ...rest,
  };
}

function selfIp(text: string) {
  const [address = '', length] = text.split('/');
  const whole = MemberAddress.parse(address.includes('%') ? address : `${address}%0`);
  return {
    name: `/Common/self-${address}`,
    address: whole,
    length: Number(length),
    vlan: '/Common/internal',
    floating: 'disabled' as const,
  };
}

/** Builders of desired documents: a test says only what it is about. */
import { DesiredBase, DesiredRoutes, zeroEpoch } from '@berth/messages';

export const installation = 'shop-east';
const epoch = { ...zeroEpoch('planner.east'), created: 1, revision: 1 };

/** The routes to an engine at 10.31.N.2, by network: `{ '10.32.1.0/24': 'bridge' }`. */
export function routes(
  engine: number,
  networks: Readonly<Record<string, string>>,
  more: { readonly partial?: readonly string[]; readonly gateway?: string; readonly routeDomain?: number } = {},
): DesiredRoutes {
  const { partial = [], routeDomain = 0, gateway } = more;
  const all = Object.entries(networks).map(([network, docker]) => {
    const [address = '', length] = network.split('/');
    const by = gateway ?? (address.includes(':') ? `fd00:31:${engine}::2` : `10.31.${engine}.2`);
    return { network: `${address}%${routeDomain}/${length}`, gateway: `${by}%${routeDomain}`, docker };
  });
  const reach = { networks: [], back: 'unknown', findings: [] };
  const want = { kind: 'serving', partial, routes: all, withheld: [], reach };
  return DesiredRoutes.parse({ v: 1, kind: 'routes', epoch, bigip: 'edge', engine: `docker${engine}`, want });
}

/** An engine that is no longer wanted. */
export function gone(engine: number): DesiredRoutes {
  const want = { kind: 'gone', cause: 'config', since: 0 };
  return DesiredRoutes.parse({ v: 1, kind: 'routes', epoch, bigip: 'edge', engine: `docker${engine}`, want });
}

export function base(more: object = {}): DesiredBase {
  const shared = { folder: '/berth', dataGroups: [], rules: [], virtuals: [] };
  return DesiredBase.parse({ v: 1, kind: 'base', epoch, bigip: 'edge', ...shared, ...more });
}

/** What comes from these VLANs is forwarded. */
export function forwarding(...vlans: readonly string[]): DesiredBase {
  return base({ forwarding: { vlans: vlans.map((vlan) => `/Common/${vlan}`) } });
}

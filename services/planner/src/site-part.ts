/** What one site has to do with a wide IP: what its own planner asks for there. */
import type { Origin, ServiceName, SiteName } from '@berth/messages';
import type { SitePart } from './plan-wide-ip.ts';
import type { ServiceIndex } from './service-index.ts';

/** Every BIG-IP of a site has the same names and containers. `index`: undefined for a site of which nothing is known. */
export function sitePart(site: SiteName, index: ServiceIndex | undefined, service: ServiceName): SitePart {
  const bigips = [...(index?.site.bigips.keys() ?? [])];
  const [bigip] = bigips;
  const want = bigip && index?.wants.of(bigip, service);
  const pool = want?.kind === 'serving' ? want.pool.name : service;
  const isDown = (origin: Origin) => bigips.every((each) => index?.engines.doubts.isDown(each, pool, origin) === true);
  return { site, want, unknown: index?.unknown ?? [], isDown };
}

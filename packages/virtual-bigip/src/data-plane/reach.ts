/** Which addresses the data plane may send to: a test's made-up member must not be looked for outside the machine's own networks. */
import { readFileSync } from 'node:fs';
import { BlockList, isIPv6 } from 'node:net';
import { routesIn, routesIn6 } from './routes.ts';

/** How long, in ms, routes hold, as to addresses that they lead to and as to others: networks come and go with containers. */
const KEPT = { reached: 1_000, unreached: 50 };

/** `routed`: only where a route other than the default one leads; `anywhere`: everywhere. */
export type Reach = 'routed' | 'anywhere';

export class Reachable {
  readonly #reach: Reach;
  #routes: BlockList | undefined = new BlockList();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  includes(address: string): boolean {
    if (this.#reach === 'anywhere') return true;
    if (this.#isRouted(address, KEPT.reached)) return true;
    return this.#isRouted(address, KEPT.unreached);
  }

  #isRouted(address: string, kept: number): boolean {
    const now = performance.now();
    if (now - this.#readAt > kept) {
      this.#routes = readRoutes();
      this.#readAt = now;
    }
    return this.#routes?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ?? true;
  }
}

/** The routes of this machine but the default ones; undefined where the kernel tells none. */
function readRoutes(): BlockList | undefined {
  const [v4, v6] = ['/proc/net/route', '/proc/net/ipv6_route'].map(contentOf);
  if (v4 === undefined) return undefined;
  const routes = new BlockList();
  routes.addSubnet('127.0.0.0', 8, 'ipv4');
  routes.addAddress('::1', 'ipv6');
  for (const { network, prefix } of routesIn(v4)) routes.addSubnet(network, prefix, 'ipv4');
  for (const { network, prefix } of routesIn6(v6 ?? '')) routes.addSubnet(network, prefix, 'ipv6');
  return routes;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

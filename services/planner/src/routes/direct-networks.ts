/** To which networks of engines packets are known to find their way by routing. */
import type { EngineName, Reachability } from '@berth/messages';

/** What was found of each engine from one BIG-IP. */
export type Found = ReadonlyMap<EngineName, Pick<Reachability, 'networks'>>;

/** Remembers what was found until the opposite is: that nothing is measured any more says nothing. */
export class DirectNetworks {
  readonly #known = new Map<EngineName, Set<string>>();

  /** `from`: every BIG-IP of the site; one without routes has found nothing. An address is the same for all of them. */
  learn(from: readonly Found[]): ReadonlyMap<EngineName, ReadonlySet<string>> {
    const engines = new Set(from.flatMap((found) => [...found.keys()]));
    for (const engine of engines) {
      const known = this.#known.get(engine) ?? new Set();
      const found = from.map((bigip) => new Map(bigip.get(engine)?.networks.map(({ network, direct }) => [network, direct])));
      for (const network of new Set(found.flatMap((ways) => [...ways.keys()]))) {
        if (found.some((ways) => ways.get(network) === 'fails')) known.delete(network);
        else if (found.every((ways) => ways.get(network) === 'works')) known.add(network);
      }
      this.#known.set(engine, known);
    }
    return this.#known;
  }
}

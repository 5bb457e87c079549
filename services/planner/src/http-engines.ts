/** The engines whose containers are behind the HTTP virtual server of each BIG-IP. */
import type { BigipName, EngineName } from '@berth/messages';
import type { Want } from './plan-service.ts';

/** Counts by service, so that one that changes costs no look at the others. */
export class HttpEngines {
  readonly #services = new Map<BigipName, Map<EngineName, number>>();

  /** A service is planned as `after` now, and was as `before`. */
  replace(bigip: BigipName, before: Want | undefined, after: Want | undefined): void {
    const counts = this.#services.get(bigip) ?? new Map<EngineName, number>();
    this.#services.set(bigip, counts);
    for (const engine of enginesOf(after)) counts.set(engine, (counts.get(engine) ?? 0) + 1);
    for (const engine of enginesOf(before)) {
      const left = (counts.get(engine) ?? 0) - 1;
      if (left > 0) counts.set(engine, left);
      else counts.delete(engine);
    }
  }

  behind(bigip: BigipName): ReadonlySet<EngineName> {
    return new Set(this.#services.get(bigip)?.keys());
  }
}

/** What has no name in HTTP isn't reached by it. */
function enginesOf(want: Want | undefined): Set<EngineName> {
  if (want?.kind !== 'serving' || want.hosts.length === 0) return new Set();
  return new Set(want.members.map(({ origin }) => origin.engine));
}

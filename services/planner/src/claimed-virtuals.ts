/** Which destinations each service claims for virtual servers of its own. */
import { isDeepStrictEqual } from 'node:util';
import type { SiteConfig } from '@berth/installation';
import type { ServiceName } from '@berth/messages';
import type { VirtualClaim } from './claims.ts';
import type { Endpoint } from './endpoints.ts';
import type { HostClaims } from './host-claims.ts';
import { type VirtualsTarget, virtualClaims, virtualsTarget } from './plan-virtual.ts';
import { settingsOf } from './service-settings.ts';

/** A service can have only what its longest-running container asks for, so only that is claimed. */
export class ClaimedVirtuals {
  readonly #claims: HostClaims;
  readonly #targets: readonly VirtualsTarget[];
  readonly #made = new Map<ServiceName, readonly VirtualClaim[]>();

  constructor(site: SiteConfig, claims: HostClaims) {
    this.#claims = claims;
    this.#targets = [...site.bigips.keys()].map((bigip) => virtualsTarget(site, bigip));
  }

  /** These are all the endpoints that the service has now. */
  follow(service: ServiceName, endpoints: readonly Endpoint[]): void {
    const { virtual } = settingsOf({ service, endpoints });
    const before = this.#made.get(service) ?? [];
    const after = virtual === undefined ? [] : virtualClaims(service, virtual, this.#targets);
    if (isDeepStrictEqual(before, after)) return;
    if (after.length === 0) this.#made.delete(service);
    else this.#made.set(service, after);
    for (const claim of before) this.#claims.withdraw(claim);
    for (const claim of after) this.#claims.add(claim);
  }
}

/** What was planned last for each service of a site, on each BIG-IP: the past of what is planned next. */
import type { SiteConfig } from '@berth/installation';
import { type BigipName, compareText, type ServiceName } from '@berth/messages';
import type { Claim } from './claims.ts';
import { HttpEngines } from './http-engines.ts';
import type { NamesWant } from './plan-names.ts';
import type { Want } from './plan-service.ts';
import { destinationsOf, hostsOf, isEnding, namesOf } from './wants.ts';

export class PlannedWants {
  readonly httpEngines = new HttpEngines();
  readonly #planned: ReadonlyMap<BigipName, Map<ServiceName, Want>>;
  /** Of BIG-IPs that answer DNS. */
  readonly #named: ReadonlyMap<BigipName, Map<ServiceName, NamesWant>>;
  /** Services that end, on at least one BIG-IP: what is to become of them depends on the time. */
  readonly #ending = new Set<ServiceName>();

  constructor({ bigips }: Pick<SiteConfig, 'bigips'>) {
    this.#planned = new Map([...bigips.keys()].map((bigip) => [bigip, new Map()]));
    this.#named = new Map([...bigips].flatMap(([bigip, { dns }]) => (dns.mode === 'off' ? [] : [[bigip, new Map()]])));
  }

  of(bigip: BigipName, service: ServiceName): Want | undefined {
    return this.#planned.get(bigip)?.get(service);
  }

  namesOf(bigip: BigipName, service: ServiceName): NamesWant | undefined {
    return this.#named.get(bigip)?.get(service);
  }

  /** How many documents of a kind there are for a BIG-IP. */
  count(kind: 'ltm' | 'dns', bigip: BigipName): number {
    return (kind === 'ltm' ? this.#planned : this.#named).get(bigip)?.size ?? 0;
  }

  /** All services for which something is planned. */
  services(): Set<ServiceName> {
    return new Set([...this.#planned.values(), ...this.#named.values()].flatMap((wants) => [...wants.keys()]));
  }

  /** Those that have virtual servers of their own on a BIG-IP. */
  withVirtuals(bigip: BigipName): ServiceName[] {
    return [...(this.#planned.get(bigip) ?? [])].flatMap(([service, want]) => (destinationsOf(want).length > 0 ? [service] : []));
  }

  /** Every name and destination that a service has on any BIG-IP. */
  claimed(service: ServiceName): Set<Claim['host']> {
    return new Set<Claim['host']>([
      ...[...this.#planned.values()].flatMap((wants) => [...hostsOf(wants.get(service)), ...destinationsOf(wants.get(service))]),
      ...[...this.#named.values()].flatMap((wants) => namesOf(wants.get(service))),
    ]);
  }

  /** Services with nothing left to serve. */
  ending(): ServiceName[] {
    return [...this.#ending].sort(compareText);
  }

  /** This is planned now; undefined: there is no document any more. */
  remember(bigip: BigipName, service: ServiceName, want: Want | undefined): void {
    const wants = this.#planned.get(bigip);
    this.httpEngines.replace(bigip, wants?.get(service), want);
    if (want === undefined) wants?.delete(service);
    else wants?.set(service, want);
    this.#judge(service);
  }

  /** These names are planned now; undefined: there is no document any more. */
  rememberNames(bigip: BigipName, service: ServiceName, want: NamesWant | undefined): void {
    const wants = this.#named.get(bigip);
    if (want === undefined) wants?.delete(service);
    else wants?.set(service, want);
    this.#judge(service);
  }

  #judge(service: ServiceName): void {
    if ([...this.#planned.values(), ...this.#named.values()].some((wants) => isEnding(wants.get(service)))) this.#ending.add(service);
    else this.#ending.delete(service);
  }
}

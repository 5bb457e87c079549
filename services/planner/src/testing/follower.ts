/** For tests: plans a site's history as the program does, and keeps what it told. */

import { HttpTranslations } from '../http-translations.ts';
import { plan } from '../plan.ts';
import { ServiceIndex } from '../service-index.ts';
import type { Touched } from '../touched.ts';
import { edge, engines, type Step } from './random-histories.ts';
import { site } from './sample-site.ts';

/** How long an empty service stays, in steps. */
export const linger = 5;

export const sampleSite = site({
  engines,
  bigip: 'dns: { mode: attach }, http: { mode: own, virtual: "198.51.100.10:80", template: default }',
  engineOptions: 'allow: { virtuals: ["192.0.2.*"] }, limits: { endpoints: 5, names: 20 }',
  more: 'templates: { default: { sourceAddressTranslation: none } }',
});

/** The program's way: what a step touches at once, and everything else when an engine came or went. */
export class Follower {
  readonly index = new ServiceIndex(sampleSite);
  readonly problems = new Map<string, string>();
  readonly http = new HttpTranslations(this.index);
  now = 0;

  take(step: Step): void {
    this.now += 1;
    if (step.kind === 'tick') this.#plan(this.index.wants.ending());
    else this.#follow(step);
    this.#tell(new Map([['http', this.http.plan(edge).problems]]));
  }

  #follow(step: Exclude<Step, { kind: 'tick' }>): void {
    const touched = takenIn(this.index, step);
    this.#tell(touched.problems);
    this.#plan(touched.services);
    if (touched.everything === 'later') {
      for (const service of this.index.services()) {
        const again = this.index.reconsider(service);
        this.#tell(again.problems);
        this.#plan(again.services);
      }
    }
  }

  #plan(services: Iterable<ReturnType<ServiceIndex['services']>[number]>): void {
    this.#tell(plan(this.index, services, { now: this.now, linger }).problems);
  }

  #tell(problems: ReturnType<ServiceIndex['update']>['problems'] | ReturnType<typeof plan>['problems']): void {
    for (const [owner, found] of problems) {
      if (found.length === 0) this.problems.delete(owner);
      else this.problems.set(owner, JSON.stringify(found));
    }
  }
}

function takenIn(index: ServiceIndex, step: Exclude<Step, { kind: 'tick' }>): Touched {
  if (step.kind === 'doubt') return index.doubt(step.engine, { since: undefined, doubt: step.doubt });
  if (step.kind === 'states') return index.hear({ entries: [step.entry] });
  if (step.kind === 'ways') return index.learnWaysBack(step.ways);
  return index.update({ kind: step.kind, entries: step.entries });
}

/** Of each service on each BIG-IP, as text. */
export function documentsOf(index: ServiceIndex): Map<string, string> {
  return new Map(
    index.services().flatMap((service) =>
      [...index.site.bigips.keys()].flatMap((bigip) => {
        const want = index.wants.of(bigip, service);
        const names = index.wants.namesOf(bigip, service);
        return want === undefined && names === undefined ? [] : [[`${bigip} ${service}`, JSON.stringify({ want, names })]];
      }),
    ),
  );
}

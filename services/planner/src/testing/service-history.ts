/** For tests: what becomes of the service www while its engines change. */
import { plan } from '../plan.ts';
import type { Want } from '../plan-service.ts';
import { ServiceIndex } from '../service-index.ts';
import { container, engine, type SiteInput, site, snapshot } from './sample-site.ts';

export const minute = 60_000;

/** Plans one engine's containers after another's on one index, a minute apart, and describes the service www. */
export function history(steps: readonly Parameters<ServiceIndex['update']>[0][], input: SiteInput = { engines: ['docker1'] }) {
  const index = new ServiceIndex(site(input));
  let result: ReturnType<typeof plan> = { documents: [], problems: new Map() };
  let touched: ReturnType<ServiceIndex['update']>['problems'] = new Map();
  for (const [number, step] of steps.entries()) {
    touched = index.update(step).problems;
    result = plan(index, index.services(), { now: (number + 1) * minute, linger: 15 * minute });
  }
  const want = result.documents.find(({ service }) => service === 'www')?.want;
  return { want, problems: [...touched.values(), ...result.problems.values()].flat().map(({ subject }) => subject) };
}

/** Its members with their sessions, or since when it is empty, or why it is gone. */
export function described(want: Want | undefined): string[] {
  if (want?.kind !== 'serving') return want === undefined ? [] : [`gone ${want.cause}`];
  const members = want.members.map(({ address, port, session, origin }) => `${origin.name} ${address} ${port} ${session}`);
  return want.emptySince === undefined ? members : [...members, `empty since ${want.emptySince / minute}`];
}

export const one = container({ name: 'www-1' });
export const two = container({ name: 'www-2', address: '172.17.0.3' });

/** Only docker1, with these containers. */
export const only = (...containers: Parameters<typeof engine>[1]) => snapshot(engine('docker1', containers));

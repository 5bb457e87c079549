/** Pure: the routes to each engine's containers, whether packets find their way, and what to do where they don't. */
import {
  compareText,
  type Desired,
  type DesiredRoute,
  type DesiredRoutes,
  type Finding,
  type Reachability,
  type Routing,
  type StatusException,
} from '@berth/messages';
import { readable, type Snapshot } from './snapshot.ts';
import { targetOf } from './status-report.ts';
import { Unanswered } from './unanswered.ts';

export type EngineRoutes = {
  readonly engine: string;
  /** unknown: what was planned last counts. gone: the configuration has it no more. */
  readonly state: 'seen' | 'unknown' | 'gone';
  readonly routes: readonly DesiredRoute[];
  readonly withheld: Routing['withheld'];
  readonly networks: Reachability['networks'];
  readonly back: Reachability['back'];
  readonly findings: readonly Finding[];
  /** What of it isn't on the BIG-IP as it should be. */
  readonly exceptions: readonly StatusException[];
};

export type BigipRoutes = {
  readonly bigip: string;
  /** The VLANs from which packets are forwarded; none: nothing is. */
  readonly forwarding: readonly string[];
  readonly engines: readonly EngineRoutes[];
};

export type RoutesReport = { readonly well: boolean; readonly bigips: readonly BigipRoutes[] };

/** `name`: of a BIG-IP or an engine; undefined for all. Throws Unanswered for a name that has no routes, where others have. */
export function reportRoutes({ desired, status }: Snapshot, name: string | undefined): RoutesReport {
  const documents = readable(desired).filter(({ key }) => targetOf(key).kind === 'route');
  const statuses = readable(status).filter(({ key }) => targetOf(key).kind === 'route');
  const bigips = documents.flatMap(({ document }): BigipRoutes[] => {
    if (document.kind !== 'base') return [];
    const bigip = document.bigip;
    const own = documents.flatMap((other) => (other.document.kind === 'routes' && other.document.bigip === bigip ? [other.document] : []));
    // Of each unit, where each is written to.
    const told = statuses.flatMap((found) => (targetOf(found.key).target === bigip ? found.document.exceptions : []));
    const engines = own
      .filter(({ engine }) => name === undefined || name === bigip || name === engine)
      .map((each) => engineRoutes(each, told));
    const asked = name === undefined || name === bigip || engines.length > 0;
    return asked ? [{ bigip, forwarding: document.forwarding?.vlans ?? [], engines: engines.toSorted(byEngine) }] : [];
  });
  if (name !== undefined && bigips.length === 0 && documents.length > 0)
    throw new Unanswered(`there are no routes of ${name}; known are: ${namesIn(documents)}`);
  const well = bigips.every(({ engines }) => engines.every(isWell));
  return { well, bigips: bigips.toSorted((a, b) => compareText(a.bigip, b.bigip)) };
}

function namesIn(documents: readonly { readonly document: Desired }[]): string {
  const names = documents.flatMap(({ document }) => {
    if (document.kind === 'routes') return [document.bigip, document.engine];
    return document.kind === 'base' ? [document.bigip] : [];
  });
  return [...new Set(names)].sort(compareText).join(', ');
}

function engineRoutes({ engine, want }: DesiredRoutes, exceptions: readonly StatusException[]): EngineRoutes {
  const own = exceptions.filter(({ service }) => service === engine);
  if (want.kind === 'gone')
    return { engine, state: 'gone', routes: [], withheld: [], networks: [], back: 'unknown', findings: [], exceptions: own };
  const { routes, withheld, reach, partial } = want;
  return { engine, state: partial.length > 0 ? 'unknown' : 'seen', routes, withheld, ...reach, exceptions: own };
}

/** What can't be known is advice. */
function isWell({ withheld, findings, exceptions }: EngineRoutes): boolean {
  return withheld.length === 0 && exceptions.length === 0 && findings.every(({ severity }) => severity === 'unknown');
}

function byEngine(a: EngineRoutes, b: EngineRoutes): number {
  return compareText(a.engine, b.engine);
}

/** Pure: which containers of an engine are within what all of them together may have. */
import type { EngineLimits } from '@berth/installation';
import { beyondSubject, type Container, compareText, type EngineName } from '@berth/messages';
import type { Endpoint, Reading } from './endpoints.ts';
import type { PlanProblem } from './problems.ts';

type Asking = { readonly container: Container; readonly reading: Reading };

/** Containers that are left out, the longest-running first, and which limit ended the others. */
export type Beyond = { readonly left: readonly Container[]; readonly limit: keyof EngineLimits };

/**
 * Those that run longest are served, up to the first with which it would be too much: so whoever comes later takes nothing from those that
 * are served, and what ends makes room for who waits longest. Undefined: nobody is left out.
 */
export function beyondLimits(known: Iterable<Asking>, limits: EngineLimits): Beyond | undefined {
  const asking = [...known].filter(({ reading }) => reading.endpoints.length > 0);
  // What is asked for several times counts once, which only matters where it would be too much.
  if (kinds.every((kind) => asking.reduce((sum, one) => sum + askedIn(one, kind).length, 0) <= limits[kind])) return undefined;
  const had = { services: new Set<string>(), endpoints: new Set<string>(), names: new Set<string>(), virtuals: new Set<string>() };
  const inTurn = asking.sort(longestFirst);
  for (const [at, one] of inTurn.entries())
    for (const kind of kinds) {
      for (const asked of askedIn(one, kind)) had[kind].add(asked);
      if (had[kind].size > limits[kind]) return { left: inTurn.slice(at).map(({ container }) => container), limit: kind };
    }
  return undefined;
}

const kinds = ['services', 'endpoints', 'names', 'virtuals'] as const satisfies readonly (keyof EngineLimits)[];

function askedIn({ container, reading: { endpoints } }: Asking, kind: keyof EngineLimits): string[] {
  return endpoints.flatMap((endpoint) => asks[kind](endpoint, container));
}

const asks: { readonly [K in keyof EngineLimits]: (endpoint: Endpoint, container: Container) => readonly string[] } = {
  services: ({ service }) => [service],
  endpoints: ({ service }, { id }) => [`${id} ${service}`],
  names: ({ claims }) => claims.map(({ host }) => host),
  virtuals: ({ labels }) => labels.virtual ?? [],
};

function longestFirst({ container: a }: Asking, { container: b }: Asking): number {
  return runningSince(a) - runningSince(b) || compareText(a.id, b.id);
}

function runningSince({ since, startedAt }: Container): number {
  return since ?? startedAt;
}

/** Whom it is told of by name. */
const mostNamed = 10;

const words = { services: 'services', endpoints: 'endpoints', names: 'host names and DNS names', virtuals: 'virtual servers' } as const;

/** One problem of the engine, however many are left out. */
export function beyondProblems(engine: EngineName, beyond: Beyond | undefined, limits: EngineLimits): readonly PlanProblem[] {
  if (beyond === undefined) return [];
  const { left, limit } = beyond;
  const named = left.slice(0, mostNamed).map(({ name, id }) => `${name} (${id.slice(0, 12)})`);
  const more = left.length > mostNamed ? ` and ${left.length - mostNamed} more` : '';
  const many = left.length === 1 ? 'a container is' : `${left.length} containers are`;
  return [
    {
      subject: beyondSubject(engine),
      severity: 'error',
      what: `engine ${engine}: ${many} left out, for with the next of them there would be more than ${limits[limit]} ${words[limit]}: ${named.join(', ')}${more}`,
      where: `engine ${engine}`,
      hint: `stop what isn't needed there, or raise limits.${limit} of the engine; those that run longest are served`,
    },
  ];
}

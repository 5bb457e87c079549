/** Pure: the routes that one BIG-IP needs to the containers of its site's engines. */
import {
  type BigipNetwork,
  compareText,
  type DesiredRoute,
  type EngineName,
  type Finding,
  type MemberStates,
  type Routing,
} from '@berth/messages';
import type { PlanProblem } from '../problems.ts';
import { planAddressPools, poolsOption } from './address-pools.ts';
import { findOverlaps, type Held } from './overlaps.ts';
import { gatewayFinding, type PreflightInput, preflight } from './preflight.ts';
import { type Claim, claimsOf, gatewayFor, heldBefore, type RoutedEngine, selfNetworks } from './route-claims.ts';
import { routeNetwork } from './subnets.ts';

export type RoutesInput = {
  readonly bigip: string;
  /** Where nothing else is said. */
  readonly routeDomain: number;
  /** How the BIG-IP stands in its networks; undefined while it isn't known. */
  readonly network: BigipNetwork | undefined;
  /** Of the site, whose containers are routed. */
  readonly engines: readonly RoutedEngine[];
  /** Of other sites: their networks must not be the same. */
  readonly elsewhere: readonly RoutedEngine[];
  /** What was planned last: it holds for what can't be seen now. */
  readonly previous: (engine: EngineName) => Routing | undefined;
  readonly states: (engine: EngineName) => MemberStates['members'];
  readonly dns: PreflightInput['dns'];
};

export type PlannedRoutes = {
  readonly documents: readonly { readonly engine: EngineName; readonly want: Routing }[];
  readonly problems: readonly PlanProblem[];
};

/** What overlaps is never routed, nor is what the BIG-IP has no way to. */
export function planRoutes(input: RoutesInput): PlannedRoutes {
  const { bigip, routeDomain, network, engines, elsewhere, previous } = input;
  const claims = engines.flatMap((engine) => claimsOf(engine, routeDomain));
  const others = [...engines, ...elsewhere].flatMap((engine): readonly Held[] => {
    if (engine.seen === 'unknown') return heldBefore(engine, previous(engine.name));
    return engines.includes(engine) ? [] : claimsOf(engine, routeDomain);
  });
  const held = [...claims, ...others, ...selfNetworks(bigip, network)];
  const overlaps = findOverlaps(held);
  const pools =
    overlaps.size === 0
      ? new Map<EngineName, string>()
      : planAddressPools([...engines, ...elsewhere].map(({ name }) => name).sort(compareText), held);
  const obstacle = (claim: Claim): Finding | undefined => {
    const other = overlaps.get(claim);
    if (other !== undefined) return overlapFinding(claim, other, pools);
    return network === undefined ? undefined : gatewayFinding(claim, bigip, network);
  };
  const documents = engines.map((engine) => {
    const own = claims.filter((claim) => claim.engine === engine);
    return {
      engine: engine.name,
      want: engine.seen === 'unknown' ? kept(engine.name, previous(engine.name)) : planEngine(engine, own, obstacle, input),
    };
  });
  const problems = documents.flatMap(({ engine, want }) => problemsOf(bigip, engine, want));
  return { documents: documents.toSorted((a, b) => compareText(a.engine, b.engine)), problems };
}

/** Who can't be seen loses nothing. */
function kept(engine: EngineName, previous: Routing | undefined): Routing {
  const nothing: Routing = {
    kind: 'serving',
    partial: [],
    routes: [],
    withheld: [],
    reach: { networks: [], back: 'unknown', findings: [] },
  };
  return { ...(previous ?? nothing), partial: [engine] };
}

function planEngine(
  engine: RoutedEngine,
  claims: readonly Claim[],
  obstacle: (claim: Claim) => Finding | undefined,
  input: RoutesInput,
): Routing {
  const routes: DesiredRoute[] = [];
  const withheld: Routing['withheld'] = [];
  const findings: Finding[] = [];
  for (const claim of claims) {
    const place = { network: routeNetwork(claim.subnet), docker: claim.docker };
    const finding = obstacle(claim);
    const gateway = gatewayFor(claim.subnet, engine.config);
    if (finding !== undefined) findings.push(finding);
    if (gateway !== undefined && finding === undefined) routes.push({ ...place, gateway });
    else
      withheld.push({
        ...place,
        reason: finding?.cause ?? `engine ${engine.name} has no IPv${claim.subnet.family} address configured (gateways)`,
      });
  }
  const reach = preflight({ ...input, engine, states: input.states(engine.name), before: input.previous(engine.name)?.reach.back });
  const byNetwork = (a: { network: string }, b: { network: string }) => compareText(a.network, b.network);
  return {
    kind: 'serving',
    partial: [],
    routes: routes.sort(byNetwork),
    withheld: withheld.sort(byNetwork),
    reach: { ...reach, findings: [...findings, ...reach.findings] },
  };
}

function overlapFinding(claim: Claim, other: Held, pools: ReadonlyMap<EngineName, string>): Finding {
  const pool = pools.get(claim.engine.name);
  return {
    kind: 'overlap',
    severity: 'error',
    network: claim.docker,
    cause: `${routeNetwork(claim.subnet)} of ${claim.name} overlaps with ${routeNetwork(other.subnet)}, ${other.name}; neither is routed`,
    fix: 'give each engine addresses of its own and make the network anew, or say routed: false for one that nobody has to reach',
    commands: pool === undefined ? [] : [`# in /etc/docker/daemon.json of ${claim.engine.name}: ${poolsOption(pool)}`],
    told: "by Docker's list of networks and the self IPs",
  };
}

/** What isn't known is advice, and no problem. */
function problemsOf(bigip: string, engine: EngineName, { reach }: Routing): PlanProblem[] {
  return reach.findings.flatMap(({ kind, severity, network, cause, fix, commands, told }): PlanProblem[] =>
    severity === 'unknown'
      ? []
      : [
          {
            subject: `route-${bigip}-${engine}-${kind}${network === undefined ? '' : `-${network}`}`,
            severity,
            what: `engine ${engine}: ${cause}`,
            where: `BIG-IP ${bigip}, engine ${engine}${network === undefined ? '' : `, network ${network}`} (told ${told})`,
            hint: [fix, ...commands].join('; '),
          },
        ],
  );
}

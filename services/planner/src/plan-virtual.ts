/** Pure: the virtual servers of one service's own on one BIG-IP. */
import { canonical, type Destination, type DestinationName, destinationName, destinationOf, parseDestination } from '@berth/convention';
import { defaultTemplate, type SiteConfig, splitEndpoint, type Template } from '@berth/installation';
import {
  type BigipName,
  compareText,
  nearest,
  type ServiceName,
  type ServiceVirtual,
  type Serving,
  withoutRouteDomain,
  withRouteDomain,
} from '@berth/messages';
import { matches } from './allow.ts';
import type { VirtualClaim } from './claims.ts';
import type { MembersView } from './plan-members.ts';
import type { PlanProblem } from './problems.ts';
import type { AskedVirtual } from './service-settings.ts';
import { plainTemplate, virtualFrom } from './virtual-from-template.ts';

/** What of the configuration decides about virtual servers of services. */
export type VirtualsTarget = {
  readonly bigip: BigipName;
  readonly routeDomain: number;
  readonly templates: SiteConfig['templates'];
  /** here: it is made on this BIG-IP. elsewhere: on another one of the site. */
  readonly where: (destination: DestinationName) => 'here' | 'elsewhere' | 'nowhere';
  /** Destinations that something else of ours has, and what. */
  readonly taken: ReadonlyMap<DestinationName, string>;
};

export type VirtualsView = Pick<MembersView, 'service'> & { readonly holds: (destination: DestinationName) => boolean };

/** What is planned of them so far: `keep` holds while nobody who is seen asks for any, `past` where it can't be told what is asked for. */
export type VirtualsPast = { readonly keep: Serving | undefined; readonly past: Serving | undefined };

export type PlannedVirtuals = { readonly virtuals: ServiceVirtual[]; readonly problems: readonly PlanProblem[] };

export function virtualsTarget({ bigips, templates }: SiteConfig, bigip: BigipName): VirtualsTarget {
  const [only, ...more] = bigips.keys();
  const usual = only !== undefined && more.length === 0 ? ['*'] : [];
  const takes = (name: BigipName, destination: DestinationName) => matches(destination, bigips.get(name)?.virtuals ?? usual);
  const config = bigips.get(bigip);
  const taken = new Map<DestinationName, string>();
  if (config?.http.mode === 'own') taken.set(listensAt(config.http.virtual, 'tcp'), 'the HTTP virtual server');
  if (config?.dns.mode === 'own')
    for (const protocol of ['tcp', 'udp'] as const) taken.set(listensAt(config.dns.listener, protocol), 'the DNS listener');
  return {
    bigip,
    routeDomain: config?.routeDomain ?? 0,
    templates,
    where: (destination) => {
      if (takes(bigip, destination)) return 'here';
      return [...bigips.keys()].some((name) => takes(name, destination)) ? 'elsewhere' : 'nowhere';
    },
    taken,
  };
}

function listensAt(text: string, protocol: Destination['protocol']): DestinationName {
  const { address, port } = splitEndpoint(text);
  return destinationName({ address: canonical(address), port, protocol });
}

/** A service claims the destinations that can be made, on one BIG-IP at least. */
export function virtualClaims(service: ServiceName, asked: AskedVirtual, targets: readonly VirtualsTarget[]): VirtualClaim[] {
  const { origin, startedAt } = asked.asker;
  const isPossible = (name: DestinationName, destination: Destination) => (target: VirtualsTarget) =>
    target.where(name) === 'here' && obstacleTo(name, target) === undefined && templateFor(destination, asked, target).kind === 'template';
  return asked.destinations.flatMap((host) => {
    const destination = parseDestination(host);
    const isOne = destination !== undefined && targets.some(isPossible(host, destination));
    return isOne ? [{ kind: 'virtual', host, service, origin, startedAt }] : [];
  });
}

/** One that can't be made is a problem, and stops no other. */
export function planVirtuals(
  view: VirtualsView,
  asked: AskedVirtual | undefined,
  target: VirtualsTarget,
  { keep, past }: VirtualsPast,
): PlannedVirtuals {
  const problems: PlanProblem[] = [];
  if (asked === undefined) return { virtuals: kept(keep?.virtuals ?? [], view, target), problems };
  const virtuals: ServiceVirtual[] = [];
  for (const name of asked.destinations) {
    const destination = parseDestination(name);
    if (destination === undefined || target.where(name) === 'elsewhere') continue;
    const obstacle = obstacleTo(name, target);
    const template = templateFor(destination, asked, target);
    if (obstacle !== undefined) problems.push(problemOf({ ...obstacle, name }, view, asked));
    else if (template.kind === 'problem') {
      problems.push(problemOf({ ...template, name }, view, asked));
      virtuals.push(...kept(past?.virtuals.filter((virtual) => destinationOf(virtual) === name) ?? [], view, target));
    } else if (view.holds(name)) {
      const { address, port, protocol } = destination;
      const parts = {
        name: `${view.service}_${address.replaceAll(':', '-')}_${port}_${protocol}`,
        destination,
        routeDomain: target.routeDomain,
        profiles: [`/Common/${protocol}`],
        rules: [],
      };
      virtuals.push({ ...virtualFrom(template.template, parts), template: template.name, origin: asked.asker.origin });
    }
  }
  return { virtuals: virtuals.sort((a, b) => compareText(a.name, b.name)), problems };
}

function kept(virtuals: readonly ServiceVirtual[], view: VirtualsView, { routeDomain }: VirtualsTarget): ServiceVirtual[] {
  return virtuals
    .filter((virtual) => view.holds(destinationOf(virtual)))
    .map((virtual) => ({ ...virtual, address: withRouteDomain(withoutRouteDomain(virtual.address), routeDomain) }));
}

type Obstacle = { readonly what: string; readonly hint: string; readonly on?: BigipName };

function obstacleTo(name: DestinationName, { bigip, where, taken }: VirtualsTarget): Obstacle | undefined {
  const place = where(name);
  if (place === 'nowhere')
    return {
      what: 'no BIG-IP of the site takes it',
      hint: 'name it in `virtuals` of the BIG-IP on which it is to be, or take the label off',
    };
  const holder = place === 'here' ? taken.get(name) : undefined;
  if (holder === undefined) return undefined;
  return { what: `on ${bigip} it is where ${holder} listens`, hint: 'give it another destination', on: bigip };
}

type Chosen = { readonly kind: 'template'; readonly name: string; readonly template: Template } | ({ readonly kind: 'problem' } & Obstacle);

function templateFor({ protocol }: Destination, { template: name = defaultTemplate }: AskedVirtual, { templates }: VirtualsTarget): Chosen {
  const known = Object.keys(templates);
  const template = Object.hasOwn(templates, name) ? templates[name] : name === defaultTemplate ? plainTemplate : undefined;
  if (template === undefined) {
    const meant = nearest(name, known);
    const others = known.length === 0 ? 'it has no templates' : `it has ${known.join(', ')}`;
    return {
      kind: 'problem',
      what: `the configuration has no template ${name}`,
      hint: meant === undefined ? `define it in templates of berth.yaml (${others})` : `write berth.template=${meant}, if that was meant`,
    };
  }
  if (template.protocol !== undefined && template.protocol !== protocol)
    return {
      kind: 'problem',
      what: `the template ${name} is for ${template.protocol.toUpperCase()}`,
      hint: `use a template for ${protocol.toUpperCase()}, or write ${template.protocol === 'udp' ? 'ADDRESS:PORT/udp' : 'ADDRESS:PORT'}`,
    };
  return { kind: 'template', name, template };
}

function problemOf(
  { name, what, hint, on }: Obstacle & { readonly name: DestinationName },
  { service }: VirtualsView,
  { asker: { origin } }: AskedVirtual,
): PlanProblem {
  return {
    subject: `service-${service}-virtual-${name}${on === undefined ? '' : `-${on}`}`,
    severity: 'warning',
    what: `service ${service}: its virtual server ${name} can't be made: ${what}`,
    where: `engine ${origin.engine}, container ${origin.name} (${origin.container.slice(0, 12)})`,
    hint,
  };
}

/** Pure: what one container offers, by its name, labels and addresses, and what is wrong with it. */
import {
  type FieldName,
  type LabelSet,
  type Named,
  nameByConvention,
  parseDestination,
  readLabels,
  type ServiceLabels,
  whyAtRest,
  whyNotCounted,
} from '@berth/convention';
import type { EngineConfig, SiteConfig } from '@berth/installation';
import { type Container, type ContainerState, type EngineName, type Origin, type Reach, ServiceName } from '@berth/messages';
import { type Around, placeOf } from './address.ts';
import { matches } from './allow.ts';
import { allowedLabels } from './allowed-labels.ts';
import { claimsOf } from './claimed-hosts.ts';
import type { HostClaim } from './claims.ts';
import type { PlanProblem, Report } from './problems.ts';

/** Address and port at which one container serves one service. */
export type Endpoint = {
  readonly service: ServiceName;
  readonly origin: Origin;
  /** Without route domain. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly reach: Reach;
  /** The rule by which it belongs to the service. */
  readonly named: string;
  readonly state: Exclude<ContainerState, 'exited'>;
  readonly startedAt: number;
  readonly labels: ServiceLabels;
  /** The host names that it wants, for its service or for itself. */
  readonly claims: readonly HostClaim[];
};

export type Reading = { readonly endpoints: readonly Endpoint[]; readonly problems: readonly PlanProblem[] };

export type EngineContext = {
  readonly name: EngineName;
  readonly allow: EngineConfig['allow'];
  readonly around: Around;
  readonly expose: SiteConfig['expose'];
  readonly zones: SiteConfig['zones'];
  /** Whether a container's own name may lead to it by HTTP. */
  readonly instances: 'on' | 'off';
  /** Whether the names in internal zones are answered by DNS. */
  readonly dns: 'on' | 'off';
};

const nothing: Reading = { endpoints: [], problems: [] };

/**
 * A container that can't be served becomes problems; it must not stop the rest. One that does not run, or only does something once, offers
 * nothing, and is left in peace.
 */
export function readContainer(container: Container, engine: EngineContext): Reading {
  const { state } = container;
  // The compiler doesn't know that the one is among the other.
  if (whyAtRest(container) !== undefined || state === 'exited') return nothing;
  const labels = readLabels(container.labels);
  const named = nameByConvention(container);
  const counts = whyNotCounted(container, { labels, named, expose: engine.expose }) === undefined;
  if (!counts && labels.problems.length === 0) return nothing;

  const origin: Origin = { engine: engine.name, container: container.id, name: container.name };
  const problems: PlanProblem[] = [];
  const report: Report = ({ subject, what, hint }) => {
    problems.push({
      engine: engine.name,
      subject: `container-${container.id.slice(0, 12)}-${subject}`,
      severity: 'warning',
      what: `container ${container.name}: ${what}`,
      where: `engine ${engine.name}, container ${container.name} (${container.id.slice(0, 12)})`,
      hint,
    });
  };
  for (const { label: subject, what, hint } of labels.problems) report({ subject, what, hint });

  const endpoints = new Map<ServiceName, Endpoint>();
  for (const set of counts ? labels.sets : []) {
    const name = set.service ?? named?.service ?? container.name;
    const service = serviceName(name, engine.allow, report);
    if (service === undefined || set.refused.some((field) => placing.has(field))) continue;
    if (endpoints.has(service)) {
      report({ subject: `service-${service}`, what: `has two sets of labels for the service ${service}`, hint: 'keep one set' });
      continue;
    }
    const protocol = protocolOf(set.labels);
    const place = placeFor(container, { ...set, service, protocol }, engine.around, report);
    if (place === undefined) continue;
    const allowed = allowedLabels(set, engine.allow, report);
    // Of several services of one container, the first gives its address a name.
    const isOwn = container.attachment.kind === 'networks' && place.reach.by === 'container';
    const address = endpoints.size === 0 && isOwn ? place.address : undefined;
    const wish = { service, instance: named?.instance, hosts: set.labels.host ?? [], address, protocol };
    const claims = claimsOf(wish, engine, report);
    endpoints.set(service, {
      service,
      origin,
      ...place,
      protocol,
      named: namedBy(set, named),
      state,
      startedAt: container.startedAt,
      labels: allowed,
      claims: claims.map((claim) => ({ ...claim, service, origin, startedAt: container.startedAt })),
    });
  }
  return { endpoints: [...endpoints.values()], problems };
}

/** Without these it can't be said where it is. */
const placing: ReadonlySet<FieldName> = new Set(['port', 'network', 'address']);

function serviceName(name: string, allow: EngineConfig['allow'], report: Report): ServiceName | undefined {
  const parsed = ServiceName.safeParse(name);
  if (!parsed.success)
    report({
      subject: `name-${name}`,
      what: `"${name}" can't be a service's name`,
      hint: 'name it with lower-case letters, digits and inner hyphens only, or set berth.service',
    });
  else if (!matches(name, allow.services))
    report({
      subject: `service-${name}`,
      what: `its engine may not serve ${name}`,
      hint: 'allow the name in allow.services of the engine, or rename the service',
    });
  else return parsed.data;
  return undefined;
}

/** For people. */
function namedBy({ service, prefix }: LabelSet, named: Named | undefined): string {
  if (service !== undefined) return prefix === 'berth.' ? 'the label berth.service' : `the labels ${prefix}…`;
  return named?.by ?? 'its own name, as a label asks for it';
}

/** UDP where its virtual servers are, all of them. */
function protocolOf({ virtual }: ServiceLabels): Endpoint['protocol'] {
  return virtual?.every((destination) => parseDestination(destination)?.protocol === 'udp') ? 'udp' : 'tcp';
}

type Asking = Pick<LabelSet, 'prefix' | 'labels'> & Pick<Endpoint, 'service' | 'protocol'>;

function placeFor(
  container: Container,
  { service, prefix, labels, protocol }: Asking,
  around: Around,
  report: Report,
): Pick<Endpoint, 'address' | 'port' | 'reach'> | undefined {
  const exposed = container.ports.filter((port) => port.protocol === protocol).map(({ port }) => port);
  const usual = protocol === 'tcp' && exposed.includes(80) ? 80 : undefined;
  const port = labels.port ?? usual ?? (exposed.length === 1 ? exposed[0] : undefined);
  if (port === undefined) {
    report({
      subject: `port-${service}`,
      what: exposed.length === 0 ? `exposes no ${protocol.toUpperCase()} port` : severalPorts(protocol, exposed),
      hint: `say which one with ${prefix}port`,
    });
    return undefined;
  }
  const asked = { port, protocol, network: labels.network, address: labels.address ?? 'auto', prefix } as const;
  const place = placeOf(container, asked, around);
  switch (place.kind) {
    case 'reached':
      return { address: place.address, port: place.port, reach: place.reach };
    case 'problem':
      report({ subject: `address-${service}`, what: place.what, hint: place.hint });
      return undefined;
    case 'none':
      return undefined;
    default:
      return place satisfies never;
  }
}

function severalPorts(protocol: Endpoint['protocol'], exposed: readonly number[]): string {
  const ports = `exposes the ${protocol.toUpperCase()} ports ${exposed.join(', ')}`;
  return protocol === 'tcp' ? `${ports}, and 80 is not among them` : ports;
}

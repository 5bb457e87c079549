/** Pure: the virtual servers of Berth's that aren't one service's: for HTTP and DNS, what forwards, and where wide IPs lead. */
import type { Desired, DesiredVirtual, StatusException } from '@berth/messages';
import { destinationOf, plainEndpoint } from './endpoint-text.ts';
import { type Readable, readable, type Snapshot } from './snapshot.ts';
import { type Standing, standingOf } from './standing.ts';
import { type BigipReport, targetOf } from './status-report.ts';

export type SharedVirtual = Standing & {
  readonly kind: string;
  /** Its name, or that of a DNS group. */
  readonly bigip: string;
  /** How it may be asked for, without route domains: destinations, a network, or `SERVER:NAME` as GTM has it. */
  readonly names: readonly string[];
  readonly does: Purpose;
};

/** What it does with what comes. */
type Purpose =
  | ({
      readonly kind: 'http' | 'dns';
      /** Full path. */
      readonly path: string;
      /** Host names that are led on, or names that are answered, and the services that they belong to. */
      readonly hosts: number;
      readonly services: number;
      /** Of DNS. */
      readonly zones: readonly string[];
    } & Pick<DesiredVirtual, 'rules' | 'sourceAddressTranslation'>)
  | {
      readonly kind: 'forwarding';
      readonly network: string;
      readonly gateway: string;
      readonly engine: string;
      readonly vlans: readonly string[];
    }
  | { readonly kind: 'site'; readonly path: string; readonly site: string; readonly services: number };

/** What is planned for one target, and how its applier is. */
type Planned = {
  readonly kind: string;
  readonly bigip: string;
  readonly report: BigipReport | undefined;
  readonly documents: readonly Readable<Desired>[];
};

export function sharedVirtualsIn({ desired }: Snapshot, bigips: readonly BigipReport[]): SharedVirtual[] {
  const byTarget = Map.groupBy(readable(desired), ({ key }) => key.split('.', 2).join('.'));
  return [...byTarget].flatMap(([key, documents]) => {
    const { kind, target: bigip } = targetOf(key);
    const report = bigips.find((candidate) => candidate.kind === kind && candidate.bigip === bigip);
    const planned = { kind, bigip, report, documents };
    return documents.flatMap((base) => [
      ...ownVirtuals(base, planned),
      ...forwardingVirtuals(base, planned),
      ...siteVirtuals(base, planned),
    ]);
  });
}

function ownVirtuals({ revision, document: base }: Readable<Desired>, { kind, bigip, report, documents }: Planned): SharedVirtual[] {
  if (base.kind !== 'base') return [];
  const serving = documents.map(({ document }) => hostsIn(document)).filter((hosts) => hosts > 0);
  return base.virtuals.map((virtual): SharedVirtual => {
    const path = `${base.folder}/${virtual.name}`;
    return {
      kind,
      bigip,
      names: [plainEndpoint(destinationOf(virtual))],
      does: {
        kind: kind === 'dns' ? 'dns' : 'http',
        path,
        rules: virtual.rules,
        sourceAddressTranslation: virtual.sourceAddressTranslation,
        hosts: serving.reduce((sum, hosts) => sum + hosts, 0),
        services: serving.length,
        zones: base.zones,
      },
      ...standingOf(revision, report, ({ object }) => object === path),
    };
  });
}

function hostsIn(document: Desired): number {
  if (document.kind === 'service' && document.want.kind === 'serving') return document.want.hosts.length;
  if (document.kind === 'names' && document.want.kind === 'serving') return document.want.names.length;
  return 0;
}

/** One for each network that is routed. */
function forwardingVirtuals({ document: base }: Readable<Desired>, { kind, bigip, report, documents }: Planned): SharedVirtual[] {
  if (base.kind !== 'base' || base.forwarding === undefined) return [];
  const { vlans } = base.forwarding;
  return documents.flatMap(({ revision, document }) => {
    if (document.kind !== 'routes' || document.want.kind !== 'serving') return [];
    const { engine } = document;
    return document.want.routes.map((route): SharedVirtual => {
      const network = plainEndpoint(route.network);
      const [address = ''] = network.split('/');
      const any = address.includes(':') ? `[${address}]` : address;
      return {
        kind,
        bigip,
        // As BIG-IP shows it, too.
        names: [network, `${any}:0`, `${any}:any`],
        does: { kind: 'forwarding', network, gateway: plainEndpoint(route.gateway), engine, vlans },
        ...standingOf(revision, report, ({ service, object }) => service === engine && isAboutNetwork(object, address)),
      };
    });
  });
}

function isAboutNetwork(object: StatusException['object'], address: string): boolean {
  return object.includes(`_${address.replaceAll(':', '-')}_`);
}

/** Where wide IPs lead: on servers of GTM's that are there already, or that Berth makes. */
function siteVirtuals({ revision, document: group }: Readable<Desired>, { kind, bigip, report, documents }: Planned): SharedVirtual[] {
  if (group.kind !== 'group') return [];
  const members = documents.flatMap(({ document }) =>
    document.kind === 'wide ip' && document.want.kind === 'serving' ? document.want.members : [],
  );
  return [...Map.groupBy(members, ({ server, virtualServer }) => `${server}:${virtualServer}`)].map(([path, led]): SharedVirtual => {
    const [first] = led;
    const own = group.servers.find((server) => server.path === first?.server);
    const made = own?.virtualServers.find(({ name }) => name === first?.virtualServer);
    const places = made === undefined ? [] : [made.destination, ...(made.translation === undefined ? [] : [made.translation])];
    return {
      kind,
      bigip,
      names: [path, ...places.map((place) => plainEndpoint(destinationOf({ ...place, protocol: 'tcp' })))],
      does: { kind: 'site', path, site: first?.site ?? '', services: led.filter(({ state }) => state === 'enabled').length },
      ...standingOf(revision, report, ({ object }) => object === own?.path || object === path),
    };
  });
}

/** For tests: a site, its engines and containers, with a value for all that a case is not about. */

import type { Batch, Entry } from '@berth/bus';
import { parseInstallation, plannerConfig, type SiteConfig } from '@berth/installation';
import { type Container, Container as ContainerSchema, Engine, engineKey } from '@berth/messages';

type ContainerInput = Partial<Omit<Container, 'id' | 'ports' | 'attachment'>> & {
  readonly name: string;
  readonly address?: string;
  readonly attachment?: unknown;
  readonly ports?: readonly { readonly port: number; readonly protocol?: string; readonly published?: readonly object[] }[];
};

/** A running container that exposes port 80, on the engine's bridge. Its id comes from its name. */
export function container({ name, address = '172.17.0.2', attachment, ports = [{ port: 80 }], ...rest }: ContainerInput): Container {
  return ContainerSchema.parse({
    id: idOf(name),
    name,
    image: 'sample',
    labels: {},
    state: 'running',
    stopTimeout: 10,
    attachment: attachment ?? { kind: 'networks', networks: [{ network: 'bridge', ipv4: address }] },
    ports: ports.map((port) => ({ protocol: 'tcp', published: [], ...port })),
    startedAt: 1000,
    ...rest,
  });
}

export function idOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
}

export const networks = [
  { id: 'n1', name: 'bridge', driver: 'bridge', internal: false, subnets: [{ subnet: '172.17.0.0/16' }], options: {} },
  {
    id: 'n2',
    name: 'shop',
    driver: 'bridge',
    internal: false,
    subnets: [{ subnet: '172.18.0.0/16' }, { subnet: 'fd00:18::/64' }],
    options: {},
  },
  { id: 'n3', name: 'inner', driver: 'bridge', internal: true, subnets: [{ subnet: '172.19.0.0/16' }], options: {} },
  { id: 'n4', name: 'mesh', driver: 'overlay', internal: false, subnets: [{ subnet: '10.0.9.0/24' }], options: {} },
];

export function engine(name: string, containers: readonly Container[], more: Partial<Engine> = {}): Engine {
  return Engine.parse({
    v: 1,
    epoch: { lease: `collector.${name}`, created: 0, revision: 0 },
    listedAt: 0,
    name,
    site: 'east',
    address: '192.0.2.99',
    dockerVersion: '29.0.0',
    apiVersion: '1.52',
    networks,
    containers: containers.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ...more,
  });
}

export function documentEntry(document: Engine, revision = 1): Entry<Engine> {
  return { key: engineKey(document.name), revision, value: { kind: 'document', document } };
}

export function snapshot(...documents: readonly Engine[]): Batch<Engine> {
  return { kind: 'snapshot', entries: documents.map((document) => documentEntry(document)) };
}

export function update(...entries: readonly (Engine | Entry<Engine>)[]): Batch<Engine> {
  return { kind: 'update', entries: entries.map((entry) => ('key' in entry ? entry : documentEntry(entry))) };
}

export function unreadable(name: string): Entry<Engine> {
  return { key: name, revision: 2, value: { kind: 'unreadable', reason: 'not JSON' } };
}

export type SiteInput = {
  readonly engines?: readonly string[];
  readonly bigip?: string;
  readonly more?: string;
  readonly engineOptions?: string;
};

/** Site `east` with engines docker1 and docker2 and the BIG-IP edge, unless said otherwise. */
export function site({ engines = ['docker1', 'docker2'], bigip = '', more = '', engineOptions = '' }: SiteInput = {}): SiteConfig {
  const { installation } = parseInstallation(
    'berth.yaml',
    `
installation: shop
zones: { public: [apps.example.com], internal: [docker.example.com] }
${more}
sites:
  east:
    engines:
${engines.map((name, index) => `      ${name}: { url: "unix:///${name}.sock", address: 192.0.2.${index + 11}, ${engineOptions} }`).join('\n')}
    bigips:
      edge: { units: [bigip.example.com], user: berth, passwordFile: /p, ${bigip} }
`,
  );
  const [east] = plannerConfig(installation).sites;
  if (east === undefined) throw new Error('the sample has one site');
  return east;
}

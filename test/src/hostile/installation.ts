/** An installation with an engine of honest containers, docker1, and one on which an attacker starts what he likes, docker2. */
import { ListedNetwork, observeContainer, observeNetworks } from '@berth/collector';
import { parseInstallation, plannerConfig, type SiteConfig } from '@berth/installation';
import { type Container, Engine } from '@berth/messages';
import { stringify } from 'yaml';
import { type Attack, honestIds } from './attacker.ts';

const edge = {
  units: ['bigip.example.com'],
  user: 'berth',
  passwordFile: '/p',
  http: { mode: 'own', virtual: '198.51.100.10:80' },
  dns: { mode: 'own', listener: '198.51.100.10:53' },
  routes: {},
};

/** What docker2 may claim. */
const allow = {
  services: ['evil', 'evil-*', 'shared'],
  hosts: ['*.evil.example'],
  virtuals: ['198.51.100.66:*'],
  monitors: ['/Common/evil_*'],
  templates: ['spare'],
  subnets: ['172.20.0.0/16', '172.21.0.0/16', 'fd00:20::/64'],
};

/** How much. Attacks ask for more now and then. */
export const limits = { services: 3, endpoints: 12, names: 40, virtuals: 1 };

export const { installation } = parseInstallation(
  'berth.yaml',
  stringify({
    installation: 'shop',
    zones: { public: ['apps.example.com'], internal: ['docker.example.com'] },
    dnsGroups: {
      world: { bigip: 'edge', sites: [{ site: 'east', virtualServers: [{ server: '/Common/gtm-east', name: 'http', record: 'a' }] }] },
    },
    templates: { spare: {}, bank: { clientProfiles: ['/Common/bank'] } },
    sites: {
      east: {
        engines: {
          docker1: {
            url: 'unix:///1.sock',
            address: '192.0.2.11',
            allow: { hosts: ['bank.example.org'], virtuals: ['*'], monitors: ['*'] },
          },
          docker2: { url: 'unix:///2.sock', address: '192.0.2.66', allow, limits },
        },
        bigips: { edge },
      },
    },
  }),
);

/** As the planner is given it. */
export const plannedSite = siteOf(plannerConfig(installation));

/** What the collectors tell of the two engines. */
export function enginesUnder({ containers, networks }: Attack): readonly Engine[] {
  const told = containers
    .map((answer) => observeContainer(answer, [], 0))
    .flatMap((observed) => (observed.kind === 'container' ? observed.container : []));
  return [
    engine('docker1', honest, observeNetworks([bridge('172.17.0.0/16')])),
    engine('docker2', told, observeNetworks(networks.map((one) => ListedNetwork.parse(one)))),
  ];
}

function siteOf({ sites: [site] }: ReturnType<typeof plannerConfig>): SiteConfig {
  if (site === undefined) throw new Error('there is a site');
  return site;
}

function engine(name: string, containers: readonly Container[], networks: Engine['networks']): Engine {
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
    containers: [...new Map(containers.map((container) => [container.id, container])).values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  });
}

function bridge(Subnet: string): ListedNetwork {
  return { Id: 'b1', Name: 'bridge', Driver: 'bridge', Internal: false, IPAM: { Config: [{ Subnet }] }, Options: {} };
}

/** `shop` asks for more than its names. */
const honest = [
  web('www-1', 0),
  web('www-2', 1),
  web('shop-1', 2, { 'berth.host': 'bank.example.org', 'berth.virtual': '198.51.100.5:443' }),
  web('shared-1', 3),
];

function web(name: string, at: number, labels: Record<string, string> = {}): Container {
  const observed = observeContainer(
    {
      Id: honestIds[at],
      Name: `/${name}`,
      State: { Status: 'running', StartedAt: '2026-01-01T00:00:00Z' },
      Config: { Image: 'web:latest', Labels: labels, ExposedPorts: { '80/tcp': {} } },
      HostConfig: { NetworkMode: 'default' },
      NetworkSettings: { Ports: { '80/tcp': null }, Networks: { bridge: { IPAddress: `172.17.0.${at + 2}` } } },
    },
    [],
    0,
  );
  if (observed.kind !== 'container') throw new Error(`${name} can't be read`);
  return observed.container;
}

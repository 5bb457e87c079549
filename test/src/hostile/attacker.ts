/** What an engine answers on which an attacker may start whatever he likes: more than Docker itself would let him. */
import type { Random } from '../random.ts';
import { flood, near, spite } from './spite.ts';

/** Docker's answers, not read yet. */
export type Attack = { readonly containers: readonly unknown[]; readonly networks: readonly unknown[] };

/** Ids of the containers that others run. */
export const honestIds = ['a1', 'a2', 'a3', 'a4'].map((start) => start.padEnd(64, '0'));

const names = [
  'evil-1',
  'evil-2',
  'evil-api-3',
  'shared-9',
  'www-1',
  'www-7',
  'shop-1',
  'docker1-1',
  'berth_http',
  'evil',
  'evil-01',
] as const;
const fields = [
  'enable',
  'service',
  'port',
  'network',
  'address',
  'host',
  'monitor',
  'lb-method',
  'ratio',
  'priority',
  'connection-limit',
  'slow-ramp',
  'virtual',
  'template',
  'min-available',
] as const;
const hosts = [
  'www.apps.example.com',
  'evil.apps.example.com',
  'evil-x.docker.example.com',
  'evil-1.docker1.docker.example.com',
  'www-1.docker1.docker.example.com',
  'evil.www.apps.example.com',
  'apps.example.com',
  'example.com',
  'a.evil.example',
  'evil.example',
  'bank.example.org',
  '2.0.17.172.in-addr.arpa',
  'WWW.apps.example.com',
  'www.apps.example.com.',
] as const;
const values = {
  enable: ['true', 'false', 'TRUE'],
  service: ['evil', 'evil-api', 'shared', 'www', 'shop', 'Evil', '-evil'],
  port: ['80', '22', '0', '65536', '8080', '1e3'],
  network: ['evil-net', 'bridge', 'honest'],
  address: ['container', 'published', 'auto'],
  host: hosts,
  monitor: ['tcp', 'none', '/Common/evil_1', '/Common/bank', '/Common/evil_1 and /Common/tcp', '/Common/evil_{x}', '/Common/evil_/../x'],
  'lb-method': ['round-robin', 'least-connections-member'],
  ratio: ['1', '100', '101'],
  priority: ['0', '65535'],
  'connection-limit': ['0', '4294967296'],
  'slow-ramp': ['10'],
  virtual: [
    '198.51.100.66:25',
    '198.51.100.66:53/udp',
    '198.51.100.10:80',
    '198.51.100.5:443',
    '198.51.100.7:25',
    '0.0.0.0:80',
    '[::]:80',
    '198.51.100.66:070',
  ],
  template: ['spare', 'default', 'bank', '__proto__'],
  'min-available': ['0', '65535'],
} as const satisfies Record<(typeof fields)[number], readonly [string, ...string[]]>;
const subnets = [
  '172.20.0.0/16',
  '172.21.0.0/16',
  'fd00:20::/64',
  '172.17.0.0/16',
  '192.0.2.0/24',
  '10.0.0.0/8',
  '0.0.0.0/0',
  '::/0',
  '127.0.0.0/8',
  '224.0.0.0/4',
  '172.20.0.0/33',
] as const;
const addresses = [
  '172.20.0.9',
  '172.21.3.4',
  'fd00:20::7',
  '172.17.0.2',
  '192.0.2.11',
  '10.1.2.3',
  '127.0.0.1',
  '224.0.0.1',
  '169.254.1.1',
  '255.255.255.255',
  '::1',
  'fe80::1',
  '::ffff:10.1.2.3',
  '0x7f.1',
] as const;

/** As many containers as `size` says, on networks of his own making. */
export function attack(random: Random, size: number): Attack {
  const networks = Array.from({ length: 4 }, (_, index) => network(random, index));
  const known = networks.map(({ Name }) => Name);
  const ids = Array.from({ length: size }, (_, index) => `e${index.toString(16)}`.padEnd(64, 'e'));
  return { networks, containers: ids.map((id) => container(random, id, { networks: ['bridge', ...known], ids })) };
}

/** The first is as it should be, mostly. */
function network(random: Random, index: number) {
  const subnet = () => ({
    Subnet: index === 0 ? near(random, ['172.20.0.0/16']) : near(random, subnets),
    Gateway: near(random, addresses),
  });
  return {
    Id: `n${index}`,
    Name: index === 0 ? near(random, ['evil-net']) : near(random, ['front', 'honest', 'bridge', 'ingress']),
    Driver: index === 0 ? 'bridge' : random.pick(['bridge', 'macvlan', 'ipvlan', 'overlay', spite(random)]),
    Internal: random.next() < 0.1,
    IPAM: { Config: random.next() < 0.05 ? null : Array.from({ length: 1 + Math.floor(random.next() * 2) }, subnet) },
    Options: { [near(random, ['com.docker.network.bridge.gateway_mode_ipv4', 'parent'])]: near(random, ['routed', 'nat', 'isolated']) },
  };
}

type Around = { readonly networks: readonly [string, ...string[]]; readonly ids: readonly string[] };

function container(random: Random, Id: string, { networks, ids }: Around): unknown {
  const further = random.next() < 0.85 ? 0 : Math.floor(random.next() * 3);
  const attached = [
    ...(random.next() < 0.8 ? [['evil-net', endpoint(random, [`172.20.0.${1 + Math.floor(random.next() * 250)}`])]] : []),
    ...Array.from({ length: further }, () => [near(random, networks), endpoint(random, addresses)]),
  ];
  const started = new Date(1_790_000_000_000 + Math.floor(random.next() * 1e9)).toISOString();
  return {
    Id: random.next() < 0.002 ? spite(random) : Id,
    Name: `/${near(random, names)}`,
    State: {
      Status: random.next() < 0.85 ? 'running' : random.pick(['paused', 'exited', 'removing']),
      Health: health(random),
      StartedAt: started,
    },
    Config: {
      Image: near(random, ['evil:1', 'web:latest']),
      Labels: labels(random),
      StopSignal: near(random, ['SIGTERM', 'SIGKILL']),
      ExposedPorts: Object.fromEntries(ports(random).map((port) => [port, {}])),
    },
    HostConfig: { NetworkMode: networkMode(random, ids, networks) },
    NetworkSettings: {
      Ports: Object.fromEntries(ports(random).map((port) => [port, random.next() < 0.8 ? null : [binding(random)]])),
      Networks: Object.fromEntries(attached),
    },
  };
}

function health(random: Random) {
  return random.next() < 0.7 ? undefined : { Status: random.pick(['healthy', 'unhealthy', 'starting']) };
}

function endpoint(random: Random, choices: readonly [string, ...string[]]) {
  return { NetworkID: 'n0', IPAddress: near(random, choices), GlobalIPv6Address: random.next() < 0.9 ? '' : near(random, addresses) };
}

function networkMode(random: Random, ids: readonly string[], networks: Around['networks']): string {
  const chance = random.next();
  if (chance < 0.9) return random.pick(networks);
  if (chance < 0.94) return random.pick(['host', 'none']);
  return `container:${random.pick([random.pick(['e', ...ids]), random.pick(['a', ...honestIds]), spite(random)])}`;
}

function ports(random: Random): string[] {
  if (random.next() < 0.002) return Array.from({ length: 3_000 }, (_, index) => `${index + 1}/tcp`);
  if (random.next() < 0.95) return ['80/tcp', ...(random.next() < 0.2 ? ['53/udp'] : [])];
  const chosen = ['8080/tcp', '0/tcp', '65536/tcp', '80', '80/sctp', `${spite(random)}/tcp`] as const;
  return [random.pick(chosen), random.pick(chosen)];
}

function binding(random: Random) {
  return {
    HostIp: near(random, ['', '0.0.0.0', '::', '127.0.0.1', '192.0.2.11', '192.0.2.66', '172.20.0.1', '10.9.9.9']),
    HostPort: near(random, ['8080', '80']),
  };
}

function labels(random: Random): Record<string, string> {
  const many = random.next() < 0.005 ? 700 : Math.floor(random.next() * 5);
  const told = Array.from({ length: many }, (_, index): [string, string] => {
    const field = random.pick(fields);
    const value = near(random, values[field]);
    const chance = random.next();
    if (many > 6)
      return random.pick([
        [`berth.${index}`, value],
        [`berth.service.evil-${index}.${field}`, value],
      ]);
    if (chance < 0.6) return [`berth.${field}`, value];
    if (chance < 0.92) return [`berth.service.${near(random, values.service)}.${field}`, value];
    if (chance < 0.97) return [`berth.${spite(random)}`, value];
    return [random.pick(['__proto__', 'toString', `berth.${flood(random)}`]), value];
  });
  const lists = random.next() < 0.01 ? [['berth.host', Array.from({ length: 300 }, (_, index) => `h${index}.evil.example`).join(',')]] : [];
  return Object.fromEntries([...told, ...lists, ...(random.next() < 0.2 ? naming(random) : [])]);
}

/** As Compose and Swarm name containers. */
function naming(random: Random): [string, string][] {
  const service = near(random, ['evil', 'www', 'api', 'shared']);
  return random.pick([
    [
      ['com.docker.compose.project', near(random, ['evil', 'shop', 'www'])],
      ['com.docker.compose.service', service],
      ['com.docker.compose.container-number', near(random, ['1', '2', '01'])],
    ],
    [
      ['com.docker.swarm.service.name', service],
      ['com.docker.swarm.task.name', `${service}.${near(random, ['1', '7'])}.x`],
    ],
  ]);
}

import { DesiredNames, type NameRecord } from '@berth/messages';
import { expect, test } from 'vitest';
import { plan } from './plan.ts';
import { ServiceIndex } from './service-index.ts';
import { container, engine, site, snapshot, unreadable, update } from './testing/sample-site.ts';

const one = container({ name: 'www-1', address: '172.17.0.2', startedAt: 1 });
const two = container({ name: 'www-2', address: '172.17.0.3', startedAt: 2 });
const far = container({ name: 'www-3', address: '172.18.0.2', startedAt: 3, attachment: on('shop', '172.18.0.2') });
const linger = 5;

type Batches = readonly ReturnType<typeof snapshot>[];

/** What is told of `www` after these batches, one each ms. */
function told(batches: Batches, more = ''): DesiredNames['want'] | undefined {
  const index = new ServiceIndex(site({ bigip: `dns: { mode: attach }${more}` }));
  batches.forEach((batch, now) => {
    const { services, everything } = index.update(batch);
    plan(index, everything === 'later' ? index.services() : services, { now, linger });
  });
  plan(index, index.wants.ending(), { now: batches.length, linger });
  return [...index.site.bigips.keys()].map((bigip) => index.wants.namesOf(bigip, 'www' as DesiredNames['service']))[0];
}

function described(record: NameRecord): string {
  switch (record.kind) {
    case 'service':
      return `${record.name} = ${record.endpoints.map(({ address, port, target }) => `${address} ${port} ${target}`).join(', ')}`;
    case 'container':
      return `${record.name} = ${record.state === 'offered' ? `${record.address} ${record.port}` : 'nothing'}`;
    case 'reverse':
      return `${record.name} = ${record.state === 'offered' ? record.target : 'nothing'}`;
    default:
      return record satisfies never;
  }
}

const both = (...first: Parameters<typeof engine>[1]) => snapshot(engine('docker1', first), engine('docker2', [far]));

test.for<{ when: string; given: Batches; names: string[] }>([
  {
    when: 'one container runs',
    given: [snapshot(engine('docker1', [one]), engine('docker2', []))],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com',
    ],
  },
  {
    when: 'two engines run it',
    given: [both(one)],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      '2.0.18.172.in-addr.arpa = www-3.docker.example.com',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www-3.docker.example.com = 172.18.0.2 80',
      'www-3.docker2.docker.example.com = 172.18.0.2 80',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com, 172.18.0.2 80 www-3.docker.example.com',
    ],
  },
  {
    when: 'the same name runs on two engines',
    given: [snapshot(engine('docker1', [one]), engine('docker2', [{ ...far, name: 'www-1' }]))],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      '2.0.18.172.in-addr.arpa = www-1.docker2.docker.example.com',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www-1.docker2.docker.example.com = 172.18.0.2 80',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com, 172.18.0.2 80 www-1.docker2.docker.example.com',
    ],
  },
  ...(['unhealthy', 'starting', 'stopping', 'paused'] as const).map((state) => ({
    when: `a container is ${state}`,
    given: [snapshot(engine('docker1', [one, { ...two, state }]), engine('docker2', []))],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      '3.0.17.172.in-addr.arpa = nothing',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www-2.docker.example.com = nothing',
      'www-2.docker1.docker.example.com = nothing',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com',
    ],
  })),
  {
    when: 'the only one is unhealthy, and has to stay',
    given: [snapshot(engine('docker1', [{ ...one, state: 'unhealthy' }]), engine('docker2', []))],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com',
    ],
  },
  {
    when: 'the port is published',
    given: [
      snapshot(
        engine('docker1', [container({ name: 'www-1', ports: [{ port: 80, published: [{ hostIp: '0.0.0.0', hostPort: 8081 }] }] })]),
        engine('docker2', []),
      ),
    ],
    names: [
      'www-1.docker.example.com = 192.0.2.11 8081',
      'www-1.docker1.docker.example.com = 192.0.2.11 8081',
      'www.docker.example.com = 192.0.2.11 8081 www-1.docker.example.com',
    ],
  },
  {
    when: 'a container has no instance number',
    given: [snapshot(engine('docker1', [container({ name: 'shop', labels: { 'berth.service': 'www' } })]), engine('docker2', []))],
    names: ['2.0.17.172.in-addr.arpa = www.docker.example.com', 'www.docker.example.com = 172.17.0.2 80 www.docker.example.com'],
  },
  {
    when: 'the last container went a moment ago',
    given: [snapshot(engine('docker1', [one]), engine('docker2', [])), update(engine('docker1', []))],
    names: ['www.docker.example.com = '],
  },
  {
    when: "an engine can't be seen any more",
    given: [both(one), update(unreadable('docker2')), update(engine('docker1', []))],
    names: [
      '2.0.18.172.in-addr.arpa = www-3.docker.example.com',
      'www-3.docker.example.com = 172.18.0.2 80',
      'www-3.docker2.docker.example.com = 172.18.0.2 80',
      'www.docker.example.com = 172.18.0.2 80 www-3.docker.example.com',
    ],
  },
  {
    when: 'a container asks for a host name in an internal zone',
    given: [snapshot(engine('docker1', [{ ...one, labels: { 'berth.host': 'shop.docker.example.com' } }]), engine('docker2', []))],
    names: [
      '2.0.17.172.in-addr.arpa = www-1.docker.example.com',
      'shop.docker.example.com = 172.17.0.2 80 www-1.docker.example.com',
      'www-1.docker.example.com = 172.17.0.2 80',
      'www-1.docker1.docker.example.com = 172.17.0.2 80',
      'www.docker.example.com = 172.17.0.2 80 www-1.docker.example.com',
    ],
  },
])('tells names when $when', ({ given, names }) => {
  const want = told(given);
  expect(want?.kind === 'serving' ? want.names.map(described) : want).toEqual(names);
});

test('is a document', () => {
  const epoch = { lease: 'planner.east', created: 0, revision: 0 };
  const want = told([both(one, two)]);
  expect(DesiredNames.parse({ v: 1, kind: 'names', epoch, bigip: 'edge', service: 'www', want }).want).toEqual(want);
});

test('is gone with its pool', () => {
  const empty = engine('docker1', []);
  const waiting = Array.from({ length: linger }, () => update(empty));
  expect(told([snapshot(engine('docker1', [one]), engine('docker2', [])), update(empty), ...waiting])).toMatchObject({
    kind: 'gone',
    cause: 'stopped',
  });
});

test('tells the same where HTTP knows no single containers', () => {
  expect(told([both(one, two)], ', http: { mode: attach, instances: off }')).toEqual(told([both(one, two)]));
});

function on(network: string, ipv4: string): object {
  return { kind: 'networks', networks: [{ network, ipv4 }] };
}

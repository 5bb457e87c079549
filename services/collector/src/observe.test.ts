/** Containers and networks as a real engine told them, and answers that are not as Docker's. */
import { expect, test } from 'vitest';
import { type Observed, observeContainer, observeNetworks } from './observe.ts';
import { answer, networks } from './testing/recorded.ts';

const now = Date.parse('2026-11-24T03:25:00Z');

function containerIn(observed: Observed) {
  if (observed.kind !== 'container') throw new Error(observed.reason);
  return observed.container;
}

const observe = (given: unknown) => containerIn(observeContainer(given, [], now));

test('a container with everything', () => {
  expect(observe(answer('published'))).toEqual({
    id: '5aba360ffe5d4a3ce9781d588a8b9d025b7a4e0e9907b6c9bcb917003c35749e',
    name: 'published',
    image: 'busybox:lab',
    labels: {},
    state: 'running',
    stopTimeout: 10,
    attachment: { kind: 'networks', networks: [{ network: 'bridge', ipv4: '10.32.1.2' }] },
    ports: [
      { port: 53, protocol: 'udp', published: [{ hostIp: '127.0.0.1', hostPort: 5353 }] },
      { port: 80, protocol: 'tcp', published: [{ hostIp: '0.0.0.0', hostPort: 8080 }] },
      { port: 9000, protocol: 'tcp', published: [] },
    ],
    startedAt: Date.parse('2026-11-24T03:24:24.867Z'),
  });
});

test.for([
  { name: 'multi', state: 'running' },
  { name: 'healthy', state: 'running' },
  { name: 'sick', state: 'unhealthy' },
  { name: 'healthy', path: 'State/Health/Status', value: 'starting', state: 'starting' },
  { name: 'healthy', path: 'State/Health/Status', value: '', state: 'starting' },
  { name: 'healthy', path: 'State/Health/Status', value: 'none', state: 'running' },
  { name: 'healthy', path: 'State/Health', value: null, state: 'running' },
  { name: 'podman', state: 'running' },
  { name: 'sick', path: 'State/Status', value: 'paused', state: 'paused' },
  { name: 'paused', state: 'paused' },
  { name: 'exited', state: 'exited' },
  { name: 'created', state: 'exited' },
  { name: 'multi', path: 'State/Status', value: 'restarting', state: 'exited' },
  { name: 'multi', path: 'State/Status', value: 'removing', state: 'exited' },
  { name: 'multi', path: 'State/Status', value: 'dead', state: 'exited' },
])('$name, $path "$value": $state', ({ name, path, value, state }) => {
  expect(observe(answer(name, path, value)).state).toBe(state);
});

test.for([
  {
    name: 'multi',
    attachment: {
      kind: 'networks',
      networks: [
        { network: 'back', ipv4: '10.33.2.2' },
        { network: 'front', ipv4: '10.33.1.2' },
      ],
    },
  },
  { name: 'v6', attachment: { kind: 'networks', networks: [{ network: 'six', ipv4: '10.33.6.2', ipv6: 'fd33:6::2' }] } },
  { name: 'exited', attachment: { kind: 'networks', networks: [{ network: 'bridge' }] } },
  { name: 'created', attachment: { kind: 'networks', networks: [{ network: 'bridge' }] } },
  { name: 'paused', attachment: { kind: 'networks', networks: [{ network: 'bridge', ipv4: '10.32.1.5' }] } },
  { name: 'podman', attachment: { kind: 'networks', networks: [{ network: 'bridge', ipv4: '10.88.0.3' }] } },
  { name: 'onhost', attachment: { kind: 'host' } },
  { name: 'nonet', attachment: { kind: 'none' } },
  { name: 'sidecar', attachment: { kind: 'container', container: 'f91dbce214a1870ee80dd0cb375b8b75e8ac96146fa08dba7588f6a434e0b086' } },
])('the addresses of $name', ({ name, attachment }) => {
  expect(observe(answer(name)).attachment).toEqual(attachment);
});

test('newer engines leave fields out that older ones leave empty, and say the same', () => {
  const older = observe(answer('created'));
  for (const field of ['IPAddress', 'GlobalIPv6Address']) {
    expect(observe(answer('created', `NetworkSettings/Networks/bridge/${field}`))).toEqual(older);
  }
  for (const field of ['Config/Labels', 'Config/StopSignal', 'Config/StopTimeout', 'Config/ExposedPorts', 'NetworkSettings/Ports']) {
    expect(observe(answer('created', field))).toEqual(older);
  }
});

test('only the labels that matter are kept, sorted', () => {
  expect(observe(answer('shop_web_1')).labels).toEqual({
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
  });
  const labels = { 'com.docker.swarm.task.name': 'web.1.abc', 'berth.port': '81', maintainer: 'me', 'berth.enable': 'true', berthing: 'x' };
  expect(Object.entries(observe(answer('multi', 'Config/Labels', labels)).labels)).toEqual([
    ['berth.enable', 'true'],
    ['berth.port', '81'],
    ['com.docker.swarm.task.name', 'web.1.abc'],
  ]);
});

test('ports are sorted, whatever order they come in', () => {
  const bindings = [
    { HostIp: '::', HostPort: '8080' },
    { HostIp: '0.0.0.0', HostPort: '9090' },
    { HostIp: '0.0.0.0', HostPort: '8080' },
  ];
  const given = answer('published', 'NetworkSettings/Ports', { '9000/tcp': null, '80/udp': null, '80/tcp': bindings, '132/sctp': null });
  expect(
    observe(given).ports.map(
      ({ port, protocol, published }) => `${port}/${protocol} ${published.map(({ hostIp, hostPort }) => `${hostIp} ${hostPort}`)}`,
    ),
  ).toEqual(['53/udp ', '80/tcp 0.0.0.0 8080,0.0.0.0 9090,:: 8080', '80/udp ', '132/sctp ', '9000/tcp ']);
});

test('a stop signal makes it stopping until it died, was started again or survived', () => {
  const at = Date.parse('2026-11-24T03:24:50Z');
  const kills = [{ signal: 3, at, heard: at + 5 }];
  const given = answer('multi', 'Config/StopSignal', 'SIGQUIT');
  const observed = observeContainer(given, kills, at + 100);
  expect(observed).toMatchObject({
    container: { state: 'stopping', stopping: { signal: 'SIGQUIT', at } },
    stopSignal: 3,
    stoppedBy: kills[0],
  });
  const over = { container: { state: 'running' }, stoppedBy: undefined };
  expect(observeContainer(given, kills, at + 15_005)).toMatchObject(over);
  expect(observeContainer(answer('multi'), kills, at + 100)).toMatchObject(over);
  const started = answer('multi', 'State/StartedAt', '2026-11-24T03:24:50.100Z');
  expect(observeContainer(started, [{ ...kills[0], signal: 15, at, heard: at }], at + 200)).toMatchObject(over);
  const dead = observeContainer(answer('exited'), [{ signal: 15, at, heard: at }], at + 100);
  expect(dead).toMatchObject({ container: { state: 'exited' }, stoppedBy: undefined });
  expect(containerIn(dead)).not.toHaveProperty('stopping');
});

test.for([
  { path: 'Id', names: 'Id' },
  { path: 'Id', value: 'not hex', names: 'id' },
  { path: 'Name', value: 7, names: 'Name' },
  { path: 'State', names: 'State' },
  { path: 'State', value: 'running', names: 'State' },
  { path: 'State/Status', names: 'State.Status' },
  { path: 'State/Status', value: 'confused', names: 'State.Status' },
  { path: 'State/StartedAt', names: 'State.StartedAt' },
  { path: 'State/StartedAt', value: 'yesterday', names: 'startedAt' },
  { path: 'State/Health', value: {}, names: 'State.Health.Status' },
  { path: 'State/Health', value: { Status: 'fine' }, names: 'State.Health.Status' },
  { path: 'Config', value: null, names: 'Config' },
  { path: 'Config/Image', value: ['busybox'], names: 'Config.Image' },
  { path: 'Config/Labels', value: { 'berth.port': 80 }, names: 'Config.Labels.berth.port' },
  { path: 'Config/StopTimeout', value: '10', names: 'Config.StopTimeout' },
  { path: 'Config/ExposedPorts', value: { http: {} }, names: 'ports.0.port' },
  { path: 'Config/ExposedPorts', value: { '80/quic': {} }, names: 'ports.0.protocol' },
  { path: 'HostConfig', names: 'HostConfig' },
  { path: 'HostConfig/NetworkMode', names: 'HostConfig.NetworkMode' },
  { path: 'HostConfig/NetworkMode', value: 'container:', names: 'attachment.container' },
  { path: 'NetworkSettings', names: 'NetworkSettings' },
  { path: 'NetworkSettings/Networks', value: { front: { IPAddress: 10 } }, names: 'NetworkSettings.Networks.front.IPAddress' },
  { path: 'NetworkSettings/Ports', value: { '80/tcp': [{ HostIp: '0.0.0.0' }] }, names: 'NetworkSettings.Ports.80/tcp.0.HostPort' },
  { path: 'NetworkSettings/Ports', value: { '80/tcp': [{ HostIp: '', HostPort: '70000' }] }, names: 'ports.0.published.0.hostPort' },
])('an answer with $path "$value" can\'t be read, and $names is named', ({ path, value, names }) => {
  const observed = observeContainer(answer('multi', path, value), [], now);
  expect(observed).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(`${names}: `) });
});

test.for([undefined, null, 7, 'gone', [], {}])('%s is no container', (given) => {
  expect(observeContainer(given, [], now).kind).toBe('unreadable');
});

test('networks are sorted, with the options that decide about routing', () => {
  const observed = observeNetworks(networks);
  expect(observed.map(({ name }) => name)).toEqual(['back', 'bridge', 'front', 'host', 'none', 'shop_default', 'six']);
  expect(observed.find(({ name }) => name === 'six')?.subnets).toEqual([{ subnet: '10.33.6.0/24' }, { subnet: 'fd33:6::/64' }]);
  expect(observed[1]).toMatchObject({ driver: 'bridge', internal: false, subnets: [{ subnet: '10.32.1.0/24', gateway: '10.32.1.1' }] });
  expect(observed[0]).toMatchObject({ internal: true, options: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } });
  expect(observeNetworks(networks.toReversed())).toEqual(observed);
});

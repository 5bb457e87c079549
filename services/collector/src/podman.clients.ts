/** Podman's Docker-compatible socket, followed like Docker's. */
import { makeImage, type NatsServer } from '@berth/local-stack';
import type { Container, Engine } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Podman, startPodman } from './testing/podman.ts';
import { configure, Program, patience, Reader, startBus } from './testing/programs.ts';

const resources = new AsyncDisposableStack();
let podman: Podman;
let nats: NatsServer;
let reader: Reader;

beforeAll(async () => {
  podman = resources.use(await startPodman());
  nats = await startBus(resources);
  reader = resources.use(await Reader.start(nats));
  await makeImage(podman.docker);
  // What is seen within the test was told by events.
  resources.use(await Program.start(nats, configure({ podman: { url: podman.url } }, { relook: '10m' })));
});

afterAll(() => resources.disposeAsync());

function document(): Engine | undefined {
  return reader.document('podman');
}

function named(name: string): Container | undefined {
  return document()?.containers.find((container) => container.name === name);
}

async function run(name: string, options: Docker.ContainerCreateOptions = {}): Promise<Docker.Container> {
  const container = await podman.docker.createContainer({ name, Image: 'berth-sample/web', Cmd: ['sleep', '1000'], ...options });
  await container.start();
  return container;
}

async function untilState(name: string, state: Container['state'] | undefined): Promise<void> {
  await expect.poll(() => named(name)?.state, { timeout: patience, interval: 10 }).toBe(state);
}

test('it says what it is', async () => {
  const { ApiVersion, Version } = await podman.docker.version();
  await expect.poll(document, { timeout: patience }).toMatchObject({ dockerVersion: Version, apiVersion: ApiVersion });
});

test('the life of a container, with an address on a network that is listed', async () => {
  const container = await run('life-1');
  await untilState('life-1', 'running');
  const { attachment } = named('life-1') ?? {};
  expect(attachment).toEqual({ kind: 'networks', networks: [{ network: 'bridge', ipv4: expect.stringMatching(/^10\.88\./) }] });
  expect(document()?.networks.find(({ name }) => name === 'bridge')?.subnets).toMatchObject([{ subnet: '10.88.0.0/16' }]);
  await container.pause();
  await untilState('life-1', 'paused');
  await container.unpause();
  await untilState('life-1', 'running');
  await container.rename({ name: 'life-2' });
  await untilState('life-2', 'running');
  await container.stop({ t: 0 });
  await untilState('life-2', 'exited');
  await container.start();
  await untilState('life-2', 'running');
  await container.kill();
  await untilState('life-2', 'exited');
  await container.remove();
  await untilState('life-2', undefined);
});

test('a network that is made, which no event tells, is known with the first container on it', async () => {
  await podman.docker.createNetwork({ Name: 'front', Driver: 'bridge' });
  const container = await run('front-1', { HostConfig: { NetworkMode: 'front' } });
  await untilState('front-1', 'running');
  const [network] = attachedTo('front-1');
  expect(network).toMatchObject({ network: 'front', ipv4: expect.any(String) });
  expect(document()?.networks.find(({ name }) => name === 'front')?.subnets).toHaveLength(1);
  const back = await podman.docker.createNetwork({ Name: 'back', Driver: 'bridge' });
  await back.connect({ Container: container.id });
  await expect.poll(() => attachedTo('front-1').map(({ network: name }) => name), { timeout: patience }).toEqual(['back', 'front']);
  await back.disconnect({ Container: container.id });
  await expect.poll(() => attachedTo('front-1').map(({ network: name }) => name), { timeout: patience }).toEqual(['front']);
});

test('the network of its host, and a port that is published', async () => {
  await run('host-1', { HostConfig: { NetworkMode: 'host' } });
  await untilState('host-1', 'running');
  expect(named('host-1')?.attachment).toEqual({ kind: 'host' });
  await run('open-1', { ExposedPorts: { '80/tcp': {} }, HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8085' }] } } });
  await untilState('open-1', 'running');
  expect(named('open-1')?.ports).toEqual([{ port: 80, protocol: 'tcp', published: [{ hostIp: '', hostPort: 8085 }] }]);
});

function attachedTo(name: string) {
  const attachment = named(name)?.attachment;
  return attachment?.kind === 'networks' ? attachment.networks : [];
}

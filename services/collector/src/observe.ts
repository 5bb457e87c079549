/** Docker's JSON → the parts of the engine document. Pure; equal answers give equal parts, whatever order Docker tells them in. */
import { type Attachment, Container, type ContainerState, compareText, type Network } from '@berth/messages';
import type { z } from 'zod';
import { Inspected, type ListedNetwork, reasonIn } from './docker/answers.ts';
import { type Kill, stopped, stoppingBy, stopSignalOf } from './stopping.ts';

export type Observed =
  | { readonly kind: 'container'; readonly container: Container; readonly stopSignal: number; readonly stoppedBy: Kill | undefined }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** It is so much that others would have no room. */
  | { readonly kind: 'excessive'; readonly reason: string };

/** One container of what `inspect` answered; `kills` are the signals that it was sent, oldest first. */
export function observeContainer(answer: unknown, kills: readonly Kill[], now: number): Observed {
  const inspected = Inspected.safeParse(answer);
  if (!inspected.success) return { kind: 'unreadable', reason: reasonIn(inspected.error) };
  const { Config, State } = inspected.data;
  const stopSignal = stopSignalOf(Config.StopSignal);
  const parsed = Container.safeParse({
    id: inspected.data.Id,
    name: inspected.data.Name.replace(/^\//, ''),
    image: Config.Image,
    labels: labelsOf(Config.Labels ?? {}),
    state: stateOf(State, Config),
    stopTimeout: Config.StopTimeout ?? defaultStopTimeout,
    attachment: attachmentOf(inspected.data),
    ports: portsOf(inspected.data),
    startedAt: timeOf(State.StartedAt),
  });
  if (!parsed.success) return { kind: 'unreadable', reason: reasonIn(parsed.error) };
  const container = parsed.data;
  const excess = excessIn(container);
  if (excess !== undefined) return { kind: 'excessive', reason: excess };
  const stoppedBy = container.state === 'exited' ? undefined : stoppingBy(kills, { ...container, stopSignal }, now);
  return { kind: 'container', container: stoppedBy ? stopped(container, stoppedBy) : container, stopSignal, stoppedBy };
}

/** Of what is told of one container, and of one network, in bytes; of the names of both, and of images, in characters. */
const most = { container: 65_536, network: 16_384, name: 255 } as const;

/** What of a container is too much for all containers of its engine to find room in one document. */
function excessIn(container: Container): string | undefined {
  const { name, image, attachment } = container;
  const networks = attachment.kind === 'networks' ? attachment.networks.map(({ network }) => network) : [];
  for (const text of [name, image, ...networks])
    if (text.length > most.name)
      return `it is called, made from or connected to what has a name of ${text.length} characters, more than ${most.name}`;
  const bytes = Buffer.byteLength(JSON.stringify(container));
  return bytes > most.container ? `its labels, ports and networks take ${bytes} bytes, more than ${most.container}` : undefined;
}

/** The engine's networks, sorted by name and id; without those that are too much. */
export function observeNetworks(listed: readonly ListedNetwork[]): Network[] {
  return listed
    .map(({ Id, Name, Driver, Internal, IPAM, Options }) => ({
      id: Id,
      name: Name,
      driver: Driver,
      internal: Internal,
      subnets: (IPAM.Config ?? [])
        .flatMap(({ Subnet, Gateway }) => (Subnet ? [{ subnet: Subnet, ...(Gateway ? { gateway: Gateway } : {}) }] : []))
        .sort((a, b) => compareText(a.subnet, b.subnet)),
      options: sorted(Options ?? {}),
    }))
    .filter((network) => network.name.length <= most.name && Buffer.byteLength(JSON.stringify(network)) <= most.network)
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}

const defaultStopTimeout = 10;

/** Docker's own naming: Compose's one-off containers carry the number 1 too, so it takes `oneoff` to tell them apart. */
const namingLabels: ReadonlySet<string> = new Set([
  'com.docker.compose.project',
  'com.docker.compose.service',
  'com.docker.compose.container-number',
  'com.docker.compose.oneoff',
  'com.docker.stack.namespace',
  'com.docker.swarm.service.name',
  'com.docker.swarm.task.name',
]);

function labelsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  return sorted(Object.fromEntries(Object.entries(labels).filter(([name]) => name.startsWith('berth.') || namingLabels.has(name))));
}

/** Between two runs of a restart policy nothing runs and there is no address, so `restarting` is `exited`; `created` never ran. */
function stateOf({ Status, Health }: Inspected['State'], { Healthcheck }: Inspected['Config']): ContainerState {
  switch (Status) {
    case 'created':
    case 'restarting':
    case 'removing':
    case 'exited':
    case 'dead':
      return 'exited';
    case 'paused':
      return 'paused';
    case 'running':
      if (Health?.Status === 'unhealthy') return 'unhealthy';
      return Health?.Status === 'starting' || (Health?.Status === '' && Healthcheck) ? 'starting' : 'running';
    default:
      return Status satisfies never;
  }
}

/** Whether the container id is one, the document's schema says. */
function attachmentOf({ HostConfig: { NetworkMode }, NetworkSettings }: Inspected): z.input<typeof Attachment> {
  if (NetworkMode === 'host' || NetworkMode === 'none') return { kind: NetworkMode };
  if (NetworkMode.startsWith('container:')) return { kind: 'container', container: NetworkMode.slice('container:'.length) };
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(([name, { NetworkID, IPAddress, GlobalIPv6Address }]) => ({
    network: isPodmansDefault(name, NetworkID) ? 'bridge' : name,
    ...(IPAddress ? { ipv4: IPAddress } : {}),
    ...(GlobalIPv6Address ? { ipv6: GlobalIPv6Address } : {}),
  }));
  return { kind: 'networks', networks: networks.sort((a, b) => compareText(a.network, b.network)) };
}

/** Podman lists its default network as `bridge`, and calls it `podman` on its containers, where it says names for ids. */
function isPodmansDefault(network: string, id: string | null | undefined): boolean {
  return network === 'podman' && id === 'podman';
}

function portsOf({ Config, NetworkSettings }: Inspected): unknown[] {
  const bindings = new Map(
    Object.keys(Config.ExposedPorts ?? {}).map((key): [string, { HostIp: string; HostPort: string }[]] => [key, []]),
  );
  for (const [key, bound] of Object.entries(NetworkSettings.Ports ?? {})) bindings.set(key, bound ?? []);
  return [...bindings]
    .map(([key, bound]) => {
      const [port, protocol = 'tcp'] = key.split('/');
      const published = bound.map(({ HostIp, HostPort }) => ({ hostIp: HostIp, hostPort: Number(HostPort) }));
      return {
        port: Number(port),
        protocol,
        published: published.sort((a, b) => compareText(a.hostIp, b.hostIp) || a.hostPort - b.hostPort),
      };
    })
    .sort((a, b) => a.port - b.port || compareText(a.protocol, b.protocol));
}

/** Docker says the year 1 for never. */
function timeOf(text: string): number {
  return Math.max(0, Date.parse(text));
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

/** What an engine itself says of its containers, in words of its own: what the document must say in the end. */
import type { Container } from '@berth/messages';
import type Docker from 'dockerode';
import { expect } from 'vitest';
import { patience, type Reader } from './programs.ts';

/** Waits until the engine's document says what the engine says. */
export async function untilAsTold(reader: Reader, engine: string, docker: Docker): Promise<void> {
  const differences = async () => {
    const told = await toldByEngine(docker);
    const written = toldByDocument(reader.document(engine)?.containers ?? []);
    return [...told.filter((line) => !written.includes(line)), ...written.filter((line) => !told.includes(line))];
  };
  await expect.poll(differences, { timeout: patience, interval: 20 }).toEqual([]);
}

/** One line per container, sorted; asked of the engine without any of the collector's code. */
async function toldByEngine(docker: Docker): Promise<string[]> {
  const listed = await docker.listContainers({ all: true });
  const lines = await Promise.all(
    listed.map(async ({ Id }) => {
      try {
        return lineOf(await docker.getContainer(Id).inspect());
      } catch (error) {
        if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
        throw error;
      }
    }),
  );
  return lines.filter((line) => line !== undefined).toSorted();
}

function lineOf({ Id, Name, State, Config, NetworkSettings, HostConfig }: Docker.ContainerInspectInfo): string {
  const networks = Object.entries(NetworkSettings.Networks).map(([network, { IPAddress }]) => `${network}=${IPAddress}`);
  const { NetworkMode: mode = '' } = HostConfig;
  const attached = /^(?:host|none|container)\b/.test(mode) ? mode.split(':', 1) : networks.toSorted();
  const ports = Object.entries(NetworkSettings.Ports).flatMap(([port, bound]) =>
    (bound ?? []).map(({ HostPort }) => `${port}=${HostPort}`),
  );
  const started = State.StartedAt.startsWith('0001-') ? 'never' : new Date(State.StartedAt).toISOString();
  const labels = Object.entries(Config.Labels).map(([name, value]) => `${name}=${value}`);
  const words = [Id, Name.slice(1), Config.Image, stateOf(State), ...attached, ...ports.toSorted(), started, ...labels.toSorted()];
  return words.join(' ');
}

function stateOf({ Status, Health }: Docker.ContainerInspectInfo['State']): string {
  if (Status === 'paused') return 'paused';
  if (Status !== 'running') return 'exited';
  return { healthy: 'running', unhealthy: 'unhealthy', starting: 'starting' }[Health?.Status ?? ''] ?? 'running';
}

/** The same lines of a document's containers. */
function toldByDocument(containers: readonly Container[]): string[] {
  return containers.map(describe).toSorted();
}

function describe({ id, name, image, state, attachment, ports, startedAt, labels }: Container): string {
  const attached =
    attachment.kind === 'networks' ? attachment.networks.map(({ network, ipv4 = '' }) => `${network}=${ipv4}`) : [attachment.kind];
  const bound = ports.flatMap(({ port, protocol, published }) => published.map(({ hostPort }) => `${port}/${protocol}=${hostPort}`));
  const started = startedAt === 0 ? 'never' : new Date(startedAt).toISOString();
  const labelled = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return [id, name, image, state, ...attached.toSorted(), ...bound.toSorted(), started, ...labelled.toSorted()].join(' ');
}

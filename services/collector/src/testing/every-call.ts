/** Every call to an engine, by the connection that is tried. */
import type { PrivateEngine } from '@berth/local-stack';
import { ContainerId } from '@berth/messages';
import { expect } from 'vitest';
import type { EngineAddress } from '../docker/connect.ts';
import { EngineApi } from '../docker/engine-api.ts';

const { signal } = new AbortController();

/** Every call, once: what the engine told. */
export async function talk({ docker }: Pick<PrivateEngine, 'docker'>, address: EngineAddress): Promise<object> {
  const end = new AbortController();
  using api = await EngineApi.of(address);
  const events = await api.events(end.signal);
  const container = await docker.createContainer({ Image: 'berth-sample/web' });
  const id = ContainerId.parse(container.id);
  for await (const event of events) if (event.kind === 'container' && event.id === id) break;
  const inspections = [await api.inspect(id, signal)];
  const listed = await api.containers(signal);
  await container.remove();
  inspections.push(await api.inspect(id, signal));
  end.abort();
  await api.ping(5000, signal);
  return {
    version: (await api.version(signal)).ApiVersion,
    networks: new Set((await api.networks(signal)).map(({ Name }) => Name)),
    inspections: inspections.map(({ kind }) => kind),
    listed: listed.some(({ Id }) => Id === id),
  };
}

/** What `talk` returns where all is well. */
export const expected = {
  version: expect.stringMatching(/^1\.\d+$/),
  networks: new Set(['bridge', 'host', 'none']),
  inspections: ['found', 'gone'],
  listed: true,
};

/** Finding a Docker engine that is there already, and whose containers this machine can reach. */
import { dockerAt } from './docker-at.ts';
import { answersOk } from './http-answers.ts';
import { sampleContainers } from './sample-containers.ts';
import { waitUntil } from './wait-until.ts';

export type EngineSearch = { readonly kind: 'found'; readonly url: string } | { readonly kind: 'none'; readonly reason: string };

/** Where Docker's own command looks when nothing else is said. */
export const defaultEngine = 'unix:///var/run/docker.sock';

/**
 * The engine at `dockerHost` (as in DOCKER_HOST), else at the default socket, if it answers and an HTTP request to the address of a
 * container gets through: tried with a container made for it, and removed again.
 */
export async function findEngine(dockerHost: string | undefined): Promise<EngineSearch> {
  const url = dockerHost === undefined || dockerHost === '' ? defaultEngine : dockerHost;
  const none = (reason: string): EngineSearch => ({ kind: 'none', reason: `${url}: ${reason}` });
  try {
    await dockerAt(url, { timeout: 5000 }).ping();
  } catch (error) {
    return none(`no engine answers (${inWords(error)})`);
  }
  try {
    await using samples = await sampleContainers(url, 'found');
    const container = await samples.start(`berth-probe-${process.pid}`, { 'berth.enable': 'false' });
    const { NetworkSettings: settings } = await container.inspect();
    const address = Object.values(settings.Networks)[0]?.IPAddress ?? '';
    if (address === '') return none('its containers get no address of their own');
    return (await answers(address)) ? { kind: 'found', url } : none(`containers cannot be reached: ${address}, port 80, does not answer`);
  } catch (error) {
    return none(`a container could not be tried (${inWords(error)})`);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return await waitUntil(`an answer from ${address}`, 3000, () => answersOk({ address, path: '/healthz' }));
  } catch {
    return false;
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

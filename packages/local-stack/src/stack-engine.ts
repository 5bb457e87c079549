/** The Docker engines that the stack uses: one that is there and can be used, else private ones. */
import { lookup } from 'node:dns/promises';
import { findEngine } from './find-engine.ts';
import { type PrivateEngine, startEngine } from './private-engine.ts';

export type StackEngine = AsyncDisposable & {
  /** As `docker -H` takes it. */
  readonly url: string;
  /** What berth.yaml says of it. */
  readonly configuration: { readonly url: string; readonly address: string };
} & ({ readonly kind: 'found' } | { readonly kind: 'private'; readonly engine: PrivateEngine });

/** Looks for an engine where Docker's own command would, and starts a private one, saying why, when it can't be used. */
export async function stackEngine(name: string, say: (line: string) => void): Promise<StackEngine> {
  const search = await findEngine(process.env['DOCKER_HOST']);
  if (search.kind === 'found')
    return { ...search, configuration: await configurationOf(search.url), [Symbol.asyncDispose]: async () => {} };
  say(`Starting a private Docker engine, since none can be used at ${search.reason}`);
  return await privateEngine(name);
}

export async function privateEngine(name: string): Promise<StackEngine> {
  const engine = await startEngine({ name });
  const { url, gateway: address } = engine;
  return { kind: 'private', engine, url, configuration: { url, address }, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

async function configurationOf(url: string): Promise<StackEngine['configuration']> {
  if (url.startsWith('unix://')) return { url, address: '127.0.0.1' };
  const { address } = await lookup(new URL(url).hostname);
  // Docker's command speaks plain HTTP where the URL begins with tcp:// and nothing else is said; in berth.yaml that means TLS.
  return { url: url.replace(/^tcp:/, 'http:'), address };
}

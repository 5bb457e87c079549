/** How long until a name has an address: asked again and again, whatever the answers before were. */
import { Resolver } from 'node:dns/promises';

/** Two questions are this far apart, ms. */
const every = 2;

/** Resolves with the time, ms since 1970, at which a name first has an address at the name server on `port` of this machine. Rejects after 30 s. */
export async function firstAddress(port: number, name: string): Promise<number> {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let last = 'nothing';
  const ask = async () => {
    try {
      await resolver.resolve4(name);
      resolve(performance.timeOrigin + performance.now());
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  };
  const asking = setInterval(() => void ask(), every);
  const late = setTimeout(() => reject(new Error(`${name} had no address within 30 s: ${last}`)), 30_000);
  try {
    return await promise;
  } finally {
    clearInterval(asking);
    clearTimeout(late);
    resolver.cancel();
  }
}

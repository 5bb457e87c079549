/** How long until a name is served: asked again and again, whatever the answers before were. */
import { Agent, get } from 'node:http';

/** Two requests are this far apart, ms. */
const every = 2;

/** Resolves with the time, ms since 1970, at which `host` first answers 200 on `port` of this machine. Rejects after 30 s. */
export async function firstAnswer(port: number, host: string): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let last = 'nothing';
  const ask = () => {
    const request = get({ host: '127.0.0.1', port, headers: { host }, agent }, (response) => {
      if (response.statusCode === 200) resolve(now());
      last = `status ${response.statusCode}`;
      response.resume();
    });
    // A name that nobody serves yet may be answered by a reset.
    request.on('error', (error) => {
      last = error.message;
    });
  };
  const asking = setInterval(ask, every);
  const late = setTimeout(() => reject(new Error(`${host} was not served within 30 s, but answered with ${last}`)), 30_000);
  try {
    ask();
    return await promise;
  } finally {
    clearInterval(asking);
    clearTimeout(late);
    agent.destroy();
  }
}

/** Finer than `Date.now()`. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** One line per change, as it reaches the BIG-IP. */
import { randomBytes } from 'node:crypto';
import { openNatsStore } from '@berth/bus';
import { draw, drawHappening, followHappenings } from '@berth/cli';

const leases = { ttl: 10_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 };
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Tells `say` what is written to the BIG-IP and what is wrong with it, from now on, until `signal` aborts. */
export async function followChanges(nats: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const colours = process.stdout.isTTY && process.stdout.hasColors() ? 'on' : 'off';
  const instance = randomBytes(4).toString('hex');
  const options = { servers: [nats], program: 'local-stack', instance, replicas: 1, leases, log };
  await using store = await openNatsStore(options, signal);
  for await (const happening of followHappenings(store, signal)) {
    // What leads to a change is for `berth watch`.
    if (happening.kind !== 'container' && happening.kind !== 'planned') say(draw(drawHappening(happening, Date.now()), colours));
  }
}

/** One line per change, as it reaches the BIG-IP. */
import { draw, drawHappening, followHappenings, type Happening } from '@berth/cli';
import { openStackStore } from './stack-store.ts';

/** What leads to a change is for `berth watch`. */
const leading: ReadonlySet<string> = new Set<Happening['kind']>(['container', 'planned', 'named', 'led']);

/** Tells `say` what is written to the BIG-IP and what is wrong with it, from now on, until `signal` aborts. */
export async function followChanges(nats: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const colours = process.stdout.isTTY && process.stdout.hasColors() ? 'on' : 'off';
  await using store = await openStackStore(nats, signal);
  for await (const happening of followHappenings(store, signal)) {
    if (!leading.has(happening.kind)) say(draw(drawHappening(happening, Date.now()), colours));
  }
}

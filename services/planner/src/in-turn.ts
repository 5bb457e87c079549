/** Lets no engine take more than its share of the planner's time: what is beyond waits, and only the newest of it. */
import { type Batch, type Entry, Pace, type PaceOptions } from '@berth/bus';
import { decodeToken, type Engine } from '@berth/messages';

/** ms of a second that planning one engine's changes may take for long, and of those that it may take at once: enough for a large engine. */
const usual: PaceOptions = { share: 100, burst: 1_000 };

type Turn = { readonly pace: Pace; waiting: Entry<Engine> | undefined; told: 'held' | 'let go' };

/**
 * The same batches, but each update with one engine. What the consumer does between two of them is that engine's time; `tell` is called
 * when an engine begins to wait, and when it does no longer. A snapshot is never held back. Ends with the batches, without leaving any out.
 */
export async function* inTurn(
  batches: AsyncIterable<Batch<Engine>>,
  tell: (engine: string, state: Turn['told']) => void,
  share = usual,
): AsyncGenerator<Batch<Engine>, void, undefined> {
  const turns = new Map<string, Turn>();
  const source = batches[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<Batch<Engine>>> | undefined;
  try {
    for (;;) {
      next ??= source.next();
      const came = await unlessDue(next, dueIn(turns.values(), performance.now()));
      if (came !== undefined) next = undefined;
      if (came?.done === true) break;
      if (came?.value.kind === 'snapshot') {
        for (const turn of turns.values()) turn.waiting = undefined;
        yield came.value;
      }
      if (came?.value.kind === 'update') for (const entry of came.value.entries) turnOf(turns, entry.key, share).waiting = entry;
      for (const [key, turn] of turns) {
        const { waiting, pace } = turn;
        const began = performance.now();
        if (waiting !== undefined && pace.wait(began) === 0) {
          turn.waiting = undefined;
          yield { kind: 'update', entries: [waiting] };
          const ended = performance.now();
          pace.spend(ended - began, ended);
        }
        const state = pace.heldFor(performance.now()) > 0 ? 'held' : 'let go';
        if (state !== turn.told) tell(decodeToken(key), state);
        turn.told = state;
      }
    }
    for (const { waiting } of turns.values()) if (waiting !== undefined) yield { kind: 'update', entries: [waiting] };
  } finally {
    await source.return?.();
  }
}

function turnOf(turns: Map<string, Turn>, key: string, share: PaceOptions): Turn {
  const turn = turns.get(key) ?? { pace: new Pace(share), waiting: undefined, told: 'let go' };
  turns.set(key, turn);
  return turn;
}

/** ms until somebody who waits is to go on, or to be told; undefined while nobody waits. */
function dueIn(turns: Iterable<Turn>, now: number): number | undefined {
  let first: number | undefined;
  for (const { pace, waiting, told } of turns) {
    if (waiting === undefined && told === 'let go') continue;
    const due = waiting === undefined ? pace.heldFor(now) : pace.wait(now);
    first = Math.min(first ?? due, due);
  }
  return first;
}

/** What comes first; undefined: so many ms are over. */
async function unlessDue<T>(coming: Promise<T>, ms: number | undefined): Promise<T | undefined> {
  if (ms === undefined) return await coming;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, Math.ceil(ms), undefined);
  try {
    return await Promise.race([coming, promise]);
  } finally {
    clearTimeout(timer);
  }
}

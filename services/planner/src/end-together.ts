/** Several loops of which one does the work, and the others what it needs. */

/** Runs loops until the first in the list ends, or any fails, then ends the others. Throws what the first of them to fail threw. */
export async function endTogether(loops: readonly ((signal: AbortSignal) => Promise<void>)[], signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const all = AbortSignal.any([signal, ended.signal]);
  const end = () => ended.abort();
  const running = loops.map((loop, at) => {
    const work = loop(all);
    // What the others follow may end sooner than what they are needed for.
    void work.then(at === 0 ? end : undefined, end);
    return work;
  });
  const outcomes = await Promise.allSettled(running);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  signal.throwIfAborted();
}

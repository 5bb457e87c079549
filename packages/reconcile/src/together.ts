/** Several loops that live and end together. */

/** Runs all until `signal` aborts or one of them ends; then the others are told, and waited for. Throws what the first to fail threw. */
export async function together(works: readonly ((signal: AbortSignal) => Promise<void>)[], signal: AbortSignal): Promise<void> {
  const end = new AbortController();
  const all = AbortSignal.any([signal, end.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    works.map(async (work) => {
      try {
        await work(all);
      } catch (error) {
        // What is thrown because the others were told to end is no failure.
        if (!all.aborted) failures.push(error);
      } finally {
        end.abort();
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
}

/** Aborts `ms` after `signal`: what is under way may still end by itself. */
export function delayed(signal: AbortSignal, ms: number): AbortSignal {
  const late = new AbortController();
  const start = () => setTimeout(() => late.abort(signal.reason), ms).unref();
  if (signal.aborted) start();
  else signal.addEventListener('abort', start, { once: true });
  return late.signal;
}

/** Waiting for a while. */

/** Waits `ms`; throws the signal's reason as soon as it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await rest(ms, signal);
  signal.throwIfAborted();
}

/** Waits `ms`, or until `signal` aborts: who called looks. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  using _listening = onAbort(signal, resolve);
  await promise;
  clearTimeout(timer);
}

/** Waits until `signal` aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}

/** Waits for `promise`; throws the signal's reason when it aborts before. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  using _listening = onAbort(signal, () => aborted.reject(signal.reason));
  return await Promise.race([promise, aborted.promise]);
}

/** Calls `listener` when `signal` aborts, at once if it has; until it is disposed. */
export function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  signal.addEventListener('abort', listener, { once: true });
  if (signal.aborted) listener();
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
}

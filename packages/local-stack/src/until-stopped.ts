/** How a command on the terminal learns that it should end. */

/**
 * Aborts at Ctrl-C, SIGTERM, the end of the terminal, or the death of the process that started this one. Whoever asks for it ends
 * by itself; a signal does not end the process any more.
 */
export function untilStopped(): AbortSignal {
  const controller = new AbortController();
  const stop = (reason: string): void => controller.abort(new Error(reason));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(`stopped by ${signal}`));
  process.once('disconnect', () => stop('whoever started this is gone'));
  process.channel?.unref();
  return controller.signal;
}

/** How a program learns that it should end. */
import type { Log } from '@berth/bus';

/** ms in which a further signal is the same one: a terminal and npm each send Ctrl-C. */
const once = 1000;

/** Aborts at SIGTERM and SIGINT. Whoever asks again later is not made to wait: the process ends at once. */
export function stopSignal(log: Log): AbortSignal {
  const stop = new AbortController();
  const heed = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) return;
    log.info({ signal }, 'ending');
    stop.abort(new DOMException(`stopped by ${signal}`, 'AbortError'));
    setTimeout(() => {
      process.off('SIGTERM', heed);
      process.off('SIGINT', heed);
    }, once).unref();
  };
  process.on('SIGTERM', heed);
  process.on('SIGINT', heed);
  return stop.signal;
}

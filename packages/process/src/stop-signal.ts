/** How a program learns that it should end. */
import { closeSync, openSync } from 'node:fs';
import type { Log } from '@berth/bus';

/** ms in which a further signal is the same one: a terminal and npm each send Ctrl-C. */
const once = 1000;

/**
 * Aborts at SIGTERM, SIGINT, the end of the terminal, or the death of a process that started this one with a channel. Whoever sends a
 * signal again later is not made to wait: it ends the process at once.
 */
export function stopSignal(log: Log): AbortSignal {
  const stop = new AbortController();
  const end = (why: string) => {
    if (stop.signal.aborted) return;
    log.info({ why }, 'ending');
    stop.abort(new DOMException(`stopped by ${why}`, 'AbortError'));
    setTimeout(() => {
      process.off('SIGTERM', end);
      process.off('SIGINT', end);
    }, once).unref();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // Where there is a terminal, SIGHUP can mean that it was closed; everywhere else, that the configuration is to be read again.
  if (hasTerminal())
    process.on('SIGHUP', () => {
      if (!hasTerminal()) end('the end of the terminal');
    });
  process.once('disconnect', () => end('the end of what started it'));
  // Listening must not keep the process.
  process.channel?.unref();
  return stop.signal;
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    // There is none, or none any more.
    return false;
  }
}

/** The stack's supervisor: what ends is started again, as it would be in production. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { lastLines } from './last-lines.ts';
import type { OwnProcess } from './own-process.ts';

/** ms between an end and the next start, so that a program that can't run does not keep the machine busy. */
const rest = 1000;

/** Starts each of the processes again whenever it has ended, and says so, until the returned value is disposed; that ends none of them. */
export function keepRunning(processes: readonly OwnProcess[], say: (line: string) => void): AsyncDisposable {
  const end = new AbortController();
  const all = Promise.all(processes.map((one) => keepOne(one, say, end.signal)));
  return {
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await all;
    },
  };
}

async function keepOne(one: OwnProcess, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  for (;;) {
    await Promise.race([one.exited, stopped]);
    if (signal.aborted) return;
    say(`${one.name} has ended and is started again. Its last words:${await lastLines(one.logFile)}`);
    await pause(rest, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await one.start();
  }
}

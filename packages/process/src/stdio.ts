/** The program without NATS: documents as JSON lines on standard input and output. */
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { type LinesStore, openLines, rest, untraced } from '@berth/bus';
import { loadInstallation } from '@berth/installation';
import type { ConfigurationSource } from './configuration.ts';
import { refuseUnknown } from './parts.ts';
import type { Started, StdioOptions } from './program.ts';

export type PipeOptions = ConfigurationSource & Omit<StdioOptions, 'print'> & { readonly only: readonly string[] };

/** ms between two looks at what is to be printed with `--follow`. */
const pause = 20;

/**
 * Runs until the input, or the work, has ended, or `signal` aborts. `partly`: a line was refused, or something had to be left out; the log
 * tells. Throws a ConfigurationError or UsageError before anything has begun.
 */
export async function pipe<Config>(program: Started<Config>, options: PipeOptions, signal: AbortSignal): Promise<'whole' | 'partly'> {
  const { file, variables, log, only, follow, chosen } = options;
  const { installation } = await loadInstallation(file, variables);
  refuseUnknown(program, installation, only);
  const { stdin, stdout } = process;
  const input = program.stdio.input === 'documents' ? stdin : Readable.from([]);
  await using store = openLines({ input, output: stdout, mode: follow ? 'follow' : 'once', log });
  const gone = new AbortController();
  // Whoever read what is printed has gone: nobody wants more.
  stdout.on('error', (error) => gone.abort(error));
  const ended = new AbortController();
  const end = AbortSignal.any([signal, gone.signal, ended.signal]);
  const print = (value: unknown) => void stdout.write(`${JSON.stringify(value)}\n`);
  const printing = follow ? printOften(store, end).catch((error: unknown) => gone.abort(error)) : undefined;
  let outcome: 'whole' | 'partly';
  try {
    const surroundings = { store, clock: Date, log, tracer: untraced, signal: end };
    outcome = await program.stdio.run(program.slice(installation, only), surroundings, { follow, chosen, print });
    if (!end.aborted) await store.print();
  } catch (error) {
    // Whether the reader has gone is told by the stream a moment later than by what was written.
    await turn();
    if (!end.aborted) throw error;
    outcome = 'partly';
  } finally {
    ended.abort();
    await printing;
  }
  const isWhole = store.refused === 0 && !gone.signal.aborted && (follow || !signal.aborted);
  return isWhole ? outcome : 'partly';
}

/** With `--follow`, not everything that is to be printed comes from a line of the input. */
async function printOften(store: LinesStore, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await rest(pause, signal);
    await store.print();
  }
}

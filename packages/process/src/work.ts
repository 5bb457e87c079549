/** A program whose command line was understood: its environment, its log, and what ends it. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { UnusableKey } from '@berth/bus';
import { ConfigurationError } from '@berth/installation';
import type { CommandLine } from './command-line.ts';
import { callersDirectory, readEnvironment } from './environment.ts';
import { openLog } from './log.ts';
import type { Started } from './program.ts';
import { serve } from './serve.ts';
import { pipe } from './stdio.ts';
import { stopSignal } from './stop-signal.ts';
import { UsageError } from './usage-error.ts';

/** Returns when it is to end. Throws a UsageError when it can't be started so, and what nobody could handle. */
export async function work<Config>(program: Started<Config>, line: CommandLine): Promise<void> {
  const variables = process.env;
  const { config: file, level, health } = readEnvironment(variables);
  process.chdir(callersDirectory(variables, process.cwd()));
  const instance = `${hostname()}-${randomBytes(4).toString('hex')}`;
  const log = openLog({ program: program.name, instance, level });
  process.on('uncaughtExceptionMonitor', (err) => log.error({ err }, 'crashed'));
  const signal = stopSignal(log);
  const options = { file, variables, log, only: line.only };
  try {
    if (line.mode.kind === 'nats') await serve(program, { ...options, instance, health: line.health ?? health }, signal);
    else if ((await pipe(program, { ...options, ...line.mode }, signal)) === 'partly') process.exitCode = 1;
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message, { cause: error });
    if (error instanceof UnusableKey)
      throw new UsageError(`${error.message}\nBERTH_NATS_NKEY_FILE, or nats.nkeyFile in ${file}, says which it is`, { cause: error });
    throw error;
  }
}

/** How a program starts and ends: all that its `main.ts` calls. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { ConfigurationError } from '@berth/installation';
import { readCommandLine } from './command-line.ts';
import { callersDirectory, readEnvironment } from './environment.ts';
import { openLog } from './log.ts';
import type { Program } from './program.ts';
import { serve } from './serve.ts';
import { pipe } from './stdio.ts';
import { stopSignal } from './stop-signal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs a program as its command line, environment and configuration say, and returns when it is to end; the exit code is set. What it
 * can't be started with is said on standard error in words, exit code 2; what nobody could handle is logged with its stack, exit code 1.
 */
export async function start<Config>(program: Program<Config>): Promise<void> {
  try {
    await startWith(program, process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof UsageError)) throw error;
    process.stderr.write(`${program.name}: ${error.message}\n`);
    process.exitCode = 2;
  }
}

async function startWith<Config>(program: Program<Config>, args: readonly string[]): Promise<void> {
  // Who reads what is printed may have had enough, of the help for instance.
  process.stdout.on('error', () => undefined);
  const line = readCommandLine(program, args);
  if (line === undefined) return;
  const variables = process.env;
  const { config: file, level, health } = readEnvironment(variables);
  process.chdir(callersDirectory(variables, process.cwd()));
  const instance = `${hostname()}-${randomBytes(4).toString('hex')}`;
  const log = openLog({ program: program.name, instance, level });
  process.on('uncaughtExceptionMonitor', (err) => log.error({ err }, 'crashed'));
  const signal = stopSignal(log);
  const options = { file, variables, log, only: line.only };
  if (line.mode.kind === 'nats') await serve(program, { ...options, instance, health: line.health ?? health }, signal);
  else if ((await pipe(program, { ...options, ...line.mode }, signal)) === 'partly') process.exitCode = 1;
}

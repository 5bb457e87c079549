/** How a program starts and ends: all that its `main.ts` calls. */
import type { Called } from './called.ts';
import { readCommandLine } from './command-line.ts';
import type { Program } from './program.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs a program as its command line, environment and configuration say, and returns when it is to end; the exit code is set. What it
 * can't be started with is said on standard error in words, exit code 2; what nobody could handle is logged with its stack, exit code 1.
 */
export async function start<Config>(called: Called, load: () => Promise<Program<Config>>): Promise<void> {
  // Who reads what is printed may have had enough, of the help for instance.
  process.stdout.on('error', () => undefined);
  try {
    const line = readCommandLine(called, process.argv.slice(2));
    if (line === undefined) return;
    // Nearly all of what a start takes: whoever wants the help, or mistyped, doesn't wait for it.
    const [{ work }, program] = await Promise.all([import('./work.ts'), load()]);
    await work({ ...called, ...program }, line);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${called.name}: ${error.message}\n`);
    process.exitCode = 2;
  }
}

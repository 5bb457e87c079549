/** `npm run lab`: Docker engines on hosts of their own around a virtual BIG-IP, with all of Berth, until Ctrl-C. */
import { Command, InvalidArgumentError } from 'commander';
import { followChanges } from '../change-lines.ts';
import { Check } from '../smoke-check.ts';
import { untilStopped } from '../until-stopped.ts';
import { mostEngines } from './addresses.ts';
import { proveRouting, withoutRoutes } from './lab-proof.ts';
import { startLabStack } from './lab-stack.ts';

const command = new Command('npm run lab --')
  .description('Runs Docker engines on hosts of their own (network namespaces) around a virtual BIG-IP, with all of Berth, until Ctrl-C.')
  .option('--engines <count>', `how many engines, 2 to ${mostEngines}`, readCount, 2)
  .option('--smoke', 'tries all that the quick start says, and ends')
  .parse();
const { engines, smoke } = command.opts<{ engines: number; smoke?: true }>();
const signal = untilStopped();
const say = (line: string): void => console.log(line);

try {
  await using stack = await startLabStack({ engines, ...(smoke === true && { programs: withoutRoutes }) }, say, signal);
  say(stack.welcome);
  if (smoke === true) {
    const check = new Check(say, signal);
    await proveRouting(stack, check);
    say(check.failures === 0 ? '\nAll is as it should be.' : `\n${check.failures} of the above is not as it should be.`);
    if (check.failures > 0) process.exitCode = 1;
  } else {
    await followChanges(stack.berth.nats.url, say, signal);
    say('Stopping …');
  }
} catch (error) {
  if (!signal.aborted || smoke === true) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
if (signal.aborted) say('Stopped; all that was started is removed.');

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 2 || count > mostEngines) throw new InvalidArgumentError(`a number from 2 to ${mostEngines}`);
  return count;
}

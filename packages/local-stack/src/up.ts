/** `npm start`: all of Berth on this machine, until Ctrl-C. */
import { followChanges } from './change-lines.ts';
import { startStack } from './stack.ts';
import { readStackOptions } from './stack-options.ts';
import { untilStopped } from './until-stopped.ts';

const options = readStackOptions('start', 'Runs Berth on this machine, with a Docker engine, NATS and a virtual BIG-IP, until Ctrl-C.');
const signal = untilStopped();
const say = (line: string): void => console.log(line);

try {
  await using stack = await startStack(options, say, signal);
  say(stack.welcome);
  await followChanges(stack.nats, say, signal);
  say('Stopping …');
} catch (error) {
  if (!signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
if (signal.aborted) say('Stopped; all that was started is removed.');

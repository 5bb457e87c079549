/** `npm run smoke`: starts the stack, runs the lines that a newcomer is told to try, and checks what comes back. */
import { followChanges } from './change-lines.ts';
import { isFree } from './free-port.ts';
import { dockerCommand } from './quick-start.ts';
import { RunningLine, runLine } from './shell.ts';
import { Check } from './smoke-check.ts';
import { type Stack, startStack } from './stack.ts';
import { readStackOptions } from './stack-options.ts';
import { untilStopped } from './until-stopped.ts';

const options = readStackOptions('run smoke', 'Starts Berth on this machine, tries all that the quick start says, and removes it again.');
const signal = untilStopped();
const say = (line: string): void => console.log(line);
const check = new Check(say, signal);

try {
  {
    await using stack = await startStack(options, say, signal);
    say(stack.welcome);
    await tryAll(stack);
  }
  await check.until('what is left of it', async () => {
    const taken = await Promise.all(Object.values(options.ports).map(async (port) => !(await isFree(port))));
    return taken.includes(true) ? undefined : 'nothing: its ports are free again';
  });
} catch (error) {
  check.failed(error instanceof Error ? error.message : String(error));
}
say(check.failures === 0 ? '\nAll is as the README says.' : `\n${check.failures} of the above is not as the README says.`);
process.exitCode = check.failures === 0 ? 0 : 1;

async function tryAll({ engine, lines, nats }: Stack): Promise<void> {
  const changes: string[] = [];
  const ended = new AbortController();
  const following = followChanges(nats, (line) => changes.push(line), AbortSignal.any([signal, ended.signal]));
  // Whoever ends it hears of a failure.
  following.catch(() => undefined);
  await using watch = new RunningLine(lines.watch.command);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(async () => {
    ended.abort();
    await following;
  });
  await check.until(`$ ${lines.watch.command}`, async () => watch.output.split('\n').find((line) => line.startsWith('following ')));
  for (const name of ['www-1', 'www-2', 'www-3'])
    await check.line(lines.service, `${name} among the answers`, ({ output }) => output === name);
  await check.line(lines.container, 'www-2', ({ output }) => output === 'www-2');
  await check.line(lines.names, 'three addresses', ({ output }) => /^(?:\d+\.\d+\.\d+\.\d+(?:\n|$)){3}$/.test(output));
  const started = await check.line(lines.fourth, 'the id of a container', ({ output }) => /^[0-9a-f]{64}$/.test(output));
  if (started !== undefined) cleanUp.defer(async () => void (await runLine(`${dockerCommand(engine)} rm --force ${started}`)));
  await check.line(lines.fourthAnswers, 'www-4', ({ output }) => output === 'www-4');
  await check.line(lines.names, 'four addresses', ({ output }) => output.split('\n').length === 4);
  await check.line(lines.pool, 'a pool of four members', ({ output }) => output.split('"address"').length === 5);
  await check.line(lines.status, 'all is well', ({ code }) => code === 0);
  await check.until('a line per change, with its latency', async () => changes.find((line) => /created .* for www-4 .* \d+ ms/.test(line)));
  await check.until('which `berth watch` told too', async () =>
    watch.output.split('\n').find((line) => line.includes('/berth/www') && line.includes('www-4')),
  );
}

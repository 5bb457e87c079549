/** `npm run smoke`: starts the stack, runs the lines that a newcomer is told to try, and checks what comes back. */
import { followChanges } from './change-lines.ts';
import { dockerCommand, statusLines, type TryLine } from './quick-start.ts';
import { RunningLine, runLine } from './shell.ts';
import { Check } from './smoke-check.ts';
import { type Stack, type StackSite, startStack } from './stack.ts';
import { readStackOptions } from './stack-options.ts';
import { checkPorts } from './stack-ports.ts';
import { stackSites } from './stack-sites.ts';
import { untilStopped } from './until-stopped.ts';
import type { WideIpLines } from './wide-ip-lines.ts';

const options = readStackOptions('run smoke', 'Starts Berth on this machine, tries all that the quick start says, and removes it again.');
const signal = untilStopped();
const say = (line: string): void => console.log(line);
const check = new Check(say, signal);

try {
  {
    await using stack = await startStack(options, say, signal);
    say(stack.welcome);
    await tryAll(stack);
    for (const site of stack.sites) if (site.failover !== undefined) await tryFailover(site, site.failover);
    if (stack.wideIps !== undefined) await tryWideIps(stack.wideIps, stack.sites);
  }
  await check.until('what is left of it', async () => {
    const free = checkPorts(stackSites(options.sites), options);
    return await free.then(
      () => 'nothing: its ports are free again',
      () => undefined,
    );
  });
} catch (error) {
  check.failed(error instanceof Error ? error.message : String(error));
}
say(check.failures === 0 ? '\nAll is as the README says.' : `\n${check.failures} of the above is not as the README says.`);
process.exitCode = check.failures === 0 ? 0 : 1;

/** Each site's lines, and what tells of all sites meanwhile. */
async function tryAll({ sites, nats }: Stack): Promise<void> {
  const changes: string[] = [];
  const ended = new AbortController();
  const following = followChanges(nats, (line) => changes.push(line), AbortSignal.any([signal, ended.signal]));
  // Whoever ends it hears of a failure.
  following.catch(() => undefined);
  await using watch = new RunningLine(statusLines.watch.command);
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(async () => {
    ended.abort();
    await following;
  });
  await check.until(`$ ${statusLines.watch.command}`, async () => watch.output.split('\n').find((line) => line.startsWith('following ')));
  for (const site of sites) {
    const fourth = await trySite(site);
    if (fourth !== undefined) cleanUp.defer(async () => void (await runLine(`${dockerCommand(site.engine)} rm --force ${fourth}`)));
  }
  await check.line(statusLines.status, 'all is well', ({ code }) => code === 0);
  for (const { plan } of sites) {
    const isOfFourth = new RegExp(`${plan.bigip}: created /berth/www .* for www-4 .* \\d+ ms`);
    await check.until('a line per change, with its latency', async () => changes.find((line) => isOfFourth.test(line)));
    await check.until('which `berth watch` told too', async () => watch.output.split('\n').find((line) => isOfFourth.test(line)));
  }
}

/** Returns the id of the container that it starts. */
async function trySite({ lines }: StackSite): Promise<string | undefined> {
  for (const name of ['www-1', 'www-2', 'www-3'])
    await check.line(lines.service, `${name} among the answers`, ({ output }) => output === name);
  await check.line(lines.container, 'www-2', ({ output }) => output === 'www-2');
  await check.line(lines.names, 'three addresses', ({ output }) => /^(?:\d+\.\d+\.\d+\.\d+(?:\n|$)){3}$/.test(output));
  const started = await check.line(lines.fourth, 'the id of a container', ({ output }) => /^[0-9a-f]{64}$/.test(output));
  await check.line(lines.fourthAnswers, 'www-4', ({ output }) => output === 'www-4');
  await check.line(lines.names, 'four addresses', ({ output }) => output.split('\n').length === 4);
  await check.line(lines.pool, 'a pool of four members', ({ output }) => output.split('"address"').length === 5);
  return started;
}

/** Traffic and changes go on through the other unit. */
async function tryFailover({ plan, lines }: StackSite, failover: TryLine): Promise<void> {
  const { address } = plan;
  const [first, second] = [options.ports.bigip, options.ports.bigip + 1].map((port) => `${address}:${port}`);
  const isSo = (roles: string) => check.line(statusLines.status, roles, ({ output }) => output.includes(roles));
  await isSo(`${first} active, ${second} standby`);
  await check.line(failover, 'no error', ({ code }) => code === 0);
  await check.line(lines.service, 'an answer', ({ output }) => /^www-\d$/.test(output));
  await isSo(`${first} standby, ${second} active`);
}

/** The first site is answered while it serves, and again when it is back. */
async function tryWideIps({ ask, stop, start, lose, recover }: WideIpLines, [first, second]: readonly StackSite[]): Promise<void> {
  const answers = async (site: StackSite | undefined): Promise<void> => {
    await check.line(ask, `the address of ${site?.plan.name}`, ({ output }) => output === site?.plan.address);
  };
  await answers(first);
  for (const [away, back] of [
    [stop, start],
    [lose, recover],
  ] as const) {
    await check.line(away, 'no error', ({ code }) => code === 0);
    await answers(second);
    await check.line(back, 'no error', ({ code }) => code === 0);
    await answers(first);
  }
}

/** The whole of Berth on this machine, for somebody who wants to see it work. */
import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { all } from './all.ts';
import { startBerthProgram } from './berth-program.ts';
import { type BigipProcess, startBigip } from './bigip-process.ts';
import { cleanUp } from './clean-up.ts';
import { hasAddress } from './dns-answers.ts';
import { answersOk } from './http-answers.ts';
import { keepRunning } from './keep-running.ts';
import { startNats } from './nats-server.ts';
import { claimStack } from './one-stack.ts';
import { repository, stackDirectory } from './paths.ts';
import { failoverLine, internalZone, neededLabels, type SiteLines, samples, siteLines, type TryLine, zone } from './quick-start.ts';
import { type SampleContainers, sampleContainers } from './sample-containers.ts';
import { stackConfiguration } from './stack-configuration.ts';
import { privateEngine, type StackEngine, stackEngine } from './stack-engine.ts';
import type { StackOptions } from './stack-options.ts';
import { checkPorts } from './stack-ports.ts';
import { type SitePlan, stackSites } from './stack-sites.ts';
import { untilSettled } from './until-settled.ts';
import { waitUntil } from './wait-until.ts';
import { welcome } from './welcome.ts';
import { prepareForWideIps } from './wide-ip-bigip.ts';
import { type WideIpLines, wideIpLines } from './wide-ip-lines.ts';

export type StackSite = {
  readonly plan: SitePlan;
  readonly engine: StackEngine;
  readonly lines: SiteLines;
  /** Where its BIG-IP is a pair. */
  readonly failover: TryLine | undefined;
};

export type Stack = AsyncDisposable & {
  readonly sites: readonly StackSite[];
  /** URL. */
  readonly nats: string;
  /** Where there are several sites. */
  readonly wideIps: WideIpLines | undefined;
  /** What is where, and what to try. */
  readonly welcome: string;
};

type Say = (line: string) => void;

type RunningSite = Pick<StackSite, 'plan' | 'engine'> & { readonly containers: SampleContainers; readonly bigip: BigipProcess };

const logs = join(stackDirectory, 'log');
const programs = ['collector', 'planner', 'ltm-applier', 'dns-applier'];
const configuration = join(stackDirectory, 'berth.yaml');

/**
 * Starts everything, and returns when the sample containers are served and every program says that it is done. `say` tells what is worth
 * telling on the way and afterwards. What was started is removed again when the result is disposed, and when `signal` aborts before.
 */
export async function startStack(options: StackOptions, say: Say, signal: AbortSignal): Promise<Stack> {
  const { ports } = options;
  const plans = stackSites(options.sites);
  await using started = new AsyncDisposableStack();
  started.use(await claimStack());
  await cleanUp(say);
  await checkPorts(plans, options);
  for (const directory of ['log', 'nats', 'bigip']) await rm(join(stackDirectory, directory), { recursive: true, force: true });
  const [nats, ...running] = await all([
    startNats({ directory: join(stackDirectory, 'nats'), port: ports.nats, logFile: join(logs, 'nats-server.log') }).then((server) =>
      started.use(server),
    ),
    ...plans.map((plan) => startSite(plan, options, say, started)),
  ]);
  signal.throwIfAborted();
  const text = stackConfiguration(running, options);
  await writeFile(configuration, text);
  const [processes] = await all([
    all(
      programs.map((program) =>
        startBerthProgram({ program, env: { BERTH_CONFIG: configuration }, logFile: join(logs, `${program}.log`) }).then((own) =>
          started.use(own),
        ),
      ),
    ),
    ...running.flatMap(({ containers, engine }) => samples.map((name) => containers.start(name, neededLabels(engine, options)))),
  ]);
  started.use(keepRunning([nats.process, ...running.map(({ bigip }) => bigip.process), ...processes], say));
  await all(running.map(({ plan }) => untilServed(plan, ports, signal)));
  await untilSettled(nats.url, text, say, signal);
  const parts = started.move();
  const sites = running.map(({ plan, engine, containers: { image }, bigip }) => {
    const ca = relative(repository, bigip.caFile);
    const { address } = plan;
    const failover = options.units > 1 ? failoverLine(options, { ca, address }) : undefined;
    return { plan, engine, lines: siteLines(engine, options, { image, ca, address }), failover };
  });
  const files = { configuration: relative(repository, configuration), logs: relative(repository, logs) };
  const wideIps = linesOfWideIps(running, ports.dns);
  return {
    sites,
    nats: nats.url,
    wideIps,
    welcome: welcome({ sites, wideIps, files }, options),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function startSite(
  plan: SitePlan,
  { ports, sites, units }: StackOptions,
  say: Say,
  started: AsyncDisposableStack,
): Promise<RunningSite> {
  const [{ engine, containers }, bigip] = await all([
    (sites === 1 ? stackEngine(plan.engine, say) : privateEngine(plan.engine)).then(async (found) => {
      const chosen = started.use(found);
      return { engine: chosen, containers: started.use(await sampleContainers(chosen.url, chosen.kind)) };
    }),
    startBigip({
      name: `virtual BIG-IP ${plan.bigip}`,
      directory: join(stackDirectory, 'bigip', plan.bigip),
      host: plan.address,
      port: ports.bigip,
      units,
      password: 'admin',
      logFile: join(logs, `${plan.bigip}.log`),
    }).then((unit) => started.use(unit)),
  ]);
  if (sites > 1) await prepareForWideIps(bigip, units);
  return { plan, engine, containers, bigip };
}

/** Also the slowest machine should have them by then. */
const patience = 60_000;

async function untilServed({ address }: SitePlan, { http, dns }: StackOptions['ports'], signal: AbortSignal): Promise<void> {
  const until = (what: string, answers: () => Promise<boolean>) =>
    waitUntil(`${what} through the BIG-IP at ${address} (see ${relative(repository, logs)}/)`, patience, async () => {
      signal.throwIfAborted();
      return await answers();
    });
  await all(
    samples.flatMap((name) => [
      until(`an answer of ${name}`, () => answersOk({ address, port: http, host: `${name}.${zone}` })),
      until(`the address of ${name}`, () => hasAddress({ address, port: dns, name: `${name}.${internalZone}` })),
    ]),
  );
}

function linesOfWideIps([first, second]: readonly RunningSite[], dns: number): WideIpLines | undefined {
  if (first?.engine.kind !== 'private' || second === undefined) return undefined;
  const { url, engine } = first.engine;
  return wideIpLines({ plan: first.plan, url, bridge: engine.bridge, pid: engine.process.pid }, second.plan, dns);
}

/** The whole of Berth on this machine, for somebody who wants to see it work. */
import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { all } from './all.ts';
import { startBigip } from './bigip-process.ts';
import { cleanUp } from './clean-up.ts';
import { hasAddress } from './dns-answers.ts';
import { isFree, isFreeForUdp } from './free-port.ts';
import { answersOk } from './http-answers.ts';
import { keepRunning } from './keep-running.ts';
import { startNats } from './nats-server.ts';
import { claimStack } from './one-stack.ts';
import { type OwnProcess, startProgram } from './own-process.ts';
import { repository, stackDirectory } from './paths.ts';
import { internalZone, neededLabels, type QuickStart, quickStart, samples, welcome, zone } from './quick-start.ts';
import { sampleContainers } from './sample-containers.ts';
import { type StackEngine, stackEngine } from './stack-engine.ts';
import type { PortName, StackOptions } from './stack-options.ts';
import { waitUntil } from './wait-until.ts';

export type Stack = AsyncDisposable & {
  readonly engine: StackEngine;
  /** URL. */
  readonly nats: string;
  readonly lines: QuickStart;
  /** What is where, and what to try. */
  readonly welcome: string;
};

type Say = (line: string) => void;

const logs = join(stackDirectory, 'log');
const configuration = join(stackDirectory, 'berth.yaml');

/**
 * Starts everything, and returns when the sample containers are served. `say` tells what is worth telling on the way and afterwards.
 * What was started is removed again when the result is disposed, and when `signal` aborts before.
 */
export async function startStack(options: StackOptions, say: Say, signal: AbortSignal): Promise<Stack> {
  await using started = new AsyncDisposableStack();
  started.use(await claimStack());
  await cleanUp(say);
  await checkPorts(options.ports);
  for (const directory of ['log', 'nats', 'bigip']) await rm(join(stackDirectory, directory), { recursive: true, force: true });
  const { ports } = options;
  const [{ engine, containers }, nats, bigip] = await all([
    stackEngine(say).then(async (found) => {
      const chosen = started.use(found);
      return { engine: chosen, containers: started.use(await sampleContainers(chosen.url, chosen.kind)) };
    }),
    startNats({ directory: join(stackDirectory, 'nats'), port: ports.nats, logFile: join(logs, 'nats-server.log') }).then((server) =>
      started.use(server),
    ),
    startBigip({
      directory: join(stackDirectory, 'bigip'),
      port: ports.bigip,
      password: 'admin',
      logFile: join(logs, 'virtual-bigip.log'),
    }).then((unit) => started.use(unit)),
  ]);
  signal.throwIfAborted();
  await writeFile(configuration, berthYaml(engine, options, bigip.configuration));
  const labels = neededLabels(engine, options);
  const [programs] = await all([
    all(['collector', 'planner', 'ltm-applier', 'dns-applier'].map(async (name) => started.use(await program(name)))),
    all(samples.map((name) => containers.start(name, labels))),
  ]);
  started.use(keepRunning([nats.process, bigip.process, ...programs], say));
  await untilServed(ports, signal);
  const parts = started.move();
  const lines = quickStart(engine, options, { image: containers.image, ca: relative(repository, bigip.caFile) });
  const files = { configuration: relative(repository, configuration), logs: relative(repository, logs) };
  const text = welcome(engine, options, { lines, files });
  return { engine, nats: nats.url, lines, welcome: text, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

async function checkPorts(ports: Readonly<Record<PortName, number>>): Promise<void> {
  const what = {
    http: 'the HTTP virtual server',
    dns: 'the DNS listeners',
    bigip: "the BIG-IP's REST",
    nats: 'NATS',
  } as const satisfies Record<PortName, string>;
  for (const name of ['http', 'dns', 'bigip', 'nats'] as const) {
    const port = ports[name];
    if (!(await isFree(port)) || (name === 'dns' && !(await isFreeForUdp(port))))
      throw new Error(`port ${port} of 127.0.0.1, for ${what[name]}, is taken: choose another one with \`-- --${name} PORT\``);
  }
}

function berthYaml(engine: StackEngine, { ports, expose }: StackOptions, bigip: Readonly<Record<string, unknown>>): string {
  const edge = {
    ...bigip,
    http: { mode: 'own', virtual: `127.0.0.1:${ports.http}` },
    dns: { mode: 'own', listener: `127.0.0.1:${ports.dns}`, unknown: 'nxdomain' },
  };
  const content = {
    installation: 'local',
    zones: { public: [zone], internal: [internalZone] },
    nats: { servers: [`nats://127.0.0.1:${ports.nats}`] },
    ...(engine.kind === 'found' && { expose }),
    sites: { here: { engines: { docker1: engine.configuration }, bigips: { edge } } },
  };
  return `# Written anew at each \`npm start\`.\n${stringify(content)}`;
}

async function program(name: string): Promise<OwnProcess> {
  return await startProgram({
    name,
    entry: join(repository, 'services', name, 'src/main.ts'),
    env: { BERTH_CONFIG: configuration },
    logFile: join(logs, `${name}.log`),
  });
}

/** Also the slowest machine should have them by then. */
const patience = 60_000;

async function untilServed({ http, dns }: StackOptions['ports'], signal: AbortSignal): Promise<void> {
  const until = (what: string, answers: () => Promise<boolean>) =>
    waitUntil(`${what} through the BIG-IP (see ${relative(repository, logs)}/)`, patience, async () => {
      signal.throwIfAborted();
      return await answers();
    });
  await all(
    samples.flatMap((name) => [
      until(`an answer of ${name}`, () => answersOk({ address: '127.0.0.1', port: http, host: `${name}.${zone}` })),
      until(`the address of ${name}`, () => hasAddress({ port: dns, name: `${name}.${internalZone}` })),
    ]),
  );
}

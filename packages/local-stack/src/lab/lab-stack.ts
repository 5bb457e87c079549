/** A laboratory with all of Berth and a sample container on each engine, for somebody who wants to see routing work. */
import { relative } from 'node:path';
import { all } from '../all.ts';
import { cleanUp } from '../clean-up.ts';
import { keepRunning } from '../keep-running.ts';
import { repository } from '../paths.ts';
import { internalZone } from '../quick-start.ts';
import { makeImage } from '../sample-image.ts';
import { waitUntil } from '../wait-until.ts';
import { type Lab, startLab } from './lab.ts';
import { type LabBerth, type LabProgram, startBerth } from './lab-berth.ts';
import type { LabEngine } from './lab-engine.ts';
import { type LabLines, labLines, labWelcome } from './lab-lines.ts';

export type LabStack = AsyncDisposable & {
  readonly lab: Lab;
  readonly berth: LabBerth;
  readonly lines: LabLines;
  /** What is where, and what to try. */
  readonly welcome: string;
};

export type LabStackOptions = {
  readonly engines: number;
  /** Which programs run besides the collectors. Default: all. */
  readonly programs?: readonly LabProgram[];
};

/** Starts it, and returns when the containers have names. What a killed one left is removed before; `signal` ends the wait. */
export async function startLabStack(options: LabStackOptions, say: (line: string) => void, signal: AbortSignal): Promise<LabStack> {
  await using started = new AsyncDisposableStack();
  await cleanUp(say);
  const lab = started.use(await startLab({ engines: options.engines }));
  signal.throwIfAborted();
  const [unit, images] = await all([lab.bigip.start(), all(lab.engines.map(({ docker }) => makeImage(docker)))]);
  const [image = ''] = images;
  const starting = startBerth(lab, options.programs === undefined ? {} : { programs: options.programs }).then((programs) =>
    started.use(programs),
  );
  const [berth] = await all([starting, all(lab.engines.map((engine) => startSample(engine, image)))]);
  started.use(keepRunning([unit.process, ...berth.processes], say));
  await all(lab.engines.map((engine) => untilNamed(lab, nameOf(engine), signal)));
  const facts = {
    engines: lab.engines,
    bigip: lab.bigip,
    nats: berth.nats.url,
    configuration: relative(repository, berth.configuration),
    logs: relative(repository, lab.directory),
    image,
  };
  const lines = labLines(facts);
  const parts = started.move();
  return { lab, berth, lines, welcome: labWelcome(facts, lines), [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** `www-1` on docker1, and so on. */
function nameOf({ name }: LabEngine): string {
  return name.replace('docker', 'www-');
}

async function startSample(engine: LabEngine, image: string): Promise<void> {
  const name = nameOf(engine);
  await (await engine.docker.createContainer({ name, Hostname: name, Image: image })).start();
}

async function untilNamed({ bigip }: Lab, name: string, signal: AbortSignal): Promise<void> {
  await waitUntil(`the address of ${name} from the BIG-IP's DNS`, 60_000, async () => {
    signal.throwIfAborted();
    const asking = bigip.run('dig', '+short', '+tries=1', '+timeout=1', `@${bigip.virtualAddress}`, `${name}.${internalZone}`);
    // It fails while there is no listener.
    const answer = await asking.catch(() => '');
    return /^\d/.test(answer);
  });
}

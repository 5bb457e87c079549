/**
 * How long a quiet engine's change takes while another engine's containers come and go as fast as they can, beside how long it takes
 * undisturbed: the one must not slow the other.
 */
import { setTimeout } from 'node:timers/promises';
import { FarmInstallation } from '../measure/farm-installation.ts';
import { Flapping } from '../measure/flapping.ts';
import { rounded, summary, tellResult } from '../measure/statistics.ts';

const rounds = Number(process.argv[2] ?? 60);
const patience = 120_000;
const flapping = { containers: 500, perSecond: Number(process.argv[3] ?? 300) };

await using installation = await FarmInstallation.start({ engines: 2, containersEach: 500, serviceSize: 10 });
const [quiet, hostile] = installation.farm.engines;
if (quiet === undefined || hostile === undefined) throw new Error('there are two engines');
// Programs that are still cold would make what is undisturbed look slow.
await latencies(rounds / 3);
const undisturbed = await latencies(rounds);
console.log(`undisturbed: ${JSON.stringify(summary(undisturbed))}`);
const before = await installation.counted();
let disturbed: readonly number[] = [];
let told: object = {};
{
  using flaps = new Flapping(hostile, flapping);
  disturbed = await latencies(rounds);
  told = flaps.told;
}
const ended = performance.now();
const { processor } = await installation.counted();
await installation.settled();
const [calm, under] = [summary(undisturbed), summary(disturbed)];
tellResult({
  bench: 'flapping-engine',
  ratio: rounded(under.median / calm.median),
  ratioOfP99: rounded(under.p99 / calm.p99),
  undisturbed: calm,
  disturbed: under,
  unit: 'ms',
  flapping: told,
  processor: Object.fromEntries(
    Object.entries(processor).map(([name, time]) => [
      name,
      rounded(time - (Object.entries(before.processor).find(([other]) => other === name)?.[1] ?? 0)),
    ]),
  ),
  settledAfter: rounded(performance.now() - ended),
});

/** From the engine's word that a container started to the BIG-IP's member for it, whose node comes with it. */
async function latencies(times: number): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < times; round++) {
    const name = `quiet-${round + 1}`;
    const began = performance.now();
    const node = `ltm/node/~berth~${quiet?.start(name).address}`;
    await until(async () => await installation.unit.has(node));
    found.push(performance.now() - began);
    quiet?.remove(name);
    await until(async () => !(await installation.unit.has(node)));
    // More changes than these would make the engine itself one of those that are held back.
    await setTimeout(250);
  }
  return found;
}

/** Asks as often as it can, since it is the time that is wanted. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !(await condition()); await setTimeout(1))
    if (performance.now() - began > patience) throw new Error(`waited ${patience / 1000} s in vain`);
}

/** Engines whose containers come and go as fast as they can: what happens on the others isn't told later, and nothing is left behind. */
import { limits } from '@berth/convention';
import { waitUntil } from '@berth/local-stack';
import { problemFilter } from '@berth/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FarmInstallation } from '../measure/farm-installation.ts';
import { Flapping } from '../measure/flapping.ts';
import { median } from '../measure/statistics.ts';
import { openTestStore } from '../test-store.ts';

const patience = 120_000;
const each = 40;
let installation: FarmInstallation;

beforeAll(async () => {
  installation = await FarmInstallation.start({ engines: 2, containersEach: each, serviceSize: 10 });
}, patience);
afterAll(async () => await installation?.[Symbol.asyncDispose]());

/** Keys of the problems that are open now. */
async function problems(): Promise<string[]> {
  await using store = await openTestStore(installation.nats);
  const end = new AbortController();
  for await (const { entries } of store.watch('berth-problems', '>', end.signal)) return entries.map(({ key }) => key);
  return [];
}

/** ms from a container's start on the first engine to its node on the BIG-IP. */
async function latencies(times: number): Promise<number[]> {
  const [quiet] = installation.farm.engines;
  const found: number[] = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    const at = `ltm/node/~berth~${quiet?.start('quiet-1').address}`;
    await waitUntil(at, patience, () => installation.unit.has(at));
    found.push(performance.now() - began);
    quiet?.remove('quiet-1');
    await waitUntil(`${at} gone`, patience, async () => !(await installation.unit.has(at)));
  }
  return found;
}

test('an engine whose containers come and go all the time slows no other, and that is told for as long as it lasts', async () => {
  const [, busy] = installation.farm.engines;
  if (busy === undefined) throw new Error('there are two engines');
  await latencies(5);
  const undisturbed = median(await latencies(10));
  {
    using _flaps = new Flapping(busy, { containers: 300, perSecond: 300 });
    await waitUntil('it to be held back', patience, async () => (await problems()).includes('collector-engine1.pace'));
    expect(median(await latencies(10))).toBeLessThan(3 * undisturbed + 100);
    const planners = (await problems()).filter((key) => key.startsWith(problemFilter('planner-here').slice(0, -1)));
    expect(planners.length).toBeLessThan(limits.engineProblems + 10);
  }
  await waitUntil('nothing to be wrong any more', patience, async () => (await problems()).length === 0);
  await installation.settled();
  const { 'ltm/node': nodes = {} } = await installation.unit.snapshot();
  expect(Object.keys(nodes).filter((name) => name.startsWith('/berth/'))).toHaveLength(2 * each);
});

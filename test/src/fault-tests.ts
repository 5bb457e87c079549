/** The tests of faults, in one laboratory: a few of them in `npm test`, many in `npm run soak`. */
import { afterAll, beforeAll, test } from 'vitest';
import { churnMany, killEach, stopPastLease, wipe } from './faults.ts';
import { hasty, Laboratory } from './laboratory.ts';
import { addMember, plant } from './planted.ts';
import { Random } from './random.ts';
import { Steady } from './steady.ts';

/** A test for each seed: nothing but a churn; each part killed once; NATS's store wiped; each program stopped past its lease and woken. */
export function faultTests(seeds: Readonly<Record<'churns' | 'kills' | 'wipes' | 'stops', readonly number[]>>): void {
  let laboratory: Laboratory;
  let steady: Steady;

  beforeAll(async () => {
    laboratory = await Laboratory.start({
      bigip: 'process',
      dns: 'on',
      installation: hasty,
      before: ({ bigip, engine }) => plant(bigip, engine),
    });
    steady = await Steady.start(laboratory);
    await addMember(laboratory.bigip, 'steady');
  });

  afterAll(async () => {
    await steady?.[Symbol.asyncDispose]();
    await laboratory?.[Symbol.asyncDispose]();
  });

  test.for(seeds.churns)('50 containers come and go, and nobody who could be served is not, seed %i', async (seed) => {
    await churnMany({ laboratory, random: new Random(seed), steady });
  });

  test.for(seeds.kills)('each part is killed once during a churn, seed %i', async (seed) => {
    await killEach({ laboratory, random: new Random(seed), steady });
  });

  test.for(seeds.wipes)("NATS's store is wiped during a churn, seed %i", async (seed) => {
    await wipe({ laboratory, random: new Random(seed), steady });
  });

  test.for(seeds.stops)('each program is stopped past its lease during a churn, and woken, seed %i', async (seed) => {
    await stopPastLease({ laboratory, random: new Random(seed), steady });
  });
}

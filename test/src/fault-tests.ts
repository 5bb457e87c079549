/** The tests of faults, in one laboratory: a few of them in `npm test`, many in `npm run soak`. */
import { afterAll, beforeAll, test } from 'vitest';
import { churnMany, killEach, stopPastLease, wipe } from './faults.ts';
import { hasty, Laboratory } from './laboratory.ts';
import { addMember, plant } from './planted.ts';
import { Random } from './random.ts';
import { Steady } from './steady.ts';

type FaultTests = Readonly<Record<'churns' | 'kills' | 'wipes' | 'stops', readonly number[]>> & {
  /** How long each of the churns lasts, ms. */
  readonly churning: number;
};

/** A test for each seed: nothing but a churn; each part killed once; NATS's store wiped; the programs stopped past their leases and woken. */
export function faultTests({ churning, ...seeds }: FaultTests): void {
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
    await churnMany({ laboratory, random: new Random(seed), steady }, churning);
  });

  test.for(seeds.kills)('each part is killed once during a churn, seed %i', async (seed) => {
    await killEach({ laboratory, random: new Random(seed), steady });
  });

  test.for(seeds.wipes)("NATS's store is wiped during a churn, seed %i", async (seed) => {
    await wipe({ laboratory, random: new Random(seed), steady });
  });

  test.for(seeds.stops)('the programs are stopped past their leases during a churn, and woken, seed %i', async (seed) => {
    await stopPastLease({ laboratory, random: new Random(seed), steady });
  });
}

/** What happens to a running installation: its parts are killed, stopped and wiped while containers come and go. */
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '@berth/local-stack';
import { isWrite } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { Churn } from './churn.ts';
import { differences } from './difference.ts';
import { dig } from './dig.ts';
import { Drained } from './drained.ts';
import { internalZone, type Laboratory, zone } from './laboratory.ts';
import { Unit } from './measure/unit-requests.ts';
import { planFromNothing } from './plan-from-nothing.ts';
import { addMember, plant } from './planted.ts';
import type { Random } from './random.ts';
import type { Steady } from './steady.ts';

/** One history: a laboratory whose BIG-IP holds what is planted, random choices, and what must hold all the time. */
export type History = { readonly laboratory: Laboratory; readonly random: Random; readonly steady: Steady };

const programs = ['collector', 'planner', 'ltm-applier', 'dns-applier'] as const;
const victims = [...programs, 'nats-server', 'virtual BIG-IP'] as const;
const patience = 90_000;
const few = { containers: 9, hands: 1 };

/** 50 containers come and go for so many ms; clients of a service of which one stays and the others end with patience notice nothing. */
export async function churnMany(history: History, duration: number): Promise<void> {
  const { laboratory, random } = history;
  await using drained = await Drained.start(laboratory, 5);
  await using churn = new Churn(laboratory, random, { containers: 9, hands: 5, drained });
  await pause(duration);
  await churn.stop();
  await converge(history);
  expect(drained.asked).toBeGreaterThan(duration / 200);
  expect(drained.complaints()).toEqual([]);
}

/** Kills each part once, at a random moment of a churn, in random order. */
export async function killEach(history: History): Promise<void> {
  const { laboratory, random, steady } = history;
  await using churn = new Churn(laboratory, random, few);
  for (const victim of random.shuffled(victims)) {
    await pause(random.between(100, 1000));
    const down = () => pause(random.between(0, 600));
    if (victim === 'virtual BIG-IP') await steady.whileBigipIsDown(down);
    else {
      const killed = victim === 'nats-server' ? laboratory.nats : laboratory.program(victim);
      await killed.kill();
      await down();
      await killed.start();
    }
  }
  await churn.stop();
  await converge(history);
}

/** Wipes NATS's store at a random moment of a churn: the applier freezes, and goes on when it is told to. */
export async function wipe(history: History): Promise<void> {
  const { laboratory, random } = history;
  await using churn = new Churn(laboratory, random, few);
  await pause(random.between(100, 2000));
  await laboratory.nats.wipe();
  await waitUntil('a frozen BIG-IP', patience, async () => (await laboratory.berth('status')).stdout.includes('frozen'));
  using unit = await Unit.at(laboratory.bigip.access);
  const { requests: mark } = await unit.requests(Number.POSITIVE_INFINITY);
  await pause(random.between(100, 1000));
  const { items } = await unit.requests(mark);
  expect(items.filter(isWrite)).toEqual([]);
  expect((await laboratory.berth('thaw', 'edge')).code).toBe(0);
  await churn.stop();
  await converge(history);
}

/** Stops each program, the holder of its lease, until spares have taken over from all of them, and wakes them up, all in one churn. */
export async function stopPastLease(history: History): Promise<void> {
  const { laboratory, random } = history;
  await using started = new AsyncDisposableStack();
  // One after the other, since Compose does not start two things of a project at the same time.
  for (const program of programs) started.use(await laboratory.spare(program));
  await using churn = new Churn(laboratory, random, few);
  for (const program of random.shuffled(programs)) {
    await pause(random.between(100, 1000));
    await laboratory.program(program).pause();
  }
  // All of them have a part in it.
  const witness = await laboratory.run('witness-1');
  started.defer(() => witness.remove({ force: true }));
  await waitUntil('that the spares work', patience, async () => {
    const asked = await laboratory.get(`witness-1.${zone}`);
    if (asked.kind !== 'answer' || asked.status !== 200) return false;
    return (await dig(laboratory.dns, `witness-1.${internalZone}`)).answers.length > 0;
  });
  for (const program of random.shuffled(programs)) {
    await laboratory.program(program).resume();
    await pause(random.between(100, 1000));
  }
  await churn.stop();
  await converge(history);
}

/**
 * Within 90 s the BIG-IP is as a plan made from nothing, beside what others have there; and nothing that ran all the time was taken
 * away meanwhile.
 */
async function converge({ laboratory, steady }: History): Promise<void> {
  const expected = await planFromNothing(laboratory, {
    before: (bigip) => plant(bigip, laboratory.engine),
    after: (bigip) => addMember(bigip, 'steady'),
  });
  using unit = await Unit.at(laboratory.bigip.access);
  let found: string[] = [];
  await waitUntil('the BIG-IP to be as planned from nothing', patience, async () => {
    found = differences(await unit.snapshot(), expected);
    return found.length === 0;
  }).catch(async (error: unknown) => {
    throw new Error(`it is not: ${found.join('\n')}\n${await laboratory.logs()}`, { cause: error });
  });
  expect(await steady.wrongs()).toEqual([]);
}

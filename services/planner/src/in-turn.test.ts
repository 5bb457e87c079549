import type { Batch } from '@berth/bus';
import type { Engine, EngineName } from '@berth/messages';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTurn } from './in-turn.ts';
import { documentEntry, engine, snapshot } from './testing/sample-site.ts';

const [busy, quiet] = ['busy', 'quiet'].map((name) => name as EngineName);

/** Revision `n` of an engine. */
function entry(name: EngineName | undefined, revision: number) {
  return { ...documentEntry(engine(name as EngineName, [])), revision };
}

async function* given(batches: readonly Batch<Engine>[]): AsyncGenerator<Batch<Engine>> {
  for (const batch of batches) {
    yield batch;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }).setTimerTickMode('nextTimerAsync');
});
afterEach(() => {
  vi.useRealTimers();
});

test('an engine whose changes take all the time waits, only its newest counts, and others go at once', async () => {
  const batches: Batch<Engine>[] = [snapshot(engine(busy as EngineName, []))];
  for (let n = 1; n <= 30; n++) batches.push({ kind: 'update', entries: [entry(busy, n), ...(n % 10 === 0 ? [entry(quiet, n)] : [])] });
  const told: string[] = [];
  const seen: string[] = [];
  for await (const { kind, entries } of inTurn(given(batches), (name, state) => told.push(`${name} ${state}`), { share: 100, burst: 40 })) {
    if (kind === 'snapshot') continue;
    for (const { key, revision } of entries) {
      seen.push(`${key} ${revision}`);
      if (key === 'busy') vi.advanceTimersByTime(10);
    }
  }
  const [ofBusy, ofQuiet] = ['busy', 'quiet'].map((name) => seen.filter((one) => one.startsWith(name)));
  expect(ofQuiet).toEqual(['quiet 10', 'quiet 20', 'quiet 30']);
  expect(ofBusy?.length).toBeLessThan(20);
  expect(ofBusy?.at(-1)).toBe('busy 30');
  expect(seen.indexOf('quiet 30')).toBeLessThan(seen.indexOf('busy 30'));
  expect(told).toEqual(['busy held']);
});

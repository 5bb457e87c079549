/** Which signals mean that a container is on its way out, and how long. */
import { expect, test } from 'vitest';
import { type Kill, killOf, stoppingBy, stopSignalOf, survivedAt } from './stopping.ts';

const [hup, quit, kill, term] = [1, 3, 9, 15];

function sent(signal: number, { at = 1000, heard }: { at?: number; heard?: number } = {}): Kill {
  return { signal, at, heard: heard ?? at + 1 };
}

test.for([
  { when: 'it was sent nothing', kills: [], stopping: undefined },
  { when: 'it was sent its stop signal', kills: [sent(term)], stopping: term },
  { when: 'it was killed', kills: [sent(kill)], stopping: kill },
  { when: 'it was sent another signal', kills: [sent(hup)], stopping: undefined },
  { when: 'its stop signal is another', kills: [sent(term)], stopSignal: quit, stopping: undefined },
  { when: 'its own stop signal is no TERM', kills: [sent(quit)], stopSignal: quit, stopping: quit },
  { when: 'another signal came after its stop signal', kills: [sent(term), sent(hup, { at: 1100 })], stopping: term },
  { when: 'it was killed after its stop signal', kills: [sent(term), sent(kill, { at: 1100 })], stopping: kill },
  { when: 'it was started after the signal', kills: [sent(term)], startedAt: 1200, stopping: undefined },
  { when: 'it still has time', kills: [sent(term)], now: 16_000, stopping: term },
  { when: 'it has survived', kills: [sent(term)], now: 16_001, stopping: undefined },
  {
    when: 'it was sent another one just before the first was over',
    kills: [sent(term), sent(term, { at: 9000 })],
    now: 20_000,
    stopping: term,
  },
  { when: 'its time is short', kills: [sent(term)], stopTimeout: 0, now: 6001, stopping: undefined },
  { when: 'it has all the time there is', kills: [sent(term)], stopTimeout: -1, now: 1e12, stopping: term },
  { when: 'Docker told no number', kills: [sent(Number.NaN)], stopping: undefined },
])('says what stops a container when $when', ({ kills, stopping, stopSignal = term, stopTimeout = 10, startedAt = 500, now = 1500 }) => {
  expect(stoppingBy(kills, { stopSignal, stopTimeout, startedAt }, now)?.signal).toBe(stopping);
});

test("the engine's clock tells whether it was started since, ours how long ago that was heard", () => {
  const behind = sent(term, { at: 1000, heard: 900_000 });
  expect(stoppingBy([behind], { stopSignal: term, stopTimeout: 10, startedAt: 900 }, 905_000)).toBe(behind);
  expect(survivedAt(behind, 10)).toBe(915_000);
});

test.for([
  { configured: undefined, signal: term },
  { configured: null, signal: term },
  { configured: '', signal: term },
  { configured: 'SIGQUIT', signal: quit },
  { configured: '3', signal: quit },
  { configured: 'SIGRTMIN+3', signal: 37 },
])('takes $configured as a stop signal', ({ configured, signal }) => {
  expect(stopSignalOf(configured)).toBe(signal);
});

test.for([
  { when: 'it is being stopped', stopping: { signal: 'SIGTERM', at: 1000 }, expected: { signal: term, at: 1000, heard: 1000 } },
  { when: "the engine's clock is ahead", stopping: { signal: '37', at: 9000 }, expected: { signal: 37, at: 9000, heard: 5000 } },
  {
    when: "the engine's clock is behind",
    stopping: { signal: 'SIGTERM', at: 1000, heard: 4900 },
    expected: { signal: term, at: 1000, heard: 4900 },
  },
  { when: 'it is not', stopping: undefined, expected: undefined },
  { when: 'the signal is none', stopping: { signal: 'SIGNOTHING', at: 1000 }, expected: undefined },
])('takes over what a former collector wrote when $when', ({ stopping, expected }) => {
  expect(killOf(stopping, 5000)).toEqual(expected);
});

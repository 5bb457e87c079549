import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a burst goes at once, what is more at its share, and it is held back until half of a burst is saved again', () => {
  const pace = new Pace({ share: 100, burst: 1000 });
  expect(pace.wait(0)).toBe(0);
  pace.spend(1000, 0);
  expect([pace.wait(0), pace.heldFor(0)]).toEqual([0, 0]);
  pace.spend(50, 0);
  expect(pace.wait(0)).toBe(500);
  expect(pace.wait(400)).toBe(100);
  expect(pace.wait(500)).toBe(0);
  expect(pace.heldFor(500)).toBe(5000);
  expect(pace.heldFor(5500)).toBe(0);
});

test('no more than a burst is saved', () => {
  const pace = new Pace({ share: 100, burst: 1000 });
  pace.spend(1, 0);
  pace.spend(1100, 3_600_000);
  expect(pace.wait(3_600_000)).toBe(1000);
});

import { expect, test } from 'vitest';
import { Quarantine } from './quarantine.ts';
import type { ObjectChange } from './resources.ts';

const change = (key: string, want = 'x'): ObjectChange => ({
  change: 'create',
  object: key,
  cause: 'document',
  key,
  want,
  part: `part of ${key}`,
});
const at = (now: number) => ({ now, random: 0 });
const wants = (want: string) => () => want;

test('one refused object is set aside with words and backoff, until something else is wanted', () => {
  const quarantine = new Quarantine();
  quarantine.refuse([change('a')], 'no such monitor', at(0));
  expect(quarantine.exceptions()).toEqual([{ kind: 'refused', object: 'a', reason: 'no such monitor' }]);
  expect(quarantine.exceptionsOf('part of a')).toEqual(quarantine.exceptions());
  expect(quarantine.exceptionsOf('part of b')).toEqual([]);
  expect(quarantine.holds('a', wants('x'), 4999)).toBe(true);
  expect(quarantine.holds('a', wants('y'), 0)).toBe(false);
  expect(quarantine.due(0)).toEqual({ parts: new Set(), next: 5000 });
  expect(quarantine.due(5000).parts).toEqual(new Set(['part of a']));
  quarantine.refuse([change('a')], 'still none', at(5000));
  expect(quarantine.holds('a', wants('x'), 14_999)).toBe(true);
  quarantine.refuse([change('a', 'y')], 'nor that', at(15_000));
  expect(quarantine.due(15_000).next).toBe(20_000);
});

test('of several refused ones each is tried alone', () => {
  const quarantine = new Quarantine();
  quarantine.refuse([change('a'), change('b')], 'one of them', at(0));
  expect(quarantine.exceptions()).toEqual([]);
  expect([quarantine.alone('a'), quarantine.alone('b'), quarantine.holds('a', wants('x'), 0)]).toEqual([true, true, false]);
  quarantine.accept([change('a')]);
  expect(quarantine.alone('a')).toBe(false);
});

test('a surprise is looked at again twice, then set aside', () => {
  const quarantine = new Quarantine();
  quarantine.doubt([change('a')], 'exists already', at(0));
  quarantine.doubt([change('a')], 'exists already', at(0));
  expect(quarantine.holds('a', wants('x'), 0)).toBe(false);
  quarantine.doubt([change('a')], 'exists already', at(0));
  expect(quarantine.holds('a', wants('x'), 0)).toBe(true);
});

test('what is no longer wanted is forgotten', () => {
  const quarantine = new Quarantine();
  quarantine.refuse([change('a')], 'no', at(0));
  quarantine.keepOnly(new Set(['a']), new Set(['part of a']));
  quarantine.keepOnly(new Set(), new Set(['part of b']));
  expect(quarantine.exceptions()).toHaveLength(1);
  quarantine.keepOnly(new Set(), new Set(['part of a']));
  expect(quarantine.exceptions()).toEqual([]);
});

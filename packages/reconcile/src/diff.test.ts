import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, diff } from './diff.ts';

type Thing = { readonly name: string; readonly value: number };

const things = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 3 }))
  .map((values) => new Map(Object.entries(values).map(([name, value]): [string, Thing] => [name, { name, value }])));

function applied(observed: ReadonlyMap<string, Thing>, changes: readonly Change<Thing>[]): Map<string, Thing> {
  const result = new Map(observed);
  for (const change of changes) {
    if (change.kind === 'delete') result.delete(change.observed.name);
    else result.set(change.desired.name, change.desired);
  }
  return result;
}

test('apply then apply is nothing', () => {
  fc.assert(
    fc.property(things, things, (observed, desired) => {
      const gone = new Map([...observed.keys()].map((name) => [name, 'stopped']));
      const result = applied(observed, diff(observed, desired, gone));
      expect(diff(result, desired, gone)).toEqual([]);
      expect(result).toEqual(desired);
    }),
  );
});

test('what nobody names is left alone', () => {
  fc.assert(
    fc.property(things, things, (observed, desired) => {
      const result = applied(observed, diff(observed, desired, new Map()));
      for (const name of observed.keys()) expect(result.has(name)).toBe(true);
    }),
  );
});

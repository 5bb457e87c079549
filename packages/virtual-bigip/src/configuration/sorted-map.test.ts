/** The immutable map against a plain one. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedMap } from './sorted-map.ts';

const key = fc.integer({ min: 0, max: 2000 }).map((number) => `k${number}`);
const changes = fc.array(fc.tuple(key, fc.option(fc.nat(), { nil: undefined })), { maxLength: 3000 });

function sorted(map: ReadonlyMap<string, number>): [string, number][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test('holds what a map holds, in order, and leaves older versions as they were', () => {
  fc.assert(
    fc.property(changes, changes, (first, second) => {
      const model = new Map<string, number>();
      const apply = (map: SortedMap<number>, list: typeof first) =>
        list.reduce((now, [name, value]) => {
          if (value === undefined) model.delete(name);
          else model.set(name, value);
          return value === undefined ? now.without(name) : now.with(name, value);
        }, map);
      const older = apply(SortedMap.of<number>([]), first);
      const before = sorted(model);
      const newer = apply(older, second);
      expect([...older.entries()]).toEqual(before);
      expect([...newer.entries()]).toEqual(sorted(model));
      expect(newer.size).toBe(model.size);
      expect([...newer.startingWith('k1')]).toEqual(sorted(model).filter(([name]) => name.startsWith('k1')));
      const replayed = new Map(before);
      for (const { key: name, after } of older.changesTo(newer)) {
        if (after === undefined) replayed.delete(name);
        else replayed.set(name, after);
      }
      expect(sorted(replayed)).toEqual(sorted(model));
    }),
    { numRuns: 30 },
  );
});

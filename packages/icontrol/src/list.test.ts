/** Pages of a collection that changes while it is read. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPages } from './list.ts';

/** Objects in the order in which BIG-IP lists them; before each page but the first, `change` may alter them. */
function collection(size: number, pageSize: number, change: (objects: string[], page: number) => void) {
  const objects = Array.from({ length: size }, (_, index) => `/berth/${String(index).padStart(5, '0')}`);
  let pages = 0;
  return {
    objects,
    page: async (skip: number) => {
      if (pages > 0) change(objects, pages);
      pages += 1;
      return objects.slice(skip, skip + pageSize).map((path) => ({ path }));
    },
  };
}

test('a collection that loses an object between any two pages is read at the first try', async () => {
  const { page, objects } = collection(2000, 100, (all) => all.shift());
  const found = await readPages(page, 100);
  expect(objects.every((path) => found?.some((object) => object.path === path))).toBe(true);
});

test('what is there all the time is never left out, whatever comes and goes meanwhile', async () => {
  const changes = fc.array(fc.array(fc.record({ what: fc.constantFrom('add', 'remove'), at: fc.nat(120) }), { maxLength: 6 }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 2, max: 40 }), changes, async (size, pageSize, history) => {
      const stayed = new Set<string>();
      const { page, objects } = collection(size, pageSize, (all, number) => {
        for (const { what, at } of history[number - 1] ?? []) {
          const path = all[at];
          if (path === undefined) continue;
          if (what === 'add') all.splice(at, 0, `${path.slice(0, -1)}/${number}`);
          else {
            all.splice(at, 1);
            stayed.delete(path);
          }
        }
      });
      for (const path of objects) stayed.add(path);
      const found = await readPages(page, pageSize);
      if (found === undefined) return;
      const paths = new Set(found.map(({ path }) => path));
      expect([...stayed].filter((path) => !paths.has(path))).toEqual([]);
    }),
  );
});

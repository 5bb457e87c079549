/** When two documents say the same. */
import { contentOf } from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameContent } from './same-content.ts';

test.for([
  { when: 'only the epoch differs', a: { epoch: 1, name: 'x' }, b: { epoch: 2, name: 'x' }, same: true },
  { when: 'only listedAt differs', a: { listedAt: 1, name: 'x' }, b: { name: 'x' }, same: true },
  { when: 'an inner epoch differs', a: { inner: { epoch: 1 } }, b: { inner: { epoch: 2 } }, same: false },
  { when: 'the order of fields differs', a: { p: 1, q: [{ r: 1, s: 2 }] }, b: { q: [{ s: 2, r: 1 }], p: 1 }, same: true },
  { when: 'the order of items differs', a: { list: [1, 2] }, b: { list: [2, 1] }, same: false },
  { when: 'a field is undefined in one', a: { p: 1, q: undefined }, b: { p: 1 }, same: true },
  { when: 'a field is null in one', a: { p: 1, q: null }, b: { p: 1 }, same: false },
  { when: 'one has a field more', a: { p: 1 }, b: { p: 1, q: 2 }, same: false },
  { when: 'a list stands for an object', a: { p: [] }, b: { p: {} }, same: false },
  { when: 'one is no object', a: { p: 1 }, b: undefined, same: false },
])('is $same when $when', ({ a, b, same }) => {
  expect(sameContent(a, b)).toBe(same);
  expect(sameContent(b, a)).toBe(same);
});

test('is what comparing the canonical bytes says', () => {
  const key = fc.constantFrom('epoch', 'listedAt', 'a', 'b');
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.constantFrom(0, 1, 'x', '', null, true),
    tree: fc.oneof({ maxDepth: 3 }, tie('leaf'), fc.array(tie('tree'), { maxLength: 2 }), fc.dictionary(key, tie('tree'), { maxKeys: 3 })),
  }));
  const document = fc.dictionary(key, tree, { maxKeys: 3 });
  fc.assert(
    fc.property(document, document, (a, b) => {
      expect(sameContent(a, b)).toBe(contentOf(a) === contentOf(b));
      expect(sameContent(a, structuredClone(a))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

import { ContainerId, Network } from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, whoFits, withRoom } from './room.ts';

const most = 160;

/** `a 40 since 3 had 40`, `b 40 exited`. */
function candidate(text: string): Candidate {
  const [name = '', bytes = '', ...more] = text.split(' ');
  const value = (word: string) => (more.includes(word) ? Number(more[more.indexOf(word) + 1]) : undefined);
  return { id: idOf(name), bytes: Number(bytes), runs: !more.includes('exited'), since: value('since') ?? 0, had: value('had') };
}

function idOf(name: string): ContainerId {
  return ContainerId.parse(Buffer.from(name).toString('hex').padEnd(64, '0'));
}

test.for([
  { when: 'there is room for all', given: ['a 70', 'b 70', 'c 10 exited'], fits: ['a', 'b', 'c'] },
  { when: 'those that run longest come first', given: ['a 70 since 3', 'b 70 since 2', 'c 70 since 1'], fits: ['b', 'c'] },
  { when: 'nobody overtakes who waits for room', given: ['a 100 since 1', 'b 100 since 2', 'c 10 since 3'], fits: ['a'] },
  { when: 'one that was there stays', given: ['a 100 since 9 had 100', 'b 100 since 1'], fits: ['a'] },
  { when: 'one that does not run makes room', given: ['a 100 exited had 100', 'b 100'], fits: ['b'] },
  { when: 'a reserve is for growth only', given: ['a 155 had 155', 'b 1'], fits: ['a'] },
  { when: 'one that was there grows into the reserve', given: ['a 155 had 100'], fits: ['a'] },
  { when: 'one that grew too much goes, not the others', given: ['a 100 had 40 since 1', 'b 80 had 80 since 2'], fits: ['b'] },
  { when: 'room is kept for one that is started again', given: ['a 100 had 100', 'b 20'], kept: 40, fits: ['a'] },
])('$when', ({ given, kept = 0, fits }) => {
  expect(whoFits(given.map(candidate), { most, kept })).toEqual(new Set(fits.map(idOf)));
});

test('where there is less room than there was, nothing is decided', () => {
  expect(whoFits(['a 100 had 100', 'b 100 had 100'].map(candidate), { most, kept: 0 })).toBeUndefined();
});

const anyCandidate = fc.record({
  bytes: fc.integer({ min: 1, max: 60 }),
  runs: fc.boolean(),
  since: fc.integer({ min: 0, max: 5 }),
  grown: fc.constantFrom(undefined, 0, 0, 20),
});

test('whoever comes, those that run and were there stay while they do not grow, and it always fits', () => {
  fc.assert(
    fc.property(fc.array(anyCandidate, { maxLength: 12 }), (given) => {
      const candidates = given.map(
        ({ grown, ...one }, at): Candidate => ({
          ...one,
          id: idOf(`c${at}`),
          had: grown === undefined ? undefined : one.bytes - grown,
        }),
      );
      const before = candidates.filter(({ runs, had }) => runs && had !== undefined);
      fc.pre(before.reduce((sum, { had = 0 }) => sum + had, 0) <= most);
      const fits = whoFits(candidates, { most, kept: 0 });
      if (fits === undefined) throw new Error('it fitted before');
      for (const { id, bytes, had } of before) if (bytes === had) expect(fits).toContain(id);
      expect(candidates.filter(({ id }) => fits.has(id)).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(most);
      expect(whoFits(candidates.toReversed(), { most, kept: 0 })).toEqual(fits);
    }),
  );
});

/** `NAME KIBIBYTES`. */
function network(text: string): Network {
  const [name = '', size] = text.split(' ');
  return Network.parse({
    id: name,
    name,
    driver: 'bridge',
    internal: false,
    subnets: [],
    options: { x: 'y'.repeat(Number(size) * 1024 - 200) },
  });
}

test.for([
  { when: 'there is room for all', given: ['a 100', 'b 100'], known: [], fits: ['a', 'b'] },
  { when: 'one is too big', given: ['a 100', 'b 200', 'c 100'], known: [], fits: ['a', 'c'] },
  { when: 'one that was there comes last', given: ['a 100', 'b 100', 'c 100'], known: ['c'], fits: ['a', 'c'] },
  { when: 'one that was there has grown too big', given: ['a 100', 'b 300'], known: ['b'], fits: ['a'] },
])('networks that have room when $when', ({ given, known, fits }) => {
  expect(withRoom(given.map(network), new Set(known)).map(({ name }) => name)).toEqual(fits);
});

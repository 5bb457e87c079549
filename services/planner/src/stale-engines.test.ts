import type { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { StaleEngines } from './stale-engines.ts';

const [one, two] = ['docker1', 'docker2'] as EngineName[] as [EngineName, EngineName];

function changes(stale: StaleEngines): string[] {
  return [...stale.changes()].map(([engine, problems]) => `${engine} ${problems.length === 0 ? 'well' : 'stale'}`);
}

test('an engine that no collector names for too long is stale until one does', () => {
  const stale = new StaleEngines([one, two], 6000);
  stale.pass(4000, 14_000);
  stale.heard([one]);
  expect(changes(stale)).toEqual([]);
  stale.pass(3000, 17_000);
  expect(changes(stale)).toEqual(['docker2 stale']);
  expect([...stale.since]).toEqual([['docker2', 10_000]]);
  stale.pass(1000, 18_000);
  expect(changes(stale)).toEqual([]);
  expect([one, two].map((engine) => stale.isWell(engine))).toEqual([true, false]);
  expect(stale.heard([one, two, 'other' as EngineName])).toEqual([two]);
  expect(changes(stale)).toEqual(['docker2 well']);
  expect(stale.isWell(two)).toBe(true);
});

test('what an earlier holder found stale is so at once, and since then, until it is heard', () => {
  const stale = new StaleEngines([one, two], 6000, new Map([[two, 5000]]));
  expect(changes(stale)).toEqual(['docker2 stale']);
  stale.pass(7000, 17_000);
  expect([...stale.since]).toEqual([
    ['docker2', 5000],
    ['docker1', 10_000],
  ]);
});

import type { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { StaleEngines } from './stale-engines.ts';

const [one, two] = ['docker1', 'docker2'] as EngineName[] as [EngineName, EngineName];

function changes(stale: StaleEngines): string[] {
  return [...stale.changes()].map(([engine, problems]) => `${engine} ${problems.length === 0 ? 'well' : 'stale'}`);
}

test('an engine that no collector names for too long is stale until one has listed what it has', () => {
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
  stale.listed(two, 19_000);
  stale.heard([one, two, 'other' as EngineName]);
  stale.listed(two, 9000);
  expect(changes(stale)).toEqual([]);
  stale.listed(two, 20_000);
  expect(changes(stale)).toEqual(['docker2 well']);
  expect(stale.isWell(two)).toBe(true);
});

test('one that is heard again for some seconds is well, as nothing new need be told of it, unless it is silent again', () => {
  const stale = new StaleEngines([one, two], 6000);
  stale.pass(7000, 17_000);
  expect(changes(stale)).toEqual(['docker1 stale', 'docker2 stale']);
  stale.heard([one, two]);
  stale.pass(2000, 19_000);
  stale.heard([one]);
  expect(changes(stale)).toEqual([]);
  stale.pass(2000, 21_000);
  expect(changes(stale)).toEqual(['docker1 well', 'docker2 well']);
  stale.pass(5000, 26_000);
  expect(changes(stale)).toEqual(['docker1 stale', 'docker2 stale']);
  stale.heard([two]);
  stale.pass(7000, 33_000);
  stale.listed(two, 30_000);
  expect(changes(stale)).toEqual([]);
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

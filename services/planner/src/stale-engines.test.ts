import type { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { StaleEngines } from './stale-engines.ts';

const [one, two] = ['docker1', 'docker2'] as EngineName[] as [EngineName, EngineName];

function changes(stale: StaleEngines): string[] {
  return [...stale.changes()].map(([engine, problems]) => `${engine} ${problems.length === 0 ? 'well' : 'stale'}`);
}

test('an engine that no collector names for too long is stale until one does', () => {
  const stale = new StaleEngines([one, two], 6000);
  stale.pass(4000);
  stale.heard([one]);
  expect(changes(stale)).toEqual([]);
  stale.pass(3000);
  expect(changes(stale)).toEqual(['docker2 stale']);
  stale.pass(1000);
  expect(changes(stale)).toEqual([]);
  stale.heard([two, 'other' as EngineName]);
  expect(changes(stale)).toEqual(['docker2 well']);
});

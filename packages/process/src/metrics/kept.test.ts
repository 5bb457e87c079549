import { Status, statusKey, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { keptIn } from './kept.ts';
import { Meters } from './meters.ts';

function status(behindBy: number): Status {
  const state = { kind: 'active' };
  const owned = { pools: 0, members: 0, records: 0, routes: 1 };
  return Status.parse({ v: 1, epoch: zeroEpoch('route.edge'), target: 'edge', state, appliedTo: 1, behindBy, owned, exceptions: [] });
}

test('each unit that is written to by itself is counted, until it is no longer kept', async () => {
  const meters = new Meters();
  const kept = keptIn('berth-status', meters);
  kept.set(statusKey('route', 'edge'), status(1));
  kept.set(statusKey('route', 'edge', 'b.example.com'), status(2));
  const behind = async () => (await meters.behind.get()).values.map(({ labels, value }) => [labels.target, value]);
  expect(await behind()).toEqual([
    ['edge', 1],
    ['edge b.example.com', 2],
  ]);
  kept[Symbol.dispose]();
  expect(await behind()).toEqual([]);
  expect((await meters.owned.get()).values).toEqual([]);
});

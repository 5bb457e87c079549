import { PassThrough, Readable } from 'node:stream';
import { openLines } from '@berth/bus';
import { statusKey, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { heardBy } from './purging.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const refused = { kind: 'refused', object: '/berth/berth_per_unit/one', service: 'docker1', reason: 'no' };
const pair = { kind: 'route', name: 'edge', units: ['a', 'b'] } as const;

/** The status of a BIG-IP, or of one of its units. */
function status(unit: string | undefined, appliedTo: number, exceptions: readonly object[] = []) {
  const owned = { pools: 0, members: 0, records: 0, routes: 1 };
  const state = { kind: 'active' };
  const document = { v: 1, epoch: zeroEpoch('route.edge'), target: 'edge', state, appliedTo, behindBy: 0, owned, exceptions };
  return { bucket: 'berth-status', key: statusKey('route', 'edge', unit), document };
}

test.for([
  { when: 'no applier has told anything', told: [], of: { kind: 'route', name: 'edge' }, heard: undefined },
  { when: 'one writes it', told: [status(undefined, 9)], of: { kind: 'route', name: 'edge' }, heard: { appliedTo: 9, exceptions: [] } },
  { when: 'a unit has told nothing', told: [status(undefined, 9), status('a', 9)], of: pair, heard: undefined },
  {
    when: 'a unit was away',
    told: [status(undefined, 9), status('a', 9), status('b', 7, [refused])],
    of: pair,
    heard: { appliedTo: 7, exceptions: [refused] },
  },
] as const)('how far the appliers of a target are when $when', async ({ told, of, heard }) => {
  const input = Readable.from(told.map((line) => `${JSON.stringify(line)}\n`));
  await using store = openLines({ input, output: new PassThrough(), mode: 'once', log });
  expect(await heardBy(of, store, AbortSignal.timeout(20_000))).toEqual(heard);
});

import type { Batch, Entry } from '@berth/bus';
import { Desired, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { DesiredDocuments } from './documents.ts';

const old = { ...zeroEpoch('planner.east'), revision: 1 };
const current = { ...old, revision: 2 };

function entry(part: string, revision: number, document: object | 'deleted' | 'unreadable'): Entry<Desired> {
  const key = `ltm.edge.${part}`;
  if (document === 'deleted') return { key, revision, value: { kind: 'deleted' } };
  if (document === 'unreadable') return { key, revision, value: { kind: 'unreadable', reason: 'garbled' } };
  return { key, revision, value: { kind: 'document', document: Desired.parse(document) } };
}
const plan = (epoch: object, more: object = {}) => ({ v: 1, kind: 'plan', epoch, since: null, count: 1, engines: {}, ...more });
const base = { v: 1, kind: 'base', epoch: old, bigip: 'edge', folder: '/berth', dataGroups: [], rules: [], virtuals: [] };
const www = (epoch: object) => ({
  v: 1,
  kind: 'service',
  epoch,
  bigip: 'edge',
  service: 'www',
  want: { kind: 'gone', cause: 'stopped', since: 0 },
});
const snapshot = (...entries: Entry<Desired>[]): Batch<Desired> => ({ kind: 'snapshot', entries });
const update = (...entries: Entry<Desired>[]): Batch<Desired> => ({ kind: 'update', entries });

test('is complete with the plan, what services share, and all that the plan counts', () => {
  const documents = new DesiredDocuments();
  documents.take(snapshot(entry('=base', 1, base), entry('www', 2, www(old))));
  expect(documents.complete).toBe(false);
  documents.take(update(entry('=plan', 3, plan(old, { count: 2 }))));
  expect(documents.complete).toBe(false);
  documents.take(update(entry('api', 4, { ...www(old), service: 'api' })));
  expect(documents.complete).toBe(true);
  documents.take(update(entry('=plan', 5, 'deleted')));
  expect(documents.plan).toBeUndefined();
});

test.for([
  { when: 'it was written before the epoch began', revision: 4, epoch: old, counts: true },
  { when: 'it is of the epoch', revision: 6, epoch: current, counts: true },
  { when: 'it is of a newer epoch', revision: 6, epoch: { ...old, revision: 3 }, counts: true },
  { when: 'it is a late write of an older epoch', revision: 6, epoch: old, counts: false },
  { when: 'it is a late write of another lease', revision: 6, epoch: { ...current, lease: 'planner.west' }, counts: false },
])('a document counts or not: $when', ({ revision, epoch, counts }) => {
  const kind = counts ? 'document' : 'unknown';
  const together = new DesiredDocuments();
  expect(together.take(snapshot(entry('www', revision, www(epoch)), entry('=plan', 5, plan(current)))).changes).toMatchObject([
    { state: { kind } },
  ]);
  const after = new DesiredDocuments();
  after.take(snapshot(entry('=plan', 5, plan(current))));
  expect(after.take(update(entry('www', revision, www(epoch)))).changes).toMatchObject([{ state: { kind } }]);
  // A plan that is rewritten tells when its epoch began.
  const rewritten = new DesiredDocuments();
  rewritten.take(snapshot(entry('=plan', 9, plan(current, { since: 5 }))));
  expect(rewritten.take(update(entry('www', revision, www(epoch)))).changes).toMatchObject([{ state: { kind } }]);
});

test('a late plan of an older epoch leaves the newer one', () => {
  const documents = new DesiredDocuments();
  documents.take(snapshot(entry('=plan', 5, plan(current)), entry('www', 6, www(current))));
  documents.take(update(entry('=plan', 7, plan(old, { since: 1 }))));
  expect(documents.plan?.epoch).toEqual(current);
  expect(documents.take(update(entry('www', 8, www(old)))).changes).toEqual([]);
  // Epochs of different leases have no order: the BIG-IP moved to another site.
  const moved = { ...old, lease: 'planner.west' };
  documents.take(update(entry('=plan', 9, plan(moved))));
  expect(documents.plan?.epoch).toEqual(moved);
});

test('a late write leaves what counted before it', () => {
  const documents = new DesiredDocuments();
  documents.take(snapshot(entry('=plan', 1, plan(current)), entry('www', 2, www(current))));
  expect(documents.take(update(entry('www', 3, www(old)))).changes).toEqual([]);
  expect(documents.complete).toBe(false);
  documents.take(update(entry('=base', 4, { ...base, epoch: current })));
  expect(documents.complete).toBe(true);
});

test('a document that can not be read is unknown, one that was deleted is none', () => {
  const documents = new DesiredDocuments();
  documents.take(snapshot(entry('=plan', 1, plan(old)), entry('www', 2, www(old))));
  expect(documents.take(update(entry('www', 3, 'unreadable'))).changes).toMatchObject([{ part: 'www', state: { kind: 'unknown' } }]);
  expect(documents.take(update(entry('www', 4, 'deleted'))).changes).toMatchObject([{ part: 'www', state: { kind: 'none' } }]);
  expect(documents.take(update(entry('www', 5, 'deleted'))).changes).toEqual([]);
});

test('a snapshot forgets all that was known', () => {
  const documents = new DesiredDocuments();
  documents.take(snapshot(entry('=plan', 1, plan(old)), entry('=base', 2, base), entry('www', 3, www(old))));
  expect(documents.complete).toBe(true);
  expect(documents.take(snapshot())).toEqual({ kind: 'all', changes: [] });
  expect(documents.plan).toBeUndefined();
});

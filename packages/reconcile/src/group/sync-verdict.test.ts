/** Whether a device group is synchronised, and why not. */
import { expect, test } from 'vitest';
import { judgeSync, type SyncCircumstances } from './sync-verdict.ts';

const pending = {
  status: 'Changes Pending',
  mode: 'high-availability',
  color: 'yellow',
  summary: 'There is a recent change on a.',
  details: ['b: connected', '- Recommended action: Synchronize a to group g'],
};
const usual: SyncCircumstances = {
  policy: 'own-changes',
  changes: 'own',
  written: 1,
  heard: 'all',
  status: pending,
  group: { path: '/Common/g', type: 'sync-failover', sync: 'manual', autoSave: 'leaves' },
};
const push = { kind: 'push', group: '/Common/g' };
const advice = /Changes Pending: There is a recent change on a\.; Recommended action: Synchronize a to group g/;

test.for([
  { when: 'our changes wait', change: {}, verdict: push },
  { when: 'nothing waits', change: { status: { ...pending, status: 'In Sync', color: 'green' } }, verdict: { kind: 'done' } },
  { when: 'there is no group', change: { status: { ...pending, status: 'Standalone', color: 'green' } }, verdict: { kind: 'done' } },
  { when: 'it is under way', change: { status: { ...pending, status: 'Syncing', color: 'blue' } }, verdict: { kind: 'wait' } },
  { when: "others' changes wait too", change: { changes: 'others' }, verdict: { kind: 'refrain', reason: advice } },
  { when: 'there is a conflict', change: { status: { ...pending, color: 'red' } }, verdict: { kind: 'refrain', reason: advice } },
  {
    when: 'BIG-IP does it by itself, but not now',
    change: { group: { ...usual.group, sync: 'auto' } },
    verdict: { kind: 'refrain', reason: /synchronised automatically, but not now/ },
  },
  { when: 'the unit is in no group', change: { group: undefined }, verdict: { kind: 'refrain', reason: /in no sync-failover group/ } },
  { when: "others' changes are to go along", change: { policy: 'always', changes: 'others' }, verdict: push },
  { when: 'a conflict is to be ended', change: { policy: 'always', status: { ...pending, color: 'red' } }, verdict: push },
  {
    when: 'a unit is away, though two were written to',
    change: { written: 2, heard: 'some', status: { ...pending, color: 'red', details: ['b: disconnected'] } },
    verdict: { kind: 'refrain', reason: /; b: disconnected$/ },
  },
])('judges when $when', ({ change, verdict }) => {
  const judged = judgeSync({ ...usual, ...change } as SyncCircumstances);
  expect(judged).toMatchObject('reason' in verdict ? { ...verdict, reason: expect.stringMatching(verdict.reason) } : verdict);
});

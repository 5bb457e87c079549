import type { Batch } from '@berth/bus';
import { Control, controlFilters } from '@berth/messages';
import { expect, test } from 'vitest';
import { ControlState } from './control.ts';
import { type Circumstances, standing } from './standing.ts';

const fine: Circumstances = { permission: { kind: 'open' }, holdsOurs: true, documents: { kind: 'ready' }, obstacle: undefined };

test.for([
  { when: 'all is there', given: {}, state: 'active' },
  { when: 'control was not read', given: { permission: { kind: 'unknown' } }, state: 'waiting' },
  { when: 'an operator froze it', given: { permission: { kind: 'frozen', reason: 'x' } }, state: 'frozen' },
  { when: 'it holds objects of ours that the bus knows nothing of', given: { permission: { kind: 'new' } }, state: 'frozen' },
  { when: 'the installation is being recorded', given: { permission: { kind: 'new' }, holdsOurs: false }, state: 'waiting' },
  { when: 'the BIG-IP was not read', given: { holdsOurs: undefined }, state: 'waiting' },
  { when: 'documents are missing', given: { documents: { kind: 'missing', reason: 'x' } }, state: 'waiting' },
  { when: 'the partition is somebody else’s', given: { obstacle: 'x' }, state: 'waiting' },
] satisfies { when: string; given: Partial<Circumstances>; state: string }[])('is $state when $when', ({ given, state }) => {
  expect(standing({ ...fine, ...given }).kind).toBe(state);
});

const freeze = { v: 1, kind: 'freeze', by: 'ann', at: 0, reason: 'maintenance' };
const forget = { v: 1, kind: 'forget', engine: 'edge', by: 'ann', at: 0 };
const installed = { v: 1, kind: 'installed', installation: 'shop-east', at: 0 };

function batch(kind: 'snapshot' | 'update', documents: Record<string, object | 'deleted' | 'unreadable'>): Batch<Control> {
  const entries = Object.entries(documents).map(([key, document], at) => {
    if (document === 'deleted') return { key, revision: at + 1, value: { kind: 'deleted' } as const };
    if (document === 'unreadable') return { key, revision: at + 1, value: { kind: 'unreadable', reason: 'garbled' } as const };
    return { key, revision: at + 1, value: { kind: 'document', document: Control.parse(document) } as const };
  });
  return { kind, entries };
}

const [own = '', every = ''] = controlFilters('edge');

test('one BIG-IP or all are frozen and thawed while it runs', () => {
  const control = new ControlState('edge');
  expect(control.permission.kind).toBe('unknown');
  control.take(own, batch('snapshot', {}));
  expect(control.permission.kind).toBe('unknown');
  control.take(every, batch('snapshot', {}));
  expect(control.permission.kind).toBe('new');
  control.take(own, batch('update', { 'installed.edge': installed, 'forget.edge': forget }));
  expect(control.permission.kind).toBe('open');
  control.take(own, batch('update', { 'freeze.edge': freeze }));
  control.take(every, batch('update', { 'freeze.=all': freeze }));
  expect(control.permission).toEqual({ kind: 'frozen', reason: 'held by ann: maintenance' });
  control.take(own, batch('update', { 'freeze.edge': 'deleted' }));
  expect(control.permission.kind).toBe('frozen');
  control.take(every, batch('update', { 'freeze.=all': 'unreadable' }));
  expect(control.permission.kind).toBe('frozen');
  control.take(every, batch('update', { 'freeze.=all': 'deleted' }));
  expect(control.permission.kind).toBe('open');
  control.take(own, batch('snapshot', {}));
  expect(control.permission.kind).toBe('new');
});

test('all that is known anew under one filter leaves what is known under the other', () => {
  const control = new ControlState('edge');
  control.take(every, batch('snapshot', { 'freeze.=all': freeze }));
  control.take(own, batch('snapshot', { 'installed.edge': installed }));
  expect(control.permission.kind).toBe('frozen');
  control.take(every, batch('snapshot', {}));
  expect(control.permission.kind).toBe('open');
});

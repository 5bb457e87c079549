import { expect, test } from 'vitest';
import { editRecords, type RecordEdit } from './batch.ts';

const many = (count: number, kind: 'add' | 'modify') =>
  Array.from({ length: count }, (_, at): RecordEdit => ({ kind, name: `www-${at}.apps.example.com`, data: `/berth/www 10.0.0.${at} 80` }));
const held = (count: number) => new Map(Array.from({ length: count }, (_, at) => [`held-${at}.apps.example.com`, '/berth/held']));

test.for([
  { when: 'nothing changes', holds: 100, edits: [], requests: 0 },
  { when: 'one record is added to many', holds: 50_000, edits: many(1, 'add'), requests: 1 },
  { when: 'a few are added', holds: 50_000, edits: many(40, 'add'), requests: 1 },
  {
    when: 'several kinds of edits meet a long list',
    holds: 50_000,
    edits: [...many(1, 'add'), { kind: 'delete', name: 'held-0.apps.example.com' }],
    requests: 2,
  },
  { when: 'many are added to a short list: the whole list', holds: 10, edits: many(1000, 'add'), requests: 1 },
] satisfies { when: string; holds: number; edits: RecordEdit[]; requests: number }[])(
  '$requests requests when $when',
  ({ holds, edits, requests }) => {
    const steps = editRecords('/berth/dg', () => held(holds), edits);
    expect(steps).toHaveLength(requests);
    expect(steps.flatMap((step) => step.edits)).toHaveLength(edits.length);
  },
);

test('the whole list holds what was there, as edited', () => {
  const edits: RecordEdit[] = [
    ...many(200, 'add'),
    { kind: 'modify', name: 'held-0.apps.example.com', data: 'new' },
    { kind: 'delete', name: 'held-1.apps.example.com' },
  ];
  const steps = editRecords('/berth/dg', () => held(2), edits);
  const [records] = steps.map(({ request }) => (request.body as { records: object[] }).records);
  expect(records).toHaveLength(201);
  expect(records).toContainEqual({ name: 'held-0.apps.example.com', data: 'new' });
});

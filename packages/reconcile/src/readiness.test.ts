import { Desired, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { DesiredDocuments } from './documents.ts';
import { Readiness } from './readiness.ts';

const epoch = zeroEpoch('planner.east');
const base = { v: 1, kind: 'base', epoch, bigip: 'edge', folder: '/berth', dataGroups: [], rules: [], virtuals: [] };

/** Documents under a plan that counts one service and knows these engines, taken in at 0. */
function read({ engines = ['docker1', 'docker2'], parts = ['=plan', '=base', 'www'], partial = [] as string[] }) {
  const pool = { name: 'www', monitor: { kind: 'none' }, loadBalancingMode: 'round-robin', slowRampTime: 10 };
  const want = { kind: 'serving', partial, pool, members: [], hosts: [] };
  const all: Record<string, object> = {
    '=plan': { v: 1, kind: 'plan', epoch, since: null, count: 1, engines: Object.fromEntries(engines.map((engine) => [engine, 1])) },
    '=base': base,
    www: { v: 1, kind: 'service', epoch, bigip: 'edge', service: 'www', want },
  };
  const documents = new DesiredDocuments();
  const entries = parts.map((part, at) => {
    const document = Desired.parse(all[part]);
    return { key: `ltm.edge.${part}`, revision: at + 1, value: { kind: 'document', document } as const };
  });
  documents.take({ kind: 'snapshot', entries });
  const readiness = new Readiness({ documents: 10_000, orphanAge: 60_000, engines: ['docker1', 'docker2'] });
  readiness.note('all', documents, 0);
  return { documents, readiness };
}

test.for([
  { when: 'all is there', given: {}, now: 0, ready: true },
  { when: 'a service is missing', given: { parts: ['=plan', '=base'] }, now: 9999, ready: false },
  { when: 'it has waited long enough for a service', given: { parts: ['=plan', '=base'] }, now: 10_000, ready: true },
  { when: 'there is no plan, however long it waits', given: { parts: ['=base', 'www'] }, now: 99_999, ready: false },
  { when: 'there is no base, however long it waits', given: { parts: ['=plan', 'www'] }, now: 99_999, ready: false },
])('may begin or not when $when', ({ given, now, ready }) => {
  const { documents, readiness } = read(given);
  expect(readiness.documents(documents, now).kind).toBe(ready ? 'ready' : 'missing');
});

test.for([
  { when: 'the plan is complete, knows every engine and is old enough', given: {}, now: 60_000, verdict: 'remove' },
  { when: 'the plan is new', given: {}, now: 59_999, verdict: 'keep' },
  { when: 'an engine is unknown to the plan', given: { engines: ['docker1'] }, now: 60_000, verdict: 'keep' },
  { when: 'an engine is unknown to a document', given: { partial: ['docker2'] }, now: 60_000, verdict: 'keep' },
  { when: 'a document is missing', given: { parts: ['=plan', '=base'] }, now: 60_000, verdict: 'keep' },
])('orphans: $verdict when $when', ({ given, now, verdict }) => {
  const { documents, readiness } = read(given);
  expect(readiness.orphans(documents, now)).toBe(verdict);
});

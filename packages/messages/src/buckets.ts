/** Which document lives in which KV bucket, and under which topic NATS republishes it. */
import type { z } from 'zod';
import { compareText } from './compare-text.ts';
import { Control } from './control.ts';
import { Desired } from './desired.ts';
import { Engine } from './engine.ts';
import { LeaseRecord } from './lease-record.ts';
import { Observed } from './observed.ts';
import { Problem } from './problem.ts';
import { Status } from './status.ts';

/** The document type of each bucket. */
export type Documents = {
  'berth-engines': Engine;
  'berth-desired': Desired;
  'berth-bigips': Observed;
  'berth-status': Status;
  'berth-problems': Problem;
  'berth-control': Control;
  'berth-leases': LeaseRecord;
};
export type BucketName = keyof Documents;

/** Schema of each bucket's documents, and the subject prefix of its topic. */
export const documents: { readonly [B in BucketName]: { readonly schema: z.ZodType<Documents[B]>; readonly topic?: string } } = {
  'berth-engines': { schema: Engine, topic: 'berth.engine' },
  'berth-desired': { schema: Desired, topic: 'berth.desired' },
  'berth-bigips': { schema: Observed, topic: 'berth.bigip' },
  'berth-status': { schema: Status, topic: 'berth.status' },
  'berth-problems': { schema: Problem, topic: 'berth.problem' },
  'berth-control': { schema: Control, topic: 'berth.control' },
  'berth-leases': { schema: LeaseRecord },
};

/** All of them. The keys of `documents` are the buckets' names. */
export const bucketNames = Object.keys(documents) as readonly BucketName[];

/** Fields at the top of a document that say when and by whom it was written, and not what is so: they alone never make a write. */
export const volatileFields: ReadonlySet<string> = new Set(['epoch', 'listedAt', 'traceparent']);

/** Canonical bytes of what a document says: keys sorted, its volatile fields left out. Equal content need not be written again. */
export function contentOf(document: object): string {
  const content = Object.fromEntries(Object.entries(document).filter(([name]) => !volatileFields.has(name)));
  return JSON.stringify(content, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
  });
}

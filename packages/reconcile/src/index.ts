/** The loop that the appliers share: documents and what is on a BIG-IP in, requests out, with an applier's kinds of objects plugged in. */
export type { ApplierTarget } from './applier.ts';
export { type EditStep, editRecords, type RecordEdit } from './batch.ts';
export { type BigipTarget, type Connected, connectTo } from './connect.ts';
export { type Cause, type Change, diff } from './diff.ts';
export { basePart, DesiredDocuments, type PartChange } from './documents.ts';
export { keepTarget } from './keep-target.ts';
export { type Mark, markOf, parseMark } from './mark.ts';
export { type PassContext, pass } from './pass.ts';
export { Quarantine } from './quarantine.ts';
export { Queue } from './queue.ts';
export { rehearse } from './rehearse.ts';
export type { ObjectChange, Reading, Resources, Step } from './resources.ts';

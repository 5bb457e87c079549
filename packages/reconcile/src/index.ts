/** The loop that the appliers share: documents and what is on a BIG-IP in, requests out, with an applier's kinds of objects plugged in. */
export type { ApplierTarget } from './applier.ts';
export { applierStdio } from './applier-stdio.ts';
export { type EditStep, editRecords, type RecordEdit } from './batch.ts';
export type { BigipTarget } from './connect.ts';
export { type Cause, type Change, diff } from './diff.ts';
export { basePart, DesiredDocuments, type PartChange } from './documents.ts';
export { changedFields } from './folder/changed-fields.ts';
export { type KnownDataGroup, KnownFolder, type Owner } from './folder/known-folder.ts';
export { type FolderObject, folderNaming, type Naming, type RecordObject, type SharedObject } from './folder/objects.ts';
export { folderObstacle, planBase } from './folder/plan-base.ts';
export { type FolderSingle, mustBeReady, readFolder, readFolderSingle, splitName, type WholeFolder } from './folder/read-folder.ts';
export { recordSteps } from './folder/record-steps.ts';
export { isShared, sharedSteps } from './folder/shared-steps.ts';
export {
  isOf,
  type NamedChange,
  named,
  objectOf,
  type PlannedChange,
  type PlannedPart,
  type StepContext,
  step,
  wantOf,
} from './folder/step.ts';
export { changed, removed, takeFolder, takeFolderSingle } from './folder/take-folder.ts';
export { keepTarget } from './keep-target.ts';
export { type Mark, markOf, parseMark } from './mark.ts';
export { type PassContext, pass } from './pass.ts';
export { Quarantine } from './quarantine.ts';
export { Queue } from './queue.ts';
export { rehearse } from './rehearse.ts';
export type { ObjectChange, Reading, Resources, Step } from './resources.ts';

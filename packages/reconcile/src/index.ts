/** The loop that the appliers share: documents and what is on a BIG-IP in, requests out, with an applier's kinds of objects plugged in. */
export { applierStdio } from './applier-stdio.ts';
export { type Cause, type Change, diff } from './diff.ts';
export { basePart, type PartChange, type PartDocument } from './documents.ts';
export { changedFields } from './folder/changed-fields.ts';
export { Drift } from './folder/drift.ts';
export { KnownFolder, type Owner } from './folder/known-folder.ts';
export {
  type FolderObject,
  folderNaming,
  type Naming,
  type RecordObject,
  type SharedObject,
  type VirtualObject,
} from './folder/objects.ts';
export { folderObstacle, planBase } from './folder/plan-base.ts';
export { type PartPlanning, type PlanSurroundings, planParts } from './folder/plan-parts.ts';
export { type FolderSingle, mustBeReady, readFolder, readFolderSingle, splitName, type WholeFolder } from './folder/read-folder.ts';
export { recordSteps } from './folder/record-steps.ts';
export { isShared, sharedSteps } from './folder/shared-steps.ts';
export {
  isOf,
  type NamedChange,
  objectOf,
  type PlannedChange,
  type PlannedPart,
  type StepContext,
  step,
} from './folder/step.ts';
export { changed, removed, takeFolder, takeFolderSingle } from './folder/take-folder.ts';
export { frontedPool, virtualRequest, wantedVirtual } from './folder/virtual.ts';
export { keepTarget } from './keep-target.ts';
export { markOf, markWord, parseMark } from './mark.ts';
export { type MemberMark, readMemberMark, writeMemberMark } from './member-mark.ts';
export { Quarantine } from './quarantine.ts';
export type { Reading, Resources, Step } from './resources.ts';
export { type BigipTarget, type Target, targetsOf, unitTargets } from './target.ts';

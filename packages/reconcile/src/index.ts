/** The loop that the appliers share: documents and what is on a BIG-IP in, requests out, with an applier's kinds of objects plugged in. */
export { applierProgram, type KeptTarget } from './applier-program.ts';
export { causeFor } from './cause.ts';
export { type Cause, type Change, diff } from './diff.ts';
export type { PartChange, PartDocument } from './documents.ts';
export { changedFields } from './folder/changed-fields.ts';
export { heldIfUnknown } from './folder/held.ts';
export { KnownFolder } from './folder/known-folder.ts';
export {
  type FolderObject,
  folderNaming,
  makesRoom,
  type Naming,
  type Owner,
  type RecordObject,
  type SharedObject,
  type VirtualObject,
} from './folder/objects.ts';
export { folderObstacle, planBase } from './folder/plan-base.ts';
export type { PlanSurroundings } from './folder/plan-parts.ts';
export { type FolderSingle, mustBeReady, readFolder, readFolderSingle, splitName, type WholeFolder } from './folder/read-folder.ts';
export { recordSteps } from './folder/record-steps.ts';
export { isShared, sharedSteps } from './folder/shared-steps.ts';
export {
  isOf,
  type NamedChange,
  nothingPlanned,
  objectOf,
  type PlannedChange,
  type PlannedPart,
  type StepContext,
  step,
} from './folder/step.ts';
export { changed, removed, takeFolder, takeFolderSingle } from './folder/take-folder.ts';
export { frontedPool, virtualRequest, wantedVirtual } from './folder/virtual.ts';
export { Frame } from './frame.ts';
export type { Kinds, PartSurroundings, TakeOptions, TakeWhole } from './kinds.ts';
export { markOf, markWord, parseMark } from './mark.ts';
export { type MemberMark, readMemberMark, writeMemberMark } from './member-mark.ts';
export { baseIn, type PartAs, partAs } from './part-as.ts';
export { basePart, serviceOf, straysPart } from './parts.ts';
export { Quarantine } from './quarantine.ts';
export type { Resources, Step } from './resources.ts';
export { type BigipTarget, type FolderTarget, type Target, targetsOf, unitTargets } from './target.ts';

/** Pure: what brings the records of names to what the documents ask for. */
import type { StatusException } from '@berth/messages';
import {
  type Cause,
  diff,
  type FolderObject,
  folderNaming,
  type KnownFolder,
  type PlannedChange,
  type PlannedPart,
  type PlanSurroundings,
  type RecordObject,
} from '@berth/reconcile';
import { judgeStray, type Stray } from './strays.ts';
import type { WantedNames } from './wanted-names.ts';

export type PlanContext = PlanSurroundings<FolderObject> & {
  readonly known: KnownFolder;
  readonly wanted: WantedNames;
  /** Why a name goes that no document tells. */
  readonly causeFor: (engine: string | undefined) => Cause;
};

type Planned = PlannedPart<RecordObject>;

/** New names come before what refers to them; of what changes, a service comes before its containers. */
export function planService(service: string, { known, wanted, isHeld, makes }: PlanContext): Planned {
  const changes: PlannedChange<RecordObject>[] = [];
  const exceptions: StatusException[] = [];
  for (const name of wanted.namesOf(service)) {
    const record = wanted.record(name);
    if (record === undefined) continue;
    const { object, size } = record;
    const group = known.dataGroups.get(object.dataGroup);
    if (group === undefined ? !makes(object.dataGroup) : group.owner === 'foreign') continue;
    if (size === 'cut')
      exceptions.push({
        kind: 'held',
        object: folderNaming.nameOf(object),
        service,
        reason: 'a record can not hold all of it, so some is left out',
      });
    const found = group?.records.get(name);
    const origin = wanted.origin(name);
    for (const change of diff<RecordObject>(new Map(found && [[name, found]]), new Map([[name, object]]), new Map()))
      if (!isHeld(change)) changes.push({ change, ...(origin && { origin }) });
  }
  const isNew = ({ change }: PlannedChange<RecordObject>) => change.kind === 'create';
  return { changes: [...changes.filter(isNew), ...changes.filter((change) => !isNew(change))], exceptions };
}

export type StrayRecord = { readonly record: RecordObject; readonly stray: Stray };

/** Records that no document asks for. `orphans`: whether those may go of which nobody knows whose they are. */
export function planStrays(strays: Iterable<StrayRecord>, orphans: 'keep' | 'remove', context: PlanContext): Planned {
  const changes: PlannedChange<RecordObject>[] = [];
  const exceptions: StatusException[] = [];
  for (const { record, stray } of strays) {
    const verdict = judgeStray(stray, record, context);
    if (verdict.kind === 'keep') continue;
    if (verdict.kind === 'orphan' && orphans === 'keep') {
      exceptions.push({ kind: 'orphaned', object: folderNaming.nameOf(record), reason: 'no document names it' });
      continue;
    }
    const change = { kind: 'delete', observed: record, cause: verdict.kind === 'orphan' ? 'orphan' : verdict.cause } as const;
    if (!context.isHeld(change)) changes.push({ change, ...(verdict.kind === 'remove' && verdict.origin && { origin: verdict.origin }) });
  }
  return { changes, exceptions };
}

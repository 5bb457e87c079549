/** Pure: changes of records as requests, few for each data group. */
import { editRecords, type RecordEdit } from '../batch.ts';
import type { Step } from '../resources.ts';
import type { KnownFolder } from './known-folder.ts';
import type { RecordObject } from './objects.ts';
import { type NamedChange, objectOf, type StepContext, step } from './step.ts';

type Edit = RecordEdit & { readonly change: NamedChange<RecordObject> };

/** Adds, modifies and deletes, data group by data group. */
export function recordSteps(records: readonly NamedChange<RecordObject>[], known: KnownFolder, context: StepContext<RecordObject>): Step[] {
  const groups = new Map<string, Edit[]>();
  const single: Edit[] = [];
  for (const record of records) {
    const edit = editOf(record);
    const group = objectOf(record.change).dataGroup;
    if (context.alone(record.told.key)) single.push(edit);
    else if (groups.get(group)?.push(edit) === undefined) groups.set(group, [edit]);
  }
  const all = [...groups, ...single.map((edit) => [objectOf(edit.change.change).dataGroup, [edit]] as const)];
  return all.flatMap(([group, edits]) =>
    editRecords(group, () => recordsOf(group, known), edits).map(({ request, edits: done }) =>
      step(
        [request],
        done.map(({ change }) => change),
        context,
      ),
    ),
  );
}

function editOf(record: NamedChange<RecordObject>): Edit {
  const { change } = record;
  if (change.kind === 'delete') return { kind: 'delete', name: change.observed.name, change: record };
  return { kind: change.kind === 'create' ? 'add' : 'modify', name: change.desired.name, data: change.desired.data, change: record };
}

function recordsOf(group: string, known: KnownFolder): Map<string, string> {
  return new Map([...(known.dataGroups.get(group)?.records.values() ?? [])].map(({ name, data }) => [name, data]));
}

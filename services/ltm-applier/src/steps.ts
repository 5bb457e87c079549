/** Pure: changes as requests, few and in order: names after what they point to, deletes in reverse. */
import { deleteNode, type IControlError, type Request } from '@berth/icontrol';
import { type Change, editRecords, type ObjectChange, type RecordEdit, type Step } from '@berth/reconcile';
import type { Known } from './known.ts';
import { keyOf, type LtmObject, type MemberObject, type NodeObject, nameOf, type PoolObject, type RecordObject } from './objects.ts';
import type { PlannedChange } from './plan-service.ts';
import { dataGroupRequest } from './resources/data-group.ts';
import { memberRequest } from './resources/member.ts';
import { partitionRequest } from './resources/partition.ts';
import { poolRequest } from './resources/pool.ts';
import { ruleRequest } from './resources/rule.ts';
import { virtualRequest } from './resources/virtual.ts';

/** A change, and how audit, status and quarantine call it. */
export type NamedChange<T extends LtmObject = LtmObject> = { readonly change: Change<T>; readonly told: ObjectChange };

export type StepContext = {
  readonly known: Known;
  /** Whether an object's change must go in a request of its own. */
  readonly alone: (key: string) => boolean;
  /** Called when a change was acknowledged. Returns the parts to be compared again. */
  readonly acknowledge: (changes: readonly NamedChange[]) => Iterable<string>;
};

/** A pool's first members that go with it in one request; the others follow one by one. */
const mostInline = 500;

/** What was planned for `part` under the names that it has outside. */
export function named(
  { change, origin }: PlannedChange,
  part: string,
  service: string | undefined,
  drifted: (key: string) => boolean,
): NamedChange {
  const object = objectOf(change);
  const key = keyOf(object);
  const want = wantOf(change);
  const cause = drifted(key) ? 'drift' : change.kind === 'delete' ? change.cause : 'document';
  const told = { change: change.kind, object: nameOf(object), cause, key, want, part };
  return { change, told: { ...told, ...(origin && { origin }), ...(service !== undefined && { service }) } };
}

/** What is wanted of an object, in a form to compare. */
export function wantOf(change: Change<LtmObject>): string {
  return change.kind === 'delete' ? 'delete' : JSON.stringify(change.desired);
}

/** The requests for one window's changes. */
export function stepsFor(changes: readonly NamedChange[], context: StepContext): Step[] {
  const { pools, members, records, shared } = sorted(changes);
  const goes = ({ change }: NamedChange) => change.kind === 'delete';
  const stays = (change: NamedChange) => !goes(change);
  const removedPools = new Set(pools.filter(goes).map(({ change }) => objectOf(change).path));
  const removedMembers = members.filter(goes);
  const alsoGone = removedMembers.filter(({ change }) => removedPools.has(objectOf(change).pool));
  const single = removedMembers.filter(({ change }) => !removedPools.has(objectOf(change).pool));
  return [
    ...sharedSteps(shared.filter(stays), context),
    ...additions(pools.filter(stays), members.filter(stays), context),
    ...recordSteps(records, context),
    ...single.map((member) => step([memberRequest(member.change)], [member], context)),
    ...pools.filter(goes).map((pool) => {
      const within = alsoGone.filter(({ change }) => objectOf(change).pool === objectOf(pool.change).path);
      return step([poolRequest(pool.change, [])], [...within, pool], context);
    }),
    ...nodeSteps(members, context),
    ...shared
      .filter(goes)
      .reverse()
      .map((object) => step([sharedRequest(object.change)], [object], context)),
  ];
}

type Sorted = {
  readonly pools: NamedChange<PoolObject>[];
  readonly members: NamedChange<MemberObject>[];
  readonly records: NamedChange<RecordObject>[];
  readonly shared: NamedChange[];
};

function sorted(changes: readonly NamedChange[]): Sorted {
  const found: Sorted = { pools: [], members: [], records: [], shared: [] };
  for (const change of changes) {
    if (isOf(change, 'pool')) found.pools.push(change);
    else if (isOf(change, 'member')) found.members.push(change);
    else if (isOf(change, 'record')) found.records.push(change);
    else found.shared.push(change);
  }
  return found;
}

/** Several changes of what services share depend on each other, so they go together; a partition can't. */
function sharedSteps(changes: readonly NamedChange[], context: StepContext): Step[] {
  const mustBeAlone = (change: NamedChange) => context.alone(change.told.key) || isOf(change, 'partition');
  const together = changes.filter((change) => !mustBeAlone(change));
  const single = changes.filter(mustBeAlone);
  const first =
    together.length === 0
      ? []
      : [
          step(
            together.map(({ change }) => sharedRequest(change)),
            together,
            context,
          ),
        ];
  return [...first, ...single.map((change) => step([sharedRequest(change.change)], [change], context))];
}

function sharedRequest(change: Change<LtmObject>): Request {
  const object = objectOf(change);
  switch (object.kind) {
    case 'partition':
      return partitionRequest(narrow(change, object));
    case 'data group':
      return dataGroupRequest(narrow(change, object));
    case 'rule':
      return ruleRequest(narrow(change, object));
    case 'virtual':
      return virtualRequest(narrow(change, object));
    default:
      throw new RangeError(`a ${object.kind} is not shared by services`);
  }
}

/** Both sides of a change are of one kind. */
function narrow<T extends LtmObject>(change: Change<LtmObject>, _object: T): Change<T> {
  return change as Change<T>;
}

function additions(pools: readonly NamedChange<PoolObject>[], members: readonly NamedChange<MemberObject>[], context: StepContext): Step[] {
  const waiting = new Map<string, NamedChange<MemberObject>[]>();
  const later: NamedChange<MemberObject>[] = [];
  const made = new Set(
    pools.filter(({ change, told }) => change.kind === 'create' && !context.alone(told.key)).map(({ change }) => objectOf(change).path),
  );
  for (const member of members) {
    const { pool } = objectOf(member.change);
    const inline = waiting.get(pool) ?? [];
    if (!made.has(pool) || context.alone(member.told.key) || inline.length >= mostInline) later.push(member);
    else {
      inline.push(member);
      waiting.set(pool, inline);
    }
  }
  const first = pools.map((pool) => {
    const inline = waiting.get(objectOf(pool.change).path) ?? [];
    return step(
      [
        poolRequest(
          pool.change,
          inline.map(({ change }) => objectOf(change)),
        ),
      ],
      [pool, ...inline],
      context,
    );
  });
  return [...first, ...later.map((member) => step([memberRequest(member.change)], [member], context))];
}

type Edit = RecordEdit & { readonly change: NamedChange<RecordObject> };

function recordSteps(records: readonly NamedChange<RecordObject>[], context: StepContext): Step[] {
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
    editRecords(group, () => recordsOf(group, context.known), edits).map(({ request, edits: done }) =>
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

function recordsOf(group: string, known: Known): Map<string, string> {
  return new Map([...(known.dataGroups.get(group)?.records.values() ?? [])].map(({ name, data }) => [name, data]));
}

/** A node that BIG-IP made for our members goes with the last of them. */
function nodeSteps(members: readonly NamedChange<MemberObject>[], context: StepContext): Step[] {
  const { known } = context;
  const removed = new Map<string, NamedChange<MemberObject>>();
  for (const member of members) if (member.change.kind === 'delete') removed.set(keyOf(member.change.observed), member);
  const added = new Set(members.filter(({ change }) => change.kind === 'create').map(({ change }) => objectOf(change).address));
  const steps = new Map<string, Step>();
  for (const { change, told } of removed.values()) {
    const { address } = objectOf(change);
    const path = known.nodes.get(address);
    const isUsed =
      added.has(address) ||
      !known
        .membersAt(address)
        .keys()
        .every((key) => removed.has(key));
    if (path === undefined || isUsed || !known.ownNodes.has(address)) continue;
    const node: Change<NodeObject> = { kind: 'delete', observed: { kind: 'node', path, address }, cause: told.cause };
    const name = { ...told, key: keyOf(node.observed), object: path, want: 'delete' };
    // Another pool may use it by now: then it stays.
    steps.set(address, { ...step([deleteNode(path)], [{ change: node, told: name }], context), isMoot: isGoneOrUsed });
  }
  return [...steps.values()];
}

function step(requests: readonly Request[], changes: readonly NamedChange[], context: StepContext): Step {
  const deletes = changes.every(({ change }) => change.kind === 'delete');
  return {
    requests,
    changes: changes.map(({ told }) => told),
    paths: [...new Set(changes.map(({ change }) => pathOf(objectOf(change))))],
    acknowledge: () => context.acknowledge(changes),
    // Of several records it may be another one that isn't there.
    isMoot: (refusal) =>
      deletes && refusal.kind === 'not-found' && (changes.length === 1 || changes.some((change) => isOf(change, 'pool'))),
  };
}

function isGoneOrUsed({ kind, detail }: IControlError): boolean {
  return kind === 'not-found' || detail.startsWith('01070110:');
}

/** What is read again to know an object: members and records with what holds them. */
function pathOf(object: LtmObject): string {
  return object.kind === 'member'
    ? `pool ${object.pool}`
    : object.kind === 'record'
      ? `data group ${object.dataGroup}`
      : `${object.kind} ${object.path}`;
}

export function objectOf<T extends LtmObject>(change: Change<T>): T {
  return change.kind === 'delete' ? change.observed : change.desired;
}

function isOf<K extends LtmObject['kind']>(named: NamedChange, kind: K): named is NamedChange<LtmObject & { kind: K }> {
  return objectOf(named.change).kind === kind;
}

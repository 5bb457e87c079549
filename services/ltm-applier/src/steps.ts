/** Pure: changes as requests, few and in order: names after what they point to, deletes in reverse. */
import { deleteNode, type IControlError, type Request } from '@berth/icontrol';
import type { Change, Step } from '@berth/reconcile';
import { keyOf, type LtmObject, type MemberObject, type NodeObject, type PoolObject, type RecordObject } from './objects.ts';
import { recordSteps } from './record-steps.ts';
import { dataGroupRequest } from './resources/data-group.ts';
import { memberRequest } from './resources/member.ts';
import { partitionRequest } from './resources/partition.ts';
import { poolRequest } from './resources/pool.ts';
import { ruleRequest } from './resources/rule.ts';
import { virtualRequest } from './resources/virtual.ts';
import { isOf, type NamedChange, objectOf, type StepContext, step } from './step.ts';

/** A pool's first members that go with it in one request; the others follow one by one. */
const mostInline = 500;

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

function isGoneOrUsed({ kind, detail }: IControlError): boolean {
  return kind === 'not-found' || detail.startsWith('01070110:');
}

/** Pure: changes as requests, few and in order: names after what they point to, deletes in reverse. */
import { deleteNode, type IControlError, type Request } from '@berth/icontrol';
import type { Change, Step } from '@berth/reconcile';
import type { LtmObject, MemberObject, NodeObject, PoolObject, RecordObject } from './objects.ts';
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
  const { pools, members, records, nodes, shared } = sorted(changes);
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
    ...nodes.map((node) => nodeStep(node, context)),
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
  readonly nodes: NamedChange<NodeObject>[];
  readonly shared: NamedChange[];
};

function sorted(changes: readonly NamedChange[]): Sorted {
  const found: Sorted = { pools: [], members: [], records: [], nodes: [], shared: [] };
  for (const change of changes) {
    if (isOf(change, 'pool')) found.pools.push(change);
    else if (isOf(change, 'member')) found.members.push(change);
    else if (isOf(change, 'record')) found.records.push(change);
    else if (isOf(change, 'node')) found.nodes.push(change);
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

/** A pool of another partition may use the node by now: then it stays. */
function nodeStep(node: NamedChange<NodeObject>, context: StepContext): Step {
  return { ...step([deleteNode(objectOf(node.change).path)], [node], context), isMoot: isGoneOrUsed };
}

function isGoneOrUsed({ kind, detail }: IControlError): boolean {
  return kind === 'not-found' || detail.startsWith('01070110:');
}

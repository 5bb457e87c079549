/** Pure: changes as requests, few and in order: names after what they point to, deletes in reverse. */
import { deleteNode, type IControlError } from '@berth/icontrol';
import {
  frontedPool,
  isOf,
  isShared,
  type KnownFolder,
  type NamedChange,
  objectOf,
  type RecordObject,
  recordSteps,
  type SharedObject,
  type Step,
  type StepContext,
  sharedSteps,
  step,
  type VirtualObject,
  virtualRequest,
} from '@berth/reconcile';
import type { LtmObject, MemberObject, NodeObject, PoolObject } from './objects.ts';
import { memberRequest } from './resources/member.ts';
import { poolRequest } from './resources/pool.ts';

type Named<T extends LtmObject = LtmObject> = NamedChange<T>;
type Context = StepContext<LtmObject>;

/** A pool's first members that go with it in one request; the others follow one by one. */
const mostInline = 500;

/** The requests for one window's changes. */
export function stepsFor(changes: readonly Named[], known: KnownFolder, context: Context): Step[] {
  const { pools, members, records, virtuals, nodes, shared } = sorted(changes);
  const { first, last } = sharedSteps(shared, context);
  const goes = ({ change }: Named) => change.kind === 'delete';
  const stays = (change: Named) => !goes(change);
  const removedPools = new Set(pools.filter(goes).map(({ change }) => objectOf(change).path));
  const removedMembers = members.filter(goes);
  const alsoGone = removedMembers.filter(({ change }) => removedPools.has(objectOf(change).pool));
  const single = removedMembers.filter(({ change }) => !removedPools.has(objectOf(change).pool));
  const virtualSteps = (some: readonly Named<VirtualObject>[]) =>
    some.map((virtual) => step([virtualRequest(virtual.change)], [virtual], context));
  return [
    ...virtualSteps(virtuals.filter(goes)),
    ...first,
    ...additions(pools.filter(stays), members.filter(stays), context),
    ...recordSteps(records, known, context),
    ...virtualSteps(virtuals.filter(stays)),
    ...single.map((member) => step([memberRequest(member.change)], [member], context)),
    ...pools.filter(goes).map((pool) => {
      const within = alsoGone.filter(({ change }) => objectOf(change).pool === objectOf(pool.change).path);
      return poolRemoval(pool, within, context);
    }),
    ...nodes.map((node) => nodeStep(node, context)),
    ...last,
  ];
}

type Sorted = {
  readonly pools: Named<PoolObject>[];
  readonly members: Named<MemberObject>[];
  readonly records: Named<RecordObject>[];
  readonly virtuals: Named<VirtualObject>[];
  readonly nodes: Named<NodeObject>[];
  readonly shared: Named<SharedObject>[];
};

function sorted(changes: readonly Named[]): Sorted {
  const found: Sorted = { pools: [], members: [], records: [], virtuals: [], nodes: [], shared: [] };
  for (const change of changes) {
    if (isOf(change, 'pool')) found.pools.push(change);
    else if (isOf(change, 'member')) found.members.push(change);
    else if (isOf(change, 'record')) found.records.push(change);
    else if (isOf(change, 'node')) found.nodes.push(change);
    else if (isOf(change, 'virtual') && frontedPool(objectOf(change.change)) !== undefined) found.virtuals.push(change);
    else if (isShared(change)) found.shared.push(change);
  }
  return found;
}

function poolRemoval(pool: Named<PoolObject>, members: readonly Named<MemberObject>[], context: Context): Step {
  const removal = step<LtmObject>([poolRequest(pool.change, [])], [...members, pool], context);
  // Its members are gone with it.
  return { ...removal, isMoot: (refusal) => refusal.kind === 'not-found' };
}

function additions(pools: readonly Named<PoolObject>[], members: readonly Named<MemberObject>[], context: Context): Step[] {
  const waiting = new Map<string, Named<MemberObject>[]>();
  const later: Named<MemberObject>[] = [];
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
function nodeStep(node: Named<NodeObject>, context: Context): Step {
  return { ...step([deleteNode(objectOf(node.change).path)], [node], context), isMoot: isGoneOrUsed };
}

function isGoneOrUsed({ kind, detail }: IControlError): boolean {
  return kind === 'not-found' || detail.startsWith('01070110:');
}

/** Pools. */
import { createPool, deletePool, modifyPool, type Pool, type Request } from '@berth/icontrol';
import { type Change, changedFields, type Owner, parseMark } from '@berth/reconcile';
import type { MemberObject, PoolObject } from '../objects.ts';

export function observePool({
  path,
  description,
  monitor,
  loadBalancingMode,
  minActiveMembers,
  slowRampTime,
}: Omit<Pool, 'members'>): PoolObject {
  return { kind: 'pool', path, settings: { description, monitor, loadBalancingMode, minActiveMembers, slowRampTime } };
}

export function poolOwner({ description }: Pick<Pool, 'description'>, installation: string): Owner {
  return parseMark(description)?.installation === installation ? 'ours' : 'foreign';
}

/** A new pool goes with its first `members`. */
export function poolRequest(change: Change<PoolObject>, members: readonly MemberObject[]): Request {
  switch (change.kind) {
    case 'create':
      return createPool(
        change.desired.path,
        change.desired.settings,
        members.map(({ path, settings }) => ({ path, ...settings })),
      );
    case 'update':
      return modifyPool(change.desired.path, changedFields(change.observed.settings, change.desired.settings));
    case 'delete':
      return deletePool(change.observed.path);
  }
}

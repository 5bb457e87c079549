/** Takes what was read into what is known, and tells what somebody else has changed meanwhile. */

import { isDeepStrictEqual } from 'node:util';
import { fromBigipAddress, type Pool } from '@berth/icontrol';
import { changed, removed, type TakeOptions, takeFolder, takeFolderSingle } from '@berth/reconcile';
import type { Known, KnownPool } from './known.ts';
import { keyOf, type LtmObject, type MemberObject, memberId } from './objects.ts';
import type { Single, Whole } from './read.ts';
import { observeMember } from './resources/member.ts';
import { observePool, poolOwner } from './resources/pool.ts';

export type TakeLtmOptions = TakeOptions<LtmObject> & {
  /** Whether removals of an earlier holder of the lease may have been cut short. */
  readonly earlier: 'unknown' | 'none';
};

/** Common's route domain is the default one. */
const commonRouteDomain = 0;

export function takeWhole(known: Known, whole: Whole, options: TakeLtmOptions): void {
  takeFolder(known.folder, whole.folder, options);
  const { written } = options;
  for (const path of [...known.pools.keys()]) if (!whole.pools.has(path) && !written.has(`pool ${path}`)) removePool(known, path, options);
  for (const pool of whole.pools.values()) if (!written.has(`pool ${pool.path}`)) takePool(known, pool, options);
  takeNodes(known, whole, options);
}

/** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. */
export function takeSingles(known: Known, singles: readonly Single[]): void {
  const options: TakeLtmOptions = { earlier: 'none', written: new Set(), onDrift: () => undefined };
  for (const single of singles) {
    if (single.kind === 'node') {
      if (single.found === undefined)
        for (const [address, path] of known.nodes.paths) if (path === single.path) known.nodes.paths.delete(address);
    } else if (single.kind !== 'pool') takeFolderSingle(known.folder, single);
    else if (single.found === undefined) removePool(known, single.path, options);
    else takePool(known, single.found, options);
  }
}

function removePool(known: Known, path: string, { onDrift }: TakeLtmOptions): void {
  const pool = known.pools.get(path);
  if (pool?.owner === 'ours') onDrift(pool.object, removed);
  known.removePool(path);
}

function takePool(known: Known, read: Pool, { onDrift }: TakeLtmOptions): void {
  const before = known.pools.get(read.path);
  const object = observePool(read);
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
  const members = read.members
    .map((member) => observeMember(read.path, member, known.folder.routeDomain))
    .filter((member) => member !== undefined);
  if (before?.owner === 'ours') memberDrift(before, members, onDrift);
  const there = new Set(members.map(({ address, port }) => memberId(address, port)));
  const gone = [...(before?.members ?? [])].filter(([id]) => !there.has(id)).map(([, member]) => member.object);
  known.setPool(object, poolOwner(read, known.folder.installation));
  for (const member of gone) known.removeMember(member);
  for (const member of members) known.setMember(member);
}

/** Session and state are an operator's to set: that is no drift. */
function memberDrift(before: KnownPool, members: readonly MemberObject[], onDrift: TakeLtmOptions['onDrift']): void {
  const now = new Map(members.map((member) => [memberId(member.address, member.port), member]));
  for (const [id, { object, mark }] of before.members) {
    if (mark === undefined) continue;
    const found = now.get(id);
    if (found === undefined) onDrift(object, removed);
    else {
      const { session, state } = object.settings;
      if (!isDeepStrictEqual(object, { ...found, settings: { ...found.settings, session, state } })) onDrift(object, changed);
    }
  }
}

function takeNodes(known: Known, { nodes }: Whole, { written, earlier }: TakeLtmOptions): void {
  const partition = known.folder.partition?.path;
  const { paths } = known.nodes;
  const before = new Map(paths);
  paths.clear();
  for (const { path, address, ephemeral, isPlain } of nodes) {
    if (ephemeral || !/^[0-9a-f.:]+(?:%\d+)?$/i.test(address)) continue;
    const isInside = path.startsWith(`${partition}/`);
    const full = fromBigipAddress(address, isInside ? known.folder.routeDomain : commonRouteDomain);
    // We have just removed it.
    if (written.has(keyOf({ kind: 'node', path, address: full })) && !before.has(full)) continue;
    paths.set(full, path);
    // Everybody makes nodes in Common, so there no node tells by its name that it was ours.
    const mayBeLeft = isInside && partition !== '/Common' && isPlain;
    const isLeft = mayBeLeft && path === `${partition}/${address}` && known.membersAt(full).size === 0;
    if (isLeft && earlier === 'unknown' && known.holdsOurs) known.nodes.inherit(full);
  }
  for (const address of [...known.nodes.own]) if (!paths.has(address) && known.membersAt(address).size === 0) known.nodes.forget(address);
  // Those made with a member while the list was read.
  for (const [address, path] of before) if (!paths.has(address) && known.membersAt(address).size > 0) paths.set(address, path);
}

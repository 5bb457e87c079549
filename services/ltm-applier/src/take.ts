/** Takes what was read into what is known, and tells what somebody else has changed meanwhile. */

import { isDeepStrictEqual } from 'node:util';
import { type DataGroup, fromBigipAddress, type Pool, type Rule, type Virtual, type VirtualAddress } from '@berth/icontrol';
import { parseMark } from '@berth/reconcile';
import type { Known, KnownPool, Owner } from './known.ts';
import { keyOf, type LtmObject, type MemberObject, memberId } from './objects.ts';
import { baseMark } from './plan-base.ts';
import type { Single, Whole } from './read.ts';
import { observeRecords } from './resources/data-group.ts';
import { observeMember } from './resources/member.ts';
import { observePool, poolOwner } from './resources/pool.ts';
import { observeRule, ruleMark } from './resources/rule.ts';
import { observeVirtual } from './resources/virtual.ts';

export type TakeOptions = {
  /** Whether removals of an earlier holder of the lease may have been cut short. */
  readonly earlier: 'unknown' | 'none';
  /** Objects, as in `Step.paths`, of which what was read says nothing. */
  readonly written: ReadonlySet<string>;
  /** Told of each of our objects that isn't as we know it. */
  readonly onDrift: (object: LtmObject, what: string) => void;
};

/** Common's route domain is the default one. */
const commonRouteDomain = 0;

export function takeWhole(known: Known, whole: Whole, options: TakeOptions): void {
  const { partition } = whole;
  const path = partition && `/${partition.name}`;
  known.partition = partition && { kind: 'partition', path: `/${partition.name}`, description: partition.description };
  known.routeDomain = partition?.defaultRouteDomain ?? 0;
  const { written } = options;
  const kinds = [
    { kind: 'pool', known: known.pools, found: whole.pools },
    { kind: 'data group', known: known.dataGroups, found: whole.dataGroups },
    { kind: 'rule', known: known.rules, found: whole.rules },
    { kind: 'virtual', known: known.virtuals, found: whole.virtuals },
  ] as const;
  for (const { kind, known: before, found } of kinds) {
    for (const path of [...before.keys()]) if (!found.has(path) && !written.has(`${kind} ${path}`)) remove(known, kind, path, options);
  }
  for (const pool of whole.pools.values()) if (!written.has(`pool ${pool.path}`)) takePool(known, pool, options);
  for (const group of whole.dataGroups.values()) if (!written.has(`data group ${group.path}`)) takeDataGroup(known, group, options);
  for (const rule of whole.rules.values()) if (!written.has(`rule ${rule.path}`)) takeRule(known, rule, options);
  for (const virtual of whole.virtuals.values())
    if (!written.has(`virtual ${virtual.path}`)) takeVirtual(known, virtual, whole.addresses, options);
  takeNodes(known, whole, path, options);
}

/** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. */
export function takeSingles(known: Known, singles: readonly Single[]): void {
  const options: TakeOptions = { earlier: 'none', written: new Set(), onDrift: () => undefined };
  for (const single of singles) {
    if (single.kind === 'partition') {
      known.partition = single.found && { kind: 'partition', path: single.path, description: single.found.description };
    } else if (single.kind === 'node') {
      if (single.found === undefined)
        for (const [address, path] of known.nodes.paths) if (path === single.path) known.nodes.paths.delete(address);
    } else if (single.found === undefined) remove(known, single.kind, single.path, options);
    else if (single.kind === 'pool') takePool(known, single.found, options);
    else if (single.kind === 'data group') takeDataGroup(known, single.found, options);
    else if (single.kind === 'rule') takeRule(known, single.found, options);
    else takeVirtual(known, single.found, new Map(), options);
  }
}

const removed = 'it was removed by hand';
const changed = 'it was changed by hand';

function remove(known: Known, kind: 'pool' | 'data group' | 'rule' | 'virtual', path: string, { onDrift }: TakeOptions): void {
  if (kind === 'pool') {
    const pool = known.pools.get(path);
    if (pool?.owner === 'ours') onDrift(pool.object, removed);
    known.removePool(path);
  } else if (kind === 'data group') {
    const group = known.dataGroups.get(path);
    if (group?.owner === 'ours') onDrift({ kind, path, description: group.description }, removed);
    known.removeDataGroup(path);
  } else {
    const map = kind === 'rule' ? known.rules : known.virtuals;
    const found = map.get(path);
    if (found?.owner === 'ours') onDrift(found.object, removed);
    map.delete(path);
  }
}

function takePool(known: Known, read: Pool, { onDrift }: TakeOptions): void {
  const before = known.pools.get(read.path);
  const object = observePool(read);
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
  const members = read.members
    .map((member) => observeMember(read.path, member, known.routeDomain))
    .filter((member) => member !== undefined);
  if (before?.owner === 'ours') memberDrift(before, members, onDrift);
  const there = new Set(members.map(({ address, port }) => memberId(address, port)));
  const gone = [...(before?.members ?? [])].filter(([id]) => !there.has(id)).map(([, member]) => member.object);
  known.setPool(object, poolOwner(read, known.installation));
  for (const member of gone) known.removeMember(member);
  for (const member of members) known.setMember(member);
}

/** Session and state are an operator's to set: that is no drift. */
function memberDrift(before: KnownPool, members: readonly MemberObject[], onDrift: TakeOptions['onDrift']): void {
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

function takeDataGroup(known: Known, read: DataGroup, { onDrift }: TakeOptions): void {
  const before = known.dataGroups.get(read.path);
  const records = observeRecords(read);
  if (before?.owner === 'ours') {
    if (before.description !== read.description) onDrift({ kind: 'data group', path: read.path, description: before.description }, changed);
    for (const record of before.records.values()) {
      const data = read.records.get(record.name);
      if (data !== record.data) onDrift(record, data === undefined ? removed : changed);
    }
    for (const record of records) if (!before.records.has(record.name)) onDrift(record, 'it was added by hand');
  }
  const owner = sharedOwner(read.description, known.installation);
  const gone = [...(before?.records.values() ?? [])].filter(({ name }) => !read.records.has(name));
  known.setDataGroup(read.path, read.description, owner);
  for (const record of gone) known.removeRecord(record);
  for (const record of records)
    if (known.dataGroups.get(read.path)?.records.get(record.name)?.data !== record.data) known.setRecord(record);
}

function takeRule(known: Known, read: Rule, { onDrift }: TakeOptions): void {
  const before = known.rules.get(read.path);
  const object = observeRule(read);
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
  known.rules.set(read.path, { object, owner: sharedOwner(ruleMark(read), known.installation) });
}

function takeVirtual(known: Known, read: Virtual, addresses: ReadonlyMap<string, VirtualAddress>, { onDrift }: TakeOptions): void {
  const before = known.virtuals.get(read.path);
  const object = observeVirtual(read, addresses, known.routeDomain);
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
  known.virtuals.set(read.path, { object, owner: sharedOwner(read.description, known.installation) });
}

/** Other appliers of the installation keep such objects in the same folder: those aren't ours. */
function sharedOwner(description: string, installation: string): Owner {
  const mark = parseMark(description);
  return mark !== undefined && baseMark(installation) === `berth/1 ${mark.installation} ${mark.words[0]}` ? 'ours' : 'foreign';
}

function takeNodes(known: Known, { nodes }: Whole, partition: string | undefined, { written, earlier }: TakeOptions): void {
  const { paths } = known.nodes;
  const before = new Map(paths);
  paths.clear();
  for (const { path, address, ephemeral, isPlain } of nodes) {
    if (ephemeral || !/^[0-9a-f.:]+(?:%\d+)?$/i.test(address)) continue;
    const isInside = path.startsWith(`${partition}/`);
    const full = fromBigipAddress(address, isInside ? known.routeDomain : commonRouteDomain);
    // We have just removed it.
    if (written.has(keyOf({ kind: 'node', path, address: full })) && !before.has(full)) continue;
    paths.set(full, path);
    const isLeft = isInside && isPlain && path === `${partition}/${address}` && known.membersAt(full).size === 0;
    if (isLeft && earlier === 'unknown' && known.holdsOurs) known.nodes.inherit(full);
  }
  for (const address of [...known.nodes.own]) if (!paths.has(address) && known.membersAt(address).size === 0) known.nodes.forget(address);
  // Those made with a member while the list was read.
  for (const [address, path] of before) if (!paths.has(address) && known.membersAt(address).size > 0) paths.set(address, path);
}

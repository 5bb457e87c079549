/** Pure: what brings the partition, data groups, rules, profiles and virtual servers that services share to what the base asks for. */
import { normalRule } from '@berth/icontrol';
import type { DesiredBase, DesiredDataGroup, StatusException } from '@berth/messages';
import { type Change, diff } from '../diff.ts';
import { markOf, parseMark } from '../mark.ts';
import type { KnownFolder } from './known-folder.ts';
import { folderNaming, type Owner, type PartitionObject, type SharedObject } from './objects.ts';
import type { PlannedPart } from './step.ts';
import { frontedPool, wantedVirtual } from './virtual.ts';

type IsHeld = (change: Change<SharedObject>) => boolean;

/** Why nothing may be written into `partition` at all, in words for an operator; undefined when it may. */
export function folderObstacle(known: KnownFolder, partition: string, base: DesiredBase | undefined): string | undefined {
  const mark = known.partition && parseMark(known.partition.description);
  if (mark !== undefined && mark.installation !== known.installation)
    return `partition ${known.partition?.path} belongs to the installation ${mark.installation}`;
  if (base !== undefined && base.folder !== `/${partition}`)
    return `the plan is for the folder ${base.folder}, and this applier's configuration says /${partition}`;
  return undefined;
}

/** First the partition, which has to be there; one without a description is an operator's gift to us. */
export function planBase(base: DesiredBase, known: KnownFolder, isHeld: IsHeld): PlannedPart<SharedObject> {
  const desired: PartitionObject = { kind: 'partition', path: base.folder, description: markOf(known.installation) };
  const { partition } = known;
  if (partition === undefined) {
    const change = { kind: 'create', desired } as const;
    return { changes: isHeld(change) ? [] : [{ change }], exceptions: [] };
  }
  const planned = planShared(base, known, isHeld);
  const change = { kind: 'update', observed: partition, desired } as const;
  if (partition.description !== '' || base.folder === '/Common' || isHeld(change)) return planned;
  return { ...planned, changes: [{ change }, ...planned.changes] };
}

/** What the base no longer lists goes; what isn't ours stays, also where the names meet. */
function planShared(base: DesiredBase, known: KnownFolder, isHeld: IsHeld): PlannedPart<SharedObject> {
  const { keyOf, nameOf } = folderNaming;
  const observed = new Map<string, SharedObject>();
  const foreign = new Map<string, SharedObject>();
  for (const [object, owner] of sharedObjects(known)) (owner === 'ours' ? observed : foreign).set(keyOf(object), object);
  const desired = new Map<string, SharedObject>();
  const exceptions: StatusException[] = [];
  for (const object of desiredObjects(base, known)) {
    const key = keyOf(object);
    if (!foreign.has(key)) desired.set(key, object);
    else exceptions.push({ kind: 'conflicting', object: nameOf(object), reason: `a ${object.kind} without our mark has this name` });
  }
  const gone = new Map([...observed.keys()].filter((key) => !desired.has(key)).map((key) => [key, 'config']));
  const changes = diff(observed, desired, gone)
    .filter((change) => !isHeld(change))
    .map((change) => ({ change }));
  return { changes, exceptions };
}

function* sharedObjects(known: KnownFolder): Iterable<[SharedObject, Owner]> {
  for (const { path, description, owner } of known.dataGroups.values()) yield [{ kind: 'data group', path, description }, owner];
  for (const { object, owner } of known.rules.values()) yield [object, owner];
  for (const { object, owner } of known.dnsProfiles.values()) yield [object, owner];
  for (const { object, owner } of known.httpProfiles.values()) yield [object, owner];
  for (const { object, owner } of known.virtuals.values())
    if (owner === 'foreign' || frontedPool(object) === undefined) yield [object, owner];
}

/** In the order in which they can be made: names after what they point to. */
function desiredObjects(base: DesiredBase, { mark, routeDomain }: KnownFolder): SharedObject[] {
  return [
    ...dataGroupPaths(base).map((path) => ({ kind: 'data group', path, description: mark }) as const),
    ...base.rules.map(({ name, text }) => {
      const path = `${base.folder}/${name}`;
      return { kind: 'rule', path, text: normalRule(`# ${mark}\n${text}`) } as const;
    }),
    ...base.dnsProfiles.map(({ name, ...settings }) => {
      return { kind: 'dns profile', path: `${base.folder}/${name}`, settings: { description: mark, ...settings } } as const;
    }),
    ...base.httpProfiles.map(({ name, ...settings }) => {
      return { kind: 'http profile', path: `${base.folder}/${name}`, settings: { description: mark, ...settings } } as const;
    }),
    ...base.virtuals.map((virtual) => wantedVirtual(virtual, undefined, { folder: base.folder, routeDomain, mark })),
  ];
}

/** Paths of the data groups that a base asks for, shards one by one. */
function dataGroupPaths({ folder, dataGroups }: DesiredBase): string[] {
  return dataGroups.flatMap((group) => shardNames(group).map((name) => `${folder}/${name}`));
}

function shardNames({ name, shards }: DesiredDataGroup): string[] {
  return shards === 1 ? [name] : Array.from({ length: shards }, (_, shard) => `${name}_${String(shard).padStart(2, '0')}`);
}

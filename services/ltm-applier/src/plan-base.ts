/** Pure: what brings the data groups, rules and virtual servers that services share to what the base asks for. */
import { destinationPath, normalRule, toBigipAddress } from '@berth/icontrol';
import type { DesiredBase, StatusException } from '@berth/messages';
import { type Change, diff, markOf } from '@berth/reconcile';
import { dataGroupPaths } from './expand.ts';
import type { Known, Owner } from './known.ts';
import { keyOf, type LtmObject, nameOf } from './objects.ts';
import type { PlannedPart } from './plan-service.ts';

/** What services share is marked with the applier's kind too, since other appliers keep such objects beside ours. */
export function baseMark(installation: string): string {
  return markOf(installation, 'ltm');
}

/** What the base no longer lists goes; what isn't ours stays, also where the names meet. */
export function planBase(base: DesiredBase, known: Known, isHeld: (change: Change<LtmObject>) => boolean): PlannedPart {
  const observed = new Map<string, LtmObject>();
  const foreign = new Map<string, LtmObject>();
  for (const [object, owner] of sharedObjects(known)) (owner === 'ours' ? observed : foreign).set(keyOf(object), object);
  const desired = new Map<string, LtmObject>();
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

function* sharedObjects(known: Known): Iterable<[LtmObject, Owner]> {
  for (const { path, description, owner } of known.dataGroups.values()) yield [{ kind: 'data group', path, description }, owner];
  for (const { object, owner } of known.rules.values()) yield [object, owner];
  for (const { object, owner } of known.virtuals.values()) yield [object, owner];
}

/** In the order in which they can be made: names after what they point to. */
function desiredObjects(base: DesiredBase, { installation, routeDomain }: Known): LtmObject[] {
  const mark = baseMark(installation);
  return [
    ...dataGroupPaths(base).map((path) => ({ kind: 'data group', path, description: mark }) as const),
    ...base.rules.map(({ name, text }) => {
      const path = `${base.folder}/${name}`;
      return { kind: 'rule', path, text: normalRule(`# ${mark}\n${text}`) } as const;
    }),
    ...base.virtuals.map(({ name, address, port, profiles, rules, sourceAddressTranslation }) => {
      const settings = {
        description: mark,
        destination: destinationPath(`${base.folder}/${toBigipAddress(address, routeDomain)}`, port),
        ipProtocol: 'tcp',
        rules: rules.map((rule) => `${base.folder}/${rule}`),
        profiles: profiles.toSorted(),
        sourceAddressTranslation,
      };
      return { kind: 'virtual', path: `${base.folder}/${name}`, settings } as const;
    }),
  ];
}

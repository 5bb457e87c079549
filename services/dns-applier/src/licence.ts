/** Whether a BIG-IP may answer DNS by rule at all, and what is left to do where it may not. */
import { getLicensed, IControlError, type Session, type Until } from '@berth/icontrol';
import type { StatusException } from '@berth/messages';
import { type FolderObject, folderNaming, objectOf, type PlannedChange, type PlannedPart } from '@berth/reconcile';

/** unknown: it doesn't say, so what it refuses tells. */
export type Licence = 'licensed' | 'unlicensed' | 'unknown';

/** Asks the BIG-IP. Throws what its session throws, but for a question that it doesn't answer. */
export async function readLicence(session: Session, until: Until): Promise<Licence> {
  try {
    const features = await session.find(getLicensed(), until);
    if (features === undefined || features.length === 0) return 'unknown';
    // Bundles, add-ons and platforms each call it by another name.
    return features.some((name) => /\b(?:DNS|GTM)\b/i.test(name)) ? 'licensed' : 'unlicensed';
  } catch (error) {
    if (error instanceof IControlError && isAnswered(error)) return 'unknown';
    throw error;
  }
}

/** A user may not be allowed to see it. */
function isAnswered({ kind }: IControlError): boolean {
  return kind === 'forbidden' || kind === 'rejected' || kind === 'unexpected';
}

const licensed: ReadonlySet<string> = new Set<FolderObject['kind']>(['rule', 'dns profile', 'virtual']);

/** What needs the licence waits for it. What is there already may go: a BIG-IP asks for the licence where such an object is made or changed. */
export function withoutLicence({ changes, exceptions }: PlannedPart<FolderObject>): PlannedPart<FolderObject> {
  const needs = ({ change }: PlannedChange<FolderObject>) => change.kind !== 'delete' && licensed.has(change.desired.kind);
  const held = changes.filter(needs).map(({ change }): StatusException => {
    const reason = 'DNS services are not licensed on this BIG-IP, so it would refuse this; it follows when they are';
    return { kind: 'held', object: folderNaming.nameOf(objectOf(change)), reason };
  });
  return { changes: changes.filter((change) => !needs(change)), exceptions: [...exceptions, ...held] };
}

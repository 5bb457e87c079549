/** Takes what was read of GTM into what is known, and tells what somebody else has changed meanwhile. */
import { isDeepStrictEqual } from 'node:util';
import { changed, parseMark, removed, type TakeOptions } from '@berth/reconcile';
import type { KnownGtm, KnownObject } from './known-gtm.ts';
import { type GtmObject, gtmNaming } from './objects.ts';
import type { WholeGtm } from './read-gtm.ts';

/** All of it, read from the BIG-IP: what is not there any more is no longer known. */
export function takeGtm(known: KnownGtm, { partition, objects }: WholeGtm, { written, onDrift }: TakeOptions<GtmObject>): void {
  known.partition = parseMark(partition ?? '')?.installation === known.whose.installation ? 'ours' : 'none';
  known.provisioned = objects === undefined ? 'not provisioned' : 'provisioned';
  // Where GTM was taken away, all that it had is gone with it.
  const found = new Map((objects ?? []).map((object) => [gtmNaming.keyOf(object), object]));
  for (const before of [...known.all()]) {
    if (written.has(gtmNaming.pathOf(before.object))) continue;
    const object = found.get(gtmNaming.keyOf(before.object));
    // What went with GTM itself was changed by nobody.
    if (before.mark !== undefined && objects !== undefined) tellDrift(before, object, onDrift);
    if (object === undefined) known.remove(before.object);
  }
  for (const object of found.values()) if (!written.has(gtmNaming.pathOf(object))) known.set(object);
}

/** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. `name`: as in `Step.paths`. */
export function takeGtmSingle(known: KnownGtm, name: string, objects: readonly GtmObject[]): void {
  known.removeWhole(name);
  for (const object of objects) known.set(object);
}

/** A member's state is an operator's to set: that is no drift. */
function tellDrift({ object: before }: KnownObject, after: GtmObject | undefined, onDrift: TakeOptions<GtmObject>['onDrift']): void {
  if (after === undefined) onDrift(before, removed);
  else if (!isDeepStrictEqual(withoutState(before), withoutState(after))) onDrift(before, changed);
}

function withoutState(object: GtmObject): object {
  return object.kind === 'gtm member' ? { ...object, settings: { ...object.settings, state: undefined } } : object;
}

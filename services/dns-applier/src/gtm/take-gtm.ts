/** Takes what was read of GTM into what is known, and tells what somebody else has changed meanwhile. */
import { isDeepStrictEqual } from 'node:util';
import { changed, parseMark, removed } from '@berth/reconcile';
import type { KnownGtm, KnownObject } from './known-gtm.ts';
import { type GtmObject, gtmNaming } from './objects.ts';
import type { WholeGtm } from './read-gtm.ts';

export type TakeOptions = {
  /** Objects, as in `Step.paths`, of which what was read says nothing. */
  readonly written: ReadonlySet<string>;
  /** Told of each of our objects that isn't as we know it. */
  readonly onDrift: (object: GtmObject, what: string) => void;
};

/** All of it, read from the BIG-IP: what is not there any more is no longer known. */
export function takeGtm(known: KnownGtm, { partition, objects }: WholeGtm, { written, onDrift }: TakeOptions): void {
  known.partition = parseMark(partition ?? '')?.installation === known.whose.installation ? 'ours' : 'none';
  known.provisioned = objects === undefined ? 'not provisioned' : 'provisioned';
  // Where GTM was taken away, all that it had is gone with it.
  const found = new Map((objects ?? []).map((object) => [gtmNaming.keyOf(object), object]));
  for (const before of [...known.all()]) {
    if (written.has(gtmNaming.pathOf(before.object))) continue;
    const object = found.get(gtmNaming.keyOf(before.object));
    if (before.mark !== undefined) tellDrift(before, object, onDrift);
    if (object === undefined) known.remove(before.object);
  }
  for (const object of found.values()) if (!written.has(gtmNaming.pathOf(object))) known.set(object);
}

/** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. `name` is as in `Step.paths`. */
export function takeGtmSingle(known: KnownGtm, name: string, objects: readonly GtmObject[]): void {
  for (const { object } of [...known.all()]) if (gtmNaming.pathOf(object) === name) known.remove(object);
  for (const object of objects) known.set(object);
}

/** A member's state is an operator's to set: that is no drift. */
function tellDrift({ object: before }: KnownObject, after: GtmObject | undefined, onDrift: TakeOptions['onDrift']): void {
  if (after === undefined) onDrift(before, removed);
  else if (!isDeepStrictEqual(withoutState(before), withoutState(after))) onDrift(before, changed);
}

function withoutState(object: GtmObject): object {
  return object.kind === 'gtm member' ? { ...object, settings: { ...object.settings, state: undefined } } : object;
}

/** Pure: when a document that says that a service is gone may go itself. */
import type { Status } from '@berth/messages';

type AnyWant = { readonly kind: 'serving' } | { readonly kind: 'gone'; readonly since: number };

/** It is kept this long, for an applier that was away. */
const keptGone = 24 * 3_600_000;

/** Whether it has said so long enough. */
export function isOld(want: AnyWant | undefined, now: number): boolean {
  return want?.kind === 'gone' && now - want.since >= keptGone;
}

/** Whether the applier has heard it, and has nothing to say about the service. `revision`: the document's. */
export function isHeard(service: string, revision: number | undefined, { appliedTo, exceptions }: Status): boolean {
  return revision !== undefined && appliedTo >= revision && exceptions.every((exception) => exception.service !== service);
}

/** Deletes documents that have said long enough that a service, or an engine's routes, are gone. */
import type { Store } from '@berth/bus';
import { desiredServiceKey, type Status, statusKey } from '@berth/messages';
import type { Opened, TargetName } from './open-targets.ts';

type AnyWant = { readonly kind: 'serving' } | { readonly kind: 'gone'; readonly since: number };

/** How far the appliers of a target are, all of them. */
export type Heard = Pick<Status, 'appliedTo' | 'exceptions'>;

/** It is kept this long, for an applier that was away. */
const keptGone = 24 * 3_600_000;
/** So many are kept for as long: where names come and go all the time, the oldest may go as soon as the applier has heard them. */
const mostGone = 5_000;

/** Services whose documents have said long enough that they are gone, the oldest first. */
export function longGone<S>(wants: Iterable<readonly [S, AnyWant | undefined]>, now: number): S[] {
  const gone = [...wants].flatMap(([service, want]) => (want?.kind === 'gone' ? [{ service, since: want.since }] : []));
  const old = gone.sort((a, b) => a.since - b.since).filter(({ since }, at) => now - since >= keptGone || at < gone.length - mostGone);
  return old.map(({ service }) => service);
}

/** Undefined where one of them has told nothing that can be read. */
export async function heardBy({ kind, name, units = [] }: TargetName, store: Store, signal: AbortSignal): Promise<Heard | undefined> {
  const heard: Heard[] = [];
  for (const unit of [undefined, ...units]) {
    const status = await store.read('berth-status', statusKey(kind, name, unit), signal);
    if (status?.value.kind !== 'document') return undefined;
    heard.push(status.value.document);
  }
  return {
    appliedTo: Math.min(...heard.map(({ appliedTo }) => appliedTo)),
    exceptions: heard.flatMap(({ exceptions }) => exceptions),
  };
}

/** Deletes the documents of those that the target's applier has heard, and returns these. `gone`: services, or engines. */
export function purgeHeard<Name extends string>(
  { kind, name: target, publisher }: Opened<TargetName>,
  gone: readonly Name[],
  heard: Heard,
): Name[] {
  return gone.filter((name) => {
    const key = desiredServiceKey(kind, target, name);
    const revision = publisher.revision(key) ?? publisher.stored.get(key)?.revision;
    if (!isHeard(name, revision, heard)) return false;
    publisher.delete(key);
    return true;
  });
}

/** Whether the applier has nothing more to say about it. `revision`: the document's. */
function isHeard(name: string, revision: number | undefined, { appliedTo, exceptions }: Heard): boolean {
  return revision !== undefined && appliedTo >= revision && exceptions.every(({ service }) => service !== name);
}

/** The documents of everything that is planned for under one lease. */
import type { Lease, Publisher, Store } from '@berth/bus';
import { type Desired, type TargetKind, targetFilter } from '@berth/messages';
import { announcePlan } from './announce.ts';
import { CausedPublisher } from './caused-publisher.ts';
import type { Occasion } from './occasion.ts';

export type TargetName = {
  readonly kind: TargetKind;
  readonly name: string;
  /** Those that are each written to, and tell by themselves how far they are. */
  readonly units?: readonly string[];
};

export type Opened<Target> = Target & {
  readonly publisher: Publisher<Desired>;
  /** Revision of this epoch's first `=plan`. */
  readonly since: number;
};

type Opening = {
  readonly store: Store;
  readonly lease: Lease;
  /** On which what goes into them is planned. */
  readonly occasion: Occasion;
  readonly signal: AbortSignal;
};

/** Reads what is stored for each target, and announces this epoch's plan. `stack` ends the publishers. */
export async function openTargets<Target extends TargetName>(
  names: readonly Target[],
  stack: AsyncDisposableStack,
  { store, lease, occasion, signal }: Opening,
): Promise<Opened<Target>[]> {
  const publishers: (Target & { readonly publisher: Publisher<Desired> })[] = [];
  for (const target of names) {
    const filter = targetFilter(target.kind, target.name);
    publishers.push({
      ...target,
      publisher: stack.use(new CausedPublisher(await store.publisher('berth-desired', { filter, lease }, signal), occasion)),
    });
  }
  // Only now, for reading what is stored may have raised the lease's epoch.
  const opened: Opened<Target>[] = [];
  for (const target of publishers)
    opened.push({ ...target, since: await announcePlan(store, lease, { ...target, count: countServices(target.publisher) }, signal) });
  return opened;
}

function countServices({ stored }: Publisher<Desired>): number {
  return [...stored.values()].filter(({ value }) => value.kind === 'document' && 'want' in value.document).length;
}

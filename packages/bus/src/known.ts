/** What a stored document means to the one who holds the lease to write it. */
import { compareEpochs, Epoch } from '@berth/messages';
import type { Known } from './published-key.ts';
import type { Entry, Lease } from './store.ts';

/** `since`: what was stored when we began counts whatever its epoch; what came under an older one afterwards came late. */
export function knownOf<T extends object>({ revision, value }: Entry<T>, lease: Lease, since: 'before us' | 'under us'): Known<T> {
  switch (value.kind) {
    case 'deleted':
      return { kind: 'absent', revision };
    case 'unreadable':
      return { kind: 'unreadable', revision };
    case 'document': {
      const { document } = value;
      return { kind: 'document', revision, document, late: since === 'under us' && age(document, lease) < 0 };
    }
    default:
      return value satisfies never;
  }
}

/** Whether a newer epoch says that another holds the lease by now, which ends it. */
export function endedBy(entry: Entry<object>, lease: Lease): boolean {
  const newer = newerEpoch(entry, lease);
  if (newer !== undefined) lease.supersededBy(newer);
  return newer !== undefined;
}

/** Makes our epoch greater than that of a former holder's document. */
export function raiseAbove(entry: Entry<object>, lease: Lease): void {
  const newer = newerEpoch(entry, lease);
  if (newer !== undefined) lease.raise(newer);
}

function newerEpoch({ value }: Entry<object>, lease: Lease): Epoch | undefined {
  return value.kind === 'document' && age(value.document, lease) > 0 ? epochOf(value.document) : undefined;
}

/** Negative when it is older than ours, positive when newer; 0 also where the two can't be compared. */
function age(document: object, lease: Lease): number {
  const epoch = epochOf(document);
  return epoch?.lease === lease.epoch.lease ? compareEpochs(epoch, lease.epoch) : 0;
}

function epochOf(document: object): Epoch | undefined {
  return 'epoch' in document ? Epoch.parse(document.epoch) : undefined;
}

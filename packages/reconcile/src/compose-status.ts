/** Pure: the status of one target, from what its loop knows. */
import type { Status } from '@berth/messages';
import type { Outage } from './outage.ts';
import type { Progress } from './progress.ts';
import type { Quarantine } from './quarantine.ts';
import { listedExceptions } from './report.ts';
import type { Resources } from './resources.ts';
import { type Target, throughOf } from './target.ts';

export type StatusParts = {
  readonly target: Target;
  readonly state: Status['state'];
  readonly outage: Outage['current'];
  /** The session, as far as there is one that may be written through. */
  readonly session: { readonly unit: string } | undefined;
  /** Why no unit may be written to, though there are some that can be asked. */
  readonly undecided: string | undefined;
  readonly progress: Progress;
  readonly unsavedSince: number | undefined;
  readonly unsynchronised: Status['unsynchronised'];
  readonly resources: Resources;
  readonly quarantine: Quarantine;
};

export function composeStatus({
  target,
  state,
  outage,
  session,
  undecided,
  progress,
  unsavedSince,
  unsynchronised,
  resources,
  quarantine,
}: StatusParts): Omit<Status, 'epoch'> {
  return {
    v: 1,
    target: target.name,
    ...throughOf(target, session),
    state: stateOf({ state, outage, undecided }),
    appliedTo: progress.appliedTo,
    behindBy: progress.behindBy,
    ...(unsavedSince !== undefined && { unsavedSince }),
    ...(unsynchronised !== undefined && { unsynchronised }),
    owned: resources.owned(),
    exceptions: listedExceptions([...resources.exceptions(), ...quarantine.exceptions()]),
  };
}

/** An operator's freeze is told rather than an outage, since nothing is tried meanwhile. */
function stateOf({ state, outage, undecided }: Pick<StatusParts, 'state' | 'outage' | 'undecided'>): Status['state'] {
  if (state.kind === 'frozen') return state;
  if (undecided !== undefined) return { kind: 'waiting', reason: undecided };
  return outage === undefined ? state : { kind: 'unreachable', reason: outage.reason, since: outage.since };
}

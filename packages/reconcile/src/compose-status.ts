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
  readonly progress: Progress;
  readonly unsavedSince: number | undefined;
  readonly resources: Resources;
  readonly quarantine: Quarantine;
};

/** An operator's freeze is told rather than an outage, since nothing is tried meanwhile. */
export function composeStatus({
  target,
  state,
  outage,
  progress,
  unsavedSince,
  resources,
  quarantine,
}: StatusParts): Omit<Status, 'epoch'> {
  const isAway = outage !== undefined && state.kind !== 'frozen';
  return {
    v: 1,
    target: target.name,
    ...throughOf(target),
    state: isAway ? { kind: 'unreachable', reason: outage.reason, since: outage.since } : state,
    appliedTo: progress.appliedTo,
    behindBy: progress.behindBy,
    ...(unsavedSince !== undefined && { unsavedSince }),
    owned: resources.owned(),
    exceptions: listedExceptions([...resources.exceptions(), ...quarantine.exceptions()]),
  };
}

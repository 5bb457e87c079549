/** Pure: whether a BIG-IP, or a DNS group, has what a document asks for. */
import type { StatusException } from '@berth/messages';
import type { BigipReport } from './status-report.ts';

export type Standing = {
  /** Present while the BIG-IP has not all of it. */
  readonly pending: { readonly behindBy: number } | undefined;
  readonly bigipState: BigipReport['state'];
  readonly exceptions: readonly StatusException[];
};

/** `revision`: of the newest document that asks for it. `concerns`: whether an exception is about it. */
export function standingOf(revision: number, report: BigipReport | undefined, concerns: (exception: StatusException) => boolean): Standing {
  return {
    pending: report === undefined || revision > report.appliedTo ? { behindBy: Math.max(1, report?.behindBy ?? 1) } : undefined,
    bigipState: report?.state ?? { kind: 'silent', reason: 'no applier has ever reported on it' },
    exceptions: report?.exceptions.filter(concerns) ?? [],
  };
}

export function isStanding({ pending, bigipState, exceptions }: Standing): boolean {
  return pending === undefined && bigipState.kind === 'active' && exceptions.every(isRepaired);
}

/** What drifted is repaired by the time it is told. */
export function isRepaired({ kind }: StatusException): boolean {
  return kind === 'drifted';
}

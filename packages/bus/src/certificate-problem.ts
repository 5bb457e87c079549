/** Pure: that a certificate ends soon. */
import type { FoundProblem } from './problem-report.ts';

const day = 24 * 3600 * 1000;
/** How long before its end it is told, ms. */
const warning = 30 * day;

/** Under what it is told; whoever tells it tells it again and again. */
export function certificateSubject(of: string): string {
  return `certificate-${of}`;
}

export type EndingCertificate = {
  /** Whose it is: `nats://nats:4222`. */
  readonly of: string;
  /** ms since 1970. */
  readonly ends: number;
  /** What happens then. */
  readonly afterwards: string;
} & Pick<FoundProblem, 'where' | 'hint'>;

/** Undefined while it is early. `now`: ms since 1970. */
export function certificateProblem({ of, ends, afterwards, where, hint }: EndingCertificate, now: number): FoundProblem | undefined {
  if (ends - now > warning) return undefined;
  const days = Math.floor((ends - now) / day);
  const date = new Date(ends).toISOString().slice(0, 10);
  // Who was connected before may go on for a while.
  const when = ends > now ? `ends on ${date}, in ${days} day${days === 1 ? '' : 's'}; then` : `ended on ${date};`;
  return {
    severity: 'warning',
    what: `the certificate of ${of} ${when} ${afterwards}`,
    where,
    hint,
  };
}

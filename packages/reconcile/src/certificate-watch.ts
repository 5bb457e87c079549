/** Tells in good time that the certificate of a BIG-IP's unit ends: nothing else says so before it is believed no more. */
import { type Clock, certificateProblem, certificateSubject, type ReportProblem, rest } from '@berth/bus';
import type { Session } from '@berth/icontrol';

/** ms between two looks. */
const interval = 60_000;
/** How soon it is looked again for a session, ms. */
const soon = 1000;

export type CertificateWatch = {
  readonly bigip: string;
  /** With the units that are reached. */
  readonly sessions: () => readonly Pick<Session, 'unit' | 'certificateEnds'>[];
  readonly report: ReportProblem;
  readonly clock: Clock;
};

/** Now, and again and again until `signal` aborts; who comes next tells it anew. */
export async function watchCertificates({ bigip, sessions, report, clock }: CertificateWatch, signal: AbortSignal): Promise<void> {
  const told = new Set<string>();
  while (!signal.aborted) {
    const reached = sessions();
    for (const { unit, certificateEnds: ends } of reached) {
      told.add(unit);
      report(certificateSubject(unit), ends === undefined ? undefined : certificateProblem(ending(bigip, unit, ends), clock.now()));
    }
    await rest(reached.length === 0 ? soon : interval, signal);
  }
  for (const unit of told) report(certificateSubject(unit), undefined);
}

function ending(bigip: string, unit: string, ends: number) {
  return {
    of: unit,
    ends,
    afterwards: 'Berth believes it no more, and nothing changes there',
    where: `BIG-IP ${bigip}, unit ${unit}`,
    hint: `renew it on the BIG-IP; berth trust ${unit} shows whether the new one is trusted`,
  };
}

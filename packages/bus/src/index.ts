/** NATS as Berth uses it: buckets, documents, watches, leases. */
export { certificateProblem, certificateSubject } from './certificate-problem.ts';
export { UnusableKey } from './connect.ts';
export { type LinesOptions, type LinesStore, openLines } from './lines-store.ts';
export { matches } from './matches.ts';
export { type NatsStoreOptions, openNatsStore } from './nats-store.ts';
export { type ApplierName, domain, isApplier, type NatsUser, type OneBigip, userName } from './nats-user.ts';
export { Pace, type PaceOptions } from './pace.ts';
export { aborted, pause, rest, unlessAborted } from './pause.ts';
export { discoverySubjects, type Permissions, type PublicKeys, permissionsOf } from './permissions.ts';
export type { FoundProblem, ReportProblem } from './problem-report.ts';
export * from './store.ts';
export { type Cause, type Span, type SpanAttributes, type Tracer, untraced } from './tracer.ts';
export { underLease } from './under-lease.ts';

/** NATS as Berth uses it: buckets, documents, watches, leases. */
export type { FoundProblem, ReportProblem } from './problem-report.ts';
export * from './store.ts';

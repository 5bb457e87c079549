/** Sections `leases`, `collector`, `applier`: how fast and how patient the programs are. */
import { z } from 'zod';
import { duration } from './duration.ts';

export const Leases = z
  .strictObject({ ttl: duration('10s'), renew: duration('2s'), timeout: duration('1s'), margin: duration('2s'), retry: duration('500ms') })
  .prefault({})
  .refine((leases) => leases.renew + leases.timeout + leases.margin <= leases.ttl, 'renew + timeout + margin must fit into ttl');
export type Leases = z.infer<typeof Leases>;

export const CollectorTiming = z
  .strictObject({
    /** Every container is looked at again at least this often. */
    relook: duration('60s'),
    /** A burst's first change goes at once, the others at most this often. */
    merge: duration('20ms'),
    /** An event stream that says nothing this long is asked for, and reopened when it doesn't answer. */
    silence: duration('30s'),
    /** Longest pause between two tries to reach an engine. */
    backoff: duration('10s'),
  })
  .prefault({});
export type CollectorTiming = z.infer<typeof CollectorTiming>;

export const PlannerTiming = z.strictObject({ linger: duration('15m'), stale: duration('6s') }).prefault({});
export type PlannerTiming = z.infer<typeof PlannerTiming>;

export const ApplierTiming = z
  .strictObject({
    /** What a BIG-IP holds is read again this often, or 20 × the last read's duration, whichever is more. */
    reread: duration('5m'),
    /** Second read after a takeover. */
    secondRead: duration('60s'),
    saveAfter: duration('10s'),
    saveAtLatest: duration('5m'),
    /** Without every document that the plan counts, what is there is taken after this time. */
    documents: duration('10s'),
    /** Owned objects that no document names stay at least this long after a plan's epoch began. */
    orphanAge: duration('60s'),
    requestTimeout: duration('60s'),
    backoff: duration('10s'),
  })
  .prefault({});
export type ApplierTiming = z.infer<typeof ApplierTiming>;

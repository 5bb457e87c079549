/** Sections `leases`, `collector`, `planner`, `applier`: how fast and how patient the programs are. What is described here is shown by editors. */
import { z } from 'zod';
import { duration } from './duration.ts';

export const Leases = z
  .strictObject({
    ttl: duration('10s').describe("How long a lease lives that isn't renewed."),
    renew: duration('2s').describe('How often its holder renews it.'),
    timeout: duration('1s').describe('How long a renewal may take.'),
    margin: duration('2s').describe('How long before its end its holder stops trusting it.'),
    retry: duration('500ms').describe('How often a spare tries to win it.'),
  })
  .prefault({})
  .refine((leases) => leases.renew + leases.timeout + leases.margin <= leases.ttl, 'renew + timeout + margin must fit into ttl')
  .describe('How it is decided which of several instances works.');
export type Leases = z.infer<typeof Leases>;

export const CollectorTiming = z
  .strictObject({
    relook: duration('60s').describe('Every container is looked at again at least this often.'),
    merge: duration('20ms').describe("A burst's first change goes at once, the others at most this often."),
    silence: duration('30s').describe('An engine that says nothing this long, though it is asked half-way, is lost and tried anew.'),
    backoff: duration('10s').describe('Longest pause between two tries to reach an engine.'),
  })
  .prefault({})
  .describe('Looking at Docker engines.');
export type CollectorTiming = z.infer<typeof CollectorTiming>;

export const PlannerTiming = z
  .strictObject({
    linger: duration('15m').describe('How long the names of a service stay after its last container went.'),
    stale: duration('6s').describe('How long no collector may be heard of an engine before that is a problem.'),
    withdraw: duration('15s').describe(
      'Endpoints of an engine that no collector has seen for so long leave DNS when the monitors call them down and others remain.',
    ),
    forgetAfter: duration('24h').describe('Containers of such an engine are removed after this time when the monitors call them down.'),
  })
  .prefault({})
  .describe('Planning.');
export type PlannerTiming = z.infer<typeof PlannerTiming>;

export const ApplierTiming = z
  .strictObject({
    reread: duration('5m').describe("What a BIG-IP holds is read again this often, or 20 × the last read's duration, whichever is more."),
    secondRead: duration('60s').describe('Second read after a takeover.'),
    saveAfter: duration('10s').describe('The configuration is saved this long after the last change.'),
    saveAtLatest: duration('5m').describe('It is saved at least this often while there are changes.'),
    documents: duration('10s').describe('Without every document that the plan counts, what is there is taken after this time.'),
    orphanAge: duration('60s').describe("Objects of ours that no document names stay at least this long after a planner's takeover."),
    memberStates: duration('60s').describe('What the monitors say of members is read this often.'),
    staleMemberStates: duration('5s').describe('It is read this often while no collector sees an engine of the site.'),
    roles: duration('2s').describe('Each of several units is asked this often whether it is active.'),
    syncAfter: duration('10s').describe('Changes are brought to the other units this long after the last one.'),
    syncEvery: duration('60s').describe('At most this often by each applier.'),
    requestTimeout: duration('60s').describe('How long a request to a BIG-IP may take.'),
    backoff: duration('10s').describe('Longest pause between two tries to reach a BIG-IP.'),
  })
  .prefault({})
  .describe('Working with BIG-IPs.');
export type ApplierTiming = z.infer<typeof ApplierTiming>;

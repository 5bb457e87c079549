/** Winning a lease: by compare-and-set, as soon as it is nobody else's. */
import type { LeaseRecord } from '@berth/messages';
import type { Bucket } from './bucket.ts';
import { HeldLease, instant, type LeaseRequest, recordIn } from './held-lease.ts';
import { insist } from './insist.ts';
import { pause } from './pause.ts';
import { Spare } from './spare.ts';

/** Waits until the lease is ours. */
export async function winLease(bucket: Bucket, request: LeaseRequest, signal: AbortSignal): Promise<HeldLease> {
  const { name, patience, timings } = request;
  using spare = new Spare(bucket, { name, timings }, signal);
  for (let tries = 0; ; tries++) {
    await pause(patience(), signal);
    const won = await insist(bucket, `win ${name}`, () => tryToWin(bucket, request), signal);
    if (won !== undefined) return won;
    if (tries === 0) bucket.log.info({ lease: name }, 'waiting for a lease');
    await spare.untilWorthTrying();
  }
}

/** Wins the lease if nobody else's record is there. Our own, left by a try whose outcome was unknown, is written over. */
async function tryToWin(bucket: Bucket, request: LeaseRequest): Promise<HeldLease | undefined> {
  const { name, program, instance, timings } = request;
  const created = await bucket.make();
  const found = await bucket.get(name);
  if (found !== undefined && !found.deleted && recordIn(found)?.instance !== instance) return undefined;
  const sent = instant();
  const record: LeaseRecord = { v: 1, instance, program };
  const written = await bucket.put(name, JSON.stringify(record), { revision: found?.revision ?? 0, timeout: timings.timeout });
  if (written.kind === 'refused') return undefined;
  const epoch = { lease: name, created: Date.parse(created), revision: written.revision };
  bucket.log.info({ lease: name, epoch }, 'won a lease');
  return new HeldLease(bucket, request, epoch, sent);
}

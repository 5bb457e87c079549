/** What the bus's tests write, and how fast their leases are. */
import type { Epoch, Problem } from '@berth/messages';

/** Long enough that none is lost on a machine that stands still for a while; what happens to a record is noticed soon. */
export const steadyLeases = { ttl: 10_000, renew: 400, timeout: 1000, margin: 2000, retry: 100 };

/** Short enough that the end of a lease is waited for. */
export const shortLeases = { ttl: 3000, renew: 300, timeout: 600, margin: 500, retry: 100 };

/** A small document; what it says is up to the test. */
export function problem(subject: string, what: string = 'wrong'): Omit<Problem, 'epoch'> {
  return { v: 1, source: 'test', subject, severity: 'error', what, where: 'here', hint: 'none' };
}

/** The same as it is stored. */
export function stored(epoch: Epoch, subject: string, what?: string): Problem {
  return { ...problem(subject, what), epoch };
}

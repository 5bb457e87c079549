/** Transactions: several writes, all or none. */
import { z } from 'zod';
import { IControlError } from './errors.ts';
import { nameOf, type Read, type Request, type Until } from './request.ts';
import type { Session } from './session.ts';

const root = '/mgmt/tm/transaction';
const Transaction = z.object({ transId: z.number(), state: z.string() });

/**
 * Carries out all of `requests` in order, or none. A refusal has the kind and words of the first request that BIG-IP
 * refuses; which one that is, it doesn't say. Without requests nothing is sent.
 */
export async function transact(session: Session, requests: readonly Request[], until: Until): Promise<void> {
  if (requests.length === 0) return;
  const { transId } = await uncommitted(() =>
    session.ask({ request: { method: 'POST', path: root, body: {} }, schema: Transaction }, until),
  );
  try {
    await uncommitted(async () => {
      for (const request of requests) await session.send({ ...request, transaction: transId }, until);
    });
    await commit(session, transId, until);
  } catch (error) {
    if (mayBeOpen(error)) await abandon(session, transId, until);
    throw error;
  }
}

async function commit(session: Session, id: number, until: Until): Promise<void> {
  const request: Request = { method: 'PATCH', path: `${root}/${id}`, body: { state: 'VALIDATING' } };
  const read: Read<z.infer<typeof Transaction>> = { request, schema: Transaction };
  try {
    const { state } = await session.ask(read, until);
    if (state === 'COMPLETED') return;
    throw new IControlError('ambiguous', `${nameOf(read.request)} on ${session.unit}`, `the transaction is ${state} after its commit`);
  } catch (error) {
    // It is the transaction itself that isn't there any more, unless mcpd speaks of an object.
    if (error instanceof IControlError && error.kind === 'not-found' && !error.detail.startsWith('01020036')) throw expired(error);
    throw error;
  }
}

/** Before the commit nothing is done, so no outcome is unknown, and only the transaction can be missing. */
async function uncommitted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IControlError)) throw error;
    if (error.kind === 'ambiguous') throw new IControlError('unreachable', error.request, `${error.detail}, uncommitted`, { cause: error });
    if (error.kind === 'not-found') throw expired(error);
    throw error;
  }
}

function expired(error: IControlError): IControlError {
  return new IControlError('busy', error.request, `the transaction ended before its commit (${error.detail})`, { cause: error });
}

function mayBeOpen(error: unknown): boolean {
  return error instanceof IControlError && (error.kind === 'rejected' || error.kind === 'busy');
}

/** Leaves nothing open, as far as BIG-IP can be reached; it forgets an open transaction by itself. */
async function abandon(session: Session, id: number, until: Until): Promise<void> {
  try {
    await session.send({ method: 'DELETE', path: `${root}/${id}` }, until);
  } catch (error) {
    if (!(error instanceof IControlError) && error !== until.signal.reason) throw error;
  }
}

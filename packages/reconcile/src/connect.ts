/** A session with a BIG-IP as it is configured. */
import { readFile } from 'node:fs/promises';
import { getVersion, IControlError, openSession, type Session, type Trust, within } from '@berth/icontrol';
import type { ApplierConfig } from '@berth/installation';

export type BigipTarget = ApplierConfig['bigips'][number];
export type Connected = { readonly session: Session; readonly version: string };

/** Reads the secrets anew, so that a changed password file is enough. Throws an IControlError when the unit can't be used. */
export async function connectTo(bigip: BigipTarget, requestTimeout: number, signal: AbortSignal): Promise<Connected> {
  const [unit = ''] = bigip.units;
  const password = (await secret(bigip.passwordFile)).trimEnd();
  const session = await openSession({ unit, user: bigip.user, password, trust: await trustOf(bigip), requestTimeout }, signal);
  try {
    return { session, version: await session.read(getVersion(), within(requestTimeout, signal)) };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function trustOf({ ca, fingerprints }: BigipTarget): Promise<Trust> {
  const [sha256] = fingerprints ?? [];
  if (sha256 !== undefined) return { kind: 'fingerprint', sha256 };
  return ca === undefined ? { kind: 'system' } : { kind: 'ca', pem: await secret(ca) };
}

/** A file that isn't there now may be there later. */
async function secret(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new IControlError('unauthorized', `reading ${file}`, cause instanceof Error ? cause.message : 'it can not be read', { cause });
  }
}

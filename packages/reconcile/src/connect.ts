/** A session with a BIG-IP as it is configured. */
import { readFile } from 'node:fs/promises';
import { getVersion, IControlError, openSession, type Session, type Trust, within } from '@berth/icontrol';
import { trustOfUnit } from '@berth/installation';
import type { BigipTarget } from './target.ts';

export type Connected = { readonly session: Session; readonly version: string };

/** After a refusal the same password isn't tried again for this long, ms, so that nobody's account is locked by a loop. */
const refusalPause = 60_000;

/** Opens sessions with one unit of a BIG-IP. */
export class Connector {
  readonly #bigip: BigipTarget;
  readonly #at: number;
  readonly #requestTimeout: number;
  #refused: { readonly password: string; readonly error: IControlError; readonly until: number } | undefined;

  /** `at`: which of its units. */
  constructor(bigip: BigipTarget, at: number, requestTimeout: number) {
    this.#bigip = bigip;
    this.#at = at;
    this.#requestTimeout = requestTimeout;
  }

  /** Reads the secrets anew, so that a changed password file is enough. Throws an IControlError when the unit can't be used. */
  async open(signal: AbortSignal): Promise<Connected> {
    const { units, user, passwordFile } = this.#bigip;
    const unit = units[this.#at] ?? '';
    const password = (await secret(passwordFile)).trimEnd();
    const refused = this.#refused;
    if (refused?.password === password && performance.now() < refused.until) throw refused.error;
    try {
      const options = { unit, user, password, trust: await trustOf(this.#bigip, this.#at), requestTimeout: this.#requestTimeout };
      return await this.#use(await openSession(options, signal), signal);
    } catch (error) {
      if (error instanceof IControlError && error.kind === 'unauthorized')
        this.#refused = { password, error, until: performance.now() + refusalPause };
      throw error;
    }
  }

  async #use(session: Session, signal: AbortSignal): Promise<Connected> {
    try {
      return { session, version: await session.read(getVersion(), within(this.#requestTimeout, signal)) };
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }
}

async function trustOf(bigip: BigipTarget, at: number): Promise<Trust> {
  const trust = trustOfUnit(bigip, at);
  return trust.kind === 'ca' ? { kind: 'ca', pem: await secret(trust.file) } : trust;
}

/** A file that isn't there now may be there later. */
async function secret(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new IControlError('unauthorized', `reading ${file}`, cause instanceof Error ? cause.message : 'it can not be read', { cause });
  }
}

/** Who we are to BIG-IP: one token, renewed before it ends and deleted on exit; Basic while the user has too many tokens. */
import { z } from 'zod';
import { classify } from './classify.ts';
import { IControlError } from './errors.ts';
import { type Request, type Until, within } from './request.ts';
import type { Answer, Transport } from './transport.ts';

export type Account = { readonly user: string; readonly password: string; readonly requestTimeout: number };

/** Headers that authenticate a request, and when to get others, on `performance.now()`'s clock. */
export type Credentials = {
  readonly headers: Readonly<Record<string, string>>;
  readonly token: string | undefined;
  readonly renewAt: number;
  readonly endsAt: number;
};

const Login = z.object({
  token: z.object({
    token: z.string().min(1),
    timeout: z.number().positive().optional(),
    lastUpdateMicros: z.number().optional(),
    expirationMicros: z.number().optional(),
  }),
});

const standardLife = 1_200_000;
/** How long Basic is used before a token is asked for again. */
const basicLife = 60_000;
/** After a refusal the same password isn't tried again for this long, so that nobody's account is locked by a loop. */
const refusalPause = 60_000;

/** Holds one unit's credentials; logs in at most once at a time. */
export class Authentication {
  readonly #transport: Transport;
  readonly #account: Account;
  readonly #left = new AbortController();
  #credentials: Credentials | undefined;
  #login: Promise<Credentials> | undefined;
  #refused: { readonly error: IControlError; readonly until: number } | undefined;

  constructor(transport: Transport, account: Account) {
    this.#transport = transport;
    this.#account = account;
  }

  /** Valid credentials. Those that end soon are returned while new ones are fetched beside. */
  async credentials(until: Until): Promise<Credentials> {
    const now = performance.now();
    const held = this.#credentials;
    if (held === undefined || now >= held.endsAt) return inTime(this.#renew(), until);
    // If that fails, the next request tries again, and one past the end says why.
    if (now >= held.renewAt) this.#renew().catch(passed);
    return held;
  }

  /** BIG-IP no longer takes these. */
  discard(refused: Credentials): void {
    if (this.#credentials === refused) this.#credentials = undefined;
  }

  /** Gives up a login under way. */
  abandon(): void {
    this.#left.abort(new IControlError('unreachable', `logging in on ${this.#transport.unit}`, 'the session was closed'));
    this.#login?.catch(passed);
  }

  /** Deletes the token, as far as BIG-IP can be reached within `patience` ms. */
  async end(patience: number): Promise<void> {
    this.abandon();
    await this.#login?.catch(passed);
    await this.#delete(this.#credentials, within(patience, new AbortController().signal));
    this.#credentials = undefined;
  }

  /** One login serves all who wait for it, so it ends by the session's limits, not by one caller's. */
  #renew(): Promise<Credentials> {
    this.#login ??= this.#logIn(within(this.#account.requestTimeout, this.#left.signal)).finally(() => {
      this.#login = undefined;
    });
    return this.#login;
  }

  async #logIn(until: Until): Promise<Credentials> {
    if (this.#refused !== undefined && performance.now() < this.#refused.until) throw this.#refused.error;
    const old = this.#credentials;
    const asked = performance.now();
    const { user, password } = this.#account;
    const request: Request = {
      method: 'POST',
      path: '/mgmt/shared/authn/login',
      body: { username: user, password, loginProviderName: 'tmos' },
    };
    const answer = await this.#transport.exchange(request, {}, until);
    this.#credentials = this.#judge(request, answer, asked);
    await this.#delete(old, until);
    return this.#credentials;
  }

  /** What a login's answer gives. `asked`: when it was, on `performance.now()`'s clock. */
  #judge(request: Request, answer: Answer, asked: number): Credentials {
    const { status } = answer;
    const body = Buffer.from(answer.body).toString('utf8');
    if (status === 200) {
      const { token } = this.#parse(request, body);
      const life = lifeOf(token);
      return { headers: { 'x-f5-auth-token': token.token }, token: token.token, renewAt: asked + life * 0.6, endsAt: asked + life * 0.9 };
    }
    const { kind, detail } = classify(status, body);
    if (kind === 'token-limit') {
      const basic = Buffer.from(`${this.#account.user}:${this.#account.password}`, 'utf8').toString('base64');
      return {
        headers: { authorization: `Basic ${basic}` },
        token: undefined,
        renewAt: asked + basicLife,
        endsAt: Number.POSITIVE_INFINITY,
      };
    }
    // An unanswered login has changed nothing that matters; a 401 in other words than a refusal comes from services that restart.
    const error = this.#transport.error(kind === 'ambiguous' || kind === 'expired' ? 'busy' : kind, request, detail);
    if (kind === 'unauthorized') this.#refused = { error, until: asked + refusalPause };
    throw error;
  }

  #parse(request: Request, body: string): z.infer<typeof Login> {
    try {
      return Login.parse(JSON.parse(body));
    } catch {
      // The body may hold a token, so neither it nor the parser's error is repeated.
      throw this.#transport.error('unexpected', request, 'the answer holds no token');
    }
  }

  async #delete(credentials: Credentials | undefined, until: Until): Promise<void> {
    if (credentials?.token === undefined) return;
    const path = `/mgmt/shared/authz/tokens/${encodeURIComponent(credentials.token)}`;
    try {
      await this.#transport.exchange({ method: 'DELETE', path }, credentials.headers, until);
    } catch (error) {
      // A token that can't be deleted ends by itself.
      if (!(error instanceof IControlError) && error !== until.signal.reason) throw error;
    }
  }
}

/** BIG-IP's clock may be wrong, the difference of two of its times isn't. */
function lifeOf({ timeout, lastUpdateMicros, expirationMicros }: z.infer<typeof Login>['token']): number {
  const told = lastUpdateMicros === undefined || expirationMicros === undefined ? 0 : (expirationMicros - lastUpdateMicros) / 1000;
  return told > 0 ? told : timeout === undefined ? standardLife : timeout * 1000;
}

/** Waits no longer than the caller may. */
async function inTime<T>(result: Promise<T>, until: Until): Promise<T> {
  const patience = Math.max(0, Math.min(Math.ceil(until.deadline() - performance.now()), 2 ** 31 - 1));
  const enough = AbortSignal.any([until.signal, AbortSignal.timeout(patience)]);
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(enough.reason);
  enough.addEventListener('abort', giveUp);
  try {
    return await Promise.race([result, promise]);
  } finally {
    enough.removeEventListener('abort', giveUp);
  }
}

/** A failure that a later request meets again and tells. */
function passed(error: unknown): void {
  if (!(error instanceof IControlError)) throw error;
}

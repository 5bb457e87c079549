/** Users, tokens and basic authentication: restjavad's part of every request. */

import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../configuration/resource.ts';
import { type Answer, denied, html, json } from './answer.ts';
import { bodyOf, type Request } from './request.ts';

export type Users = ReadonlyMap<string, string>;

type Token = {
  readonly token: string;
  readonly user: string;
  readonly address: string;
  readonly start: number;
  readonly timeout: number;
  readonly generation: number;
};

const TOKENS_PER_USER = 100;
const LONGEST_TIMEOUT = 36_000;
const FIRST_TIMEOUT = 1200;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PROVIDER = '1f44a60e-11a7-3c51-a49f-82983026b41b';

export class Authentication {
  readonly #users: Users;
  readonly #now: () => number;
  readonly #tokens = new Map<string, Token>();
  readonly #expired = new Set<string>();

  constructor(users: Users, now: () => number) {
    this.#users = users;
    this.#now = now;
  }

  /** Who asks, or the 401 that he gets. */
  authenticate({ path, headers, sender }: Request): { readonly user: string } | Answer {
    const token = headers['x-f5-auth-token'];
    if (token !== undefined) {
      const found = this.#live(token);
      if (found !== undefined) return { user: found.user };
      return denied(401, this.#expired.has(token) ? 'X-F5-Auth-Token has expired.' : 'X-F5-Auth-Token does not exist.', sender);
    }
    const basic = /^Basic\s+(?<credentials>\S+)$/i.exec(headers['authorization'] ?? '')?.groups?.['credentials'];
    if (basic === undefined) {
      const text = 'Authorization failed: no user authentication header or token detected.';
      return denied(401, `${text} Uri:http://localhost:8100${path} Referrer:${sender} Sender:${sender}`, sender);
    }
    const [user = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    if (this.#knows(user, password.join(':'))) return { user };
    return html(
      401,
      '401 Unauthorized',
      'This server could not verify that you are authorized to access the document requested.',
      'F5 Authorization Required',
    );
  }

  /** `POST /mgmt/shared/authn/login` */
  login(request: Request): Answer {
    const { username, password, loginProviderName = 'tmos' } = bodyOf(request);
    if (typeof username !== 'string' || typeof password !== 'string' || loginProviderName !== 'tmos' || !this.#knows(username, password)) {
      return denied(401, 'Authentication failed.', request.sender);
    }
    this.#expire();
    if ([...this.#tokens.values()].filter(({ user }) => user === username).length >= TOKENS_PER_USER) {
      return denied(400, `user ${userId(username)} has reached maximum active login tokens`, request.sender);
    }
    const token = Array.from({ length: 26 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const made: Token = { token, user: username, address: request.sender, start: this.#now(), timeout: FIRST_TIMEOUT, generation: 1 };
    this.#tokens.set(token, made);
    return json(200, {
      username,
      loginReference: { link: `https://localhost/mgmt/cm/system/authn/providers/tmos/${PROVIDER}/login` },
      loginProviderName: 'tmos',
      token: render(made),
      generation: 0,
      lastUpdateMicros: 0,
    });
  }

  /** `/mgmt/shared/authz/tokens`, and one token. */
  tokens(request: Request, user: string, token: string | undefined): Answer {
    if (token === undefined) {
      this.#expire();
      const all = [...this.#tokens.values()].filter((one) => one.user === user);
      if (request.method === 'DELETE') for (const one of all) this.#tokens.delete(one.token);
      else if (request.method !== 'GET') return denied(405, 'Method not allowed', request.sender);
      return json(200, {
        items: all.map(render),
        generation: 0,
        kind: 'shared:authz:tokens:authtokencollectionstate',
        lastUpdateMicros: 0,
        selfLink: 'https://localhost/mgmt/shared/authz/tokens',
      });
    }
    const found = this.#live(token);
    if (found === undefined || found.user !== user)
      return denied(404, `Public URI path not registered: /shared/authz/tokens/${token}`, request.sender);
    if (request.method === 'GET') return json(200, render(found));
    if (request.method === 'DELETE') {
      this.#tokens.delete(token);
      return json(200, render(found));
    }
    if (request.method !== 'PATCH') return denied(405, 'Method not allowed', request.sender);
    const { timeout } = bodyOf(request);
    if (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 1)
      return denied(400, `Invalid timeout ${JSON.stringify(timeout ?? null)}`, request.sender);
    if (timeout > LONGEST_TIMEOUT) return denied(406, `Auth-token absolute timeout (${LONGEST_TIMEOUT} seconds) exceeded`, request.sender);
    const extended: Token = { ...found, timeout, generation: found.generation + 1 };
    this.#tokens.set(token, extended);
    return json(200, render(extended));
  }

  /** Ends every token now, as time would. */
  expireAll(): void {
    for (const token of this.#tokens.keys()) this.#expired.add(token);
    this.#tokens.clear();
  }

  #live(token: string): Token | undefined {
    this.#expire();
    return this.#tokens.get(token);
  }

  /** Use doesn't extend a token. */
  #expire(): void {
    const now = this.#now();
    for (const { token, start, timeout } of this.#tokens.values()) {
      if (start + timeout * 1000 > now) continue;
      this.#tokens.delete(token);
      this.#expired.add(token);
    }
  }

  #knows(user: string, password: string): boolean {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    const expected = this.#users.get(user);
    return expected !== undefined && timingSafeEqual(digest(password), digest(expected));
  }
}

function render({ token, user, address, start, timeout, generation }: Token): JsonObject {
  return {
    token,
    name: token,
    userName: user,
    authProviderName: 'tmos',
    user: { link: `https://localhost/mgmt/shared/authz/users/${user}` },
    timeout,
    startTime: new Date(start).toISOString().replace('Z', '+0000'),
    address,
    partition: '[All]',
    generation,
    lastUpdateMicros: start * 1000,
    expirationMicros: (start + timeout * 1000) * 1000,
    kind: 'shared:authz:tokens:authtokenitemstate',
    selfLink: `https://localhost/mgmt/shared/authz/tokens/${token}`,
  };
}

/** The name-based UUID that Java makes of a user name. */
function userId(user: string): string {
  const bytes = createHash('md5').update(user).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x30;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Users, tokens and basic authentication: restjavad's part of every request. */

import { createHash, randomInt } from 'node:crypto';
import type { Device, JsonObject } from '../configuration/resource.ts';
import { isBefore } from '../configuration/version.ts';
import { hasPassword } from '../resources/user.ts';
import { Access } from './access.ts';
import { Denial } from './denial.ts';
import { bodyOf, type Request } from './request.ts';

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
const EXPIRED_KEPT = 10_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PROVIDER = '1f44a60e-11a7-3c51-a49f-82983026b41b';

export class Authentication {
  readonly #device: Device;
  readonly #tokens = new Map<string, Token>();
  readonly #expired = new Set<string>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** Who asks. Refuses who can't say it; undefined if a password is wrong, which the web server finds out. */
  authenticate({ path, headers, sender }: Request): string | undefined {
    const token = headers['x-f5-auth-token'];
    if (token !== undefined) {
      const found = this.#live(token);
      if (found !== undefined) return found.user;
      throw new Denial(401, this.#expired.has(token) ? 'X-F5-Auth-Token has expired.' : 'X-F5-Auth-Token does not exist.');
    }
    const basic = /^Basic\s+(?<credentials>\S+)$/i.exec(headers['authorization'] ?? '')?.groups?.['credentials'];
    if (basic === undefined) {
      const text = 'Authorization failed: no user authentication header or token detected.';
      throw new Denial(401, `${text} Uri:http://localhost:8100${path} Referrer:${sender} Sender:${sender}`);
    }
    const [user = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return this.#knows(user, password.join(':')) ? user : undefined;
  }

  /** `POST /mgmt/shared/authn/login` */
  login(request: Request): JsonObject {
    const { username, password, loginProviderName = 'tmos' } = bodyOf(request);
    if (typeof username !== 'string' || typeof password !== 'string' || loginProviderName !== 'tmos' || !this.#knows(username, password)) {
      throw new Denial(401, 'Authentication failed.');
    }
    this.#expire();
    if ([...this.#tokens.values()].filter(({ user }) => user === username).length >= TOKENS_PER_USER) {
      throw new Denial(400, `user ${userId(username)} has reached maximum active login tokens`);
    }
    const token = Array.from({ length: 26 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const made = { token, user: username, address: request.sender, start: this.#device.now(), timeout: FIRST_TIMEOUT, generation: 1 };
    this.#tokens.set(token, made);
    return {
      username,
      loginReference: { link: `https://localhost/mgmt/cm/system/authn/providers/tmos/${PROVIDER}/login` },
      loginProviderName: 'tmos',
      token: this.#render(made),
      generation: 0,
      lastUpdateMicros: 0,
    };
  }

  /** `/mgmt/shared/authz/tokens`, and one token. An administrator has all tokens before him, others their own. */
  tokens(request: Request, access: Access, token: string | undefined): JsonObject {
    const own = ({ user }: Token) => access.isAdministrator || user === access.user;
    if (token === undefined) return this.#all(request.method, own);
    const found = this.#live(token);
    if (found === undefined || !own(found)) throw new Denial(404, `Public URI path not registered: /shared/authz/tokens/${token}`);
    switch (request.method) {
      case 'GET':
        return this.#render(found);
      case 'DELETE':
        this.#tokens.delete(token);
        return this.#render(found);
      case 'PATCH':
        return this.#extend(found, bodyOf(request));
      default:
        throw new Denial(405, 'Method not allowed');
    }
  }

  #all(method: string, own: (token: Token) => boolean): JsonObject {
    this.#expire();
    const all = [...this.#tokens.values()].filter(own);
    if (method === 'DELETE') for (const { token } of all) this.#tokens.delete(token);
    else if (method !== 'GET') throw new Denial(405, 'Method not allowed');
    return {
      items: all.map((token) => this.#render(token)),
      generation: 0,
      kind: 'shared:authz:tokens:authtokencollectionstate',
      lastUpdateMicros: 0,
      selfLink: 'https://localhost/mgmt/shared/authz/tokens',
    };
  }

  #extend(token: Token, { timeout }: JsonObject): JsonObject {
    if (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 1) {
      throw new Denial(400, `Invalid timeout ${JSON.stringify(timeout ?? null)}`);
    }
    if (timeout > LONGEST_TIMEOUT) throw new Denial(406, `Auth-token absolute timeout (${LONGEST_TIMEOUT} seconds) exceeded`);
    const extended: Token = { ...token, timeout, generation: token.generation + 1 };
    this.#tokens.set(token.token, extended);
    return this.#render(extended);
  }

  /** Ends every token now, as time would. */
  expireAll(): void {
    for (const token of [...this.#tokens.keys()]) this.#end(token);
  }

  #live(token: string): Token | undefined {
    this.#expire();
    const found = this.#tokens.get(token);
    return found !== undefined && this.#device.store.get('auth/user', found.user) !== undefined ? found : undefined;
  }

  /** Use doesn't extend a token. */
  #expire(): void {
    const now = this.#device.now();
    for (const { token, start, timeout } of this.#tokens.values()) {
      if (start + timeout * 1000 <= now) this.#end(token);
    }
  }

  #end(token: string): void {
    this.#tokens.delete(token);
    this.#expired.add(token);
    const [oldest] = this.#expired;
    if (this.#expired.size > EXPIRED_KEPT && oldest !== undefined) this.#expired.delete(oldest);
  }

  #knows(user: string, password: string): boolean {
    const account = this.#device.store.get('auth/user', user);
    return account !== undefined && hasPassword(account, password) && !new Access(this.#device, user).isNobody;
  }

  #render({ token, user, address, start, timeout, generation }: Token): JsonObject {
    return {
      token,
      name: token,
      userName: user,
      authProviderName: 'tmos',
      user: { link: `https://localhost/mgmt/shared/authz/users/${user}` },
      ...(isBefore(this.#device.version, '15.0') ? {} : { groupReferences: [] }),
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
}

/** The name-based UUID that Java makes of a user name. */
function userId(user: string): string {
  const bytes = createHash('md5').update(user).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x30;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

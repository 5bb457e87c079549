/** Which member a client goes to because it went there before. */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { TrafficPersistence } from '../traffic.ts';
import type { MemberName } from './connections.ts';
import { type Headers, valuesOf } from './http/message.ts';
import type { Destination } from './members.ts';

/** What a client's connection, or request, brings with it. */
export type Persistence = {
  /** The member of this pool that it goes to, if that takes it. */
  preferred(pool: string): { readonly address: string; readonly port: number } | undefined;
  /** Notes where it went. */
  chosen(destination: Destination): void;
};

type Kept = { readonly destination: Destination; until: number };

/** What is known of clients by their addresses. */
export class ClientAddresses {
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  /** `now` tells milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  of(virtual: string, client: string, { timeout }: { readonly timeout: number }): Persistence {
    const keyOf = (pool: string): string => `${virtual} ${pool} ${client}`;
    return {
      preferred: (pool) => {
        const kept = this.#kept.get(keyOf(pool));
        return kept === undefined || kept.until < this.#now() ? undefined : kept.destination;
      },
      chosen: (destination) => {
        if (destination.member === undefined) return;
        this.#forgetOld();
        const key = keyOf(destination.member.pool);
        this.#kept.delete(key);
        this.#kept.set(key, { destination, until: this.#now() + timeout * 1000 });
      },
    };
  }

  /** Those used last are at the end. */
  #forgetOld(): void {
    for (const [key, { until }] of this.#kept) {
      if (until >= this.#now()) return;
      this.#kept.delete(key);
    }
  }
}

type CookiePersistence = Extract<TrafficPersistence, { kind: 'cookie' }>;

/** What a request's cookie says. */
export function cookiePersistence(profile: CookiePersistence, headers: Headers): Persistence {
  return { preferred: (pool) => decodeMember(cookieOf(headers, nameOf(profile, pool)) ?? ''), chosen: () => {} };
}

/** The value of Set-Cookie for a response from this member, if the client needs one. */
export function cookieToSet(profile: CookiePersistence, headers: Headers, { address, port, member }: Destination): string | undefined {
  if (member === undefined) return undefined;
  const name = nameOf(profile, member.pool);
  const value = encodeMember(address, port);
  if (profile.send === 'when-new' && cookieOf(headers, name) === value) return undefined;
  return [`${name}=${value}`, 'path=/', ...profile.attributes].join('; ');
}

/** `BIGipServerp` for /Common/p, `BIGipServer~T~p` for /T/p. */
function nameOf({ name }: CookiePersistence, pool: MemberName['pool']): string {
  return name ?? `BIGipServer${pool.startsWith('/Common/') ? pool.slice('/Common/'.length) : pool.replaceAll('/', '~')}`;
}

function cookieOf(headers: Headers, name: string): string | undefined {
  for (const line of valuesOf(headers, 'cookie')) {
    for (const pair of line.split(';')) {
      const [key = '', ...value] = pair.split('=');
      if (key.trim() === name) return value.join('=').trim();
    }
  }
  return undefined;
}

/** `1677787402.36895.0000`: the bytes of the address and of the port in the order of a little-endian machine. IPv6: `vi<hex>.<port>`. */
export function encodeMember(address: string, port: number): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const turnedPort = ((port & 0xff) << 8) | (port >> 8);
  if (isIPv6(address)) return `vi${Buffer.from(bytes).toString('hex')}.${turnedPort}`;
  return `${Buffer.from(bytes).readUInt32LE()}.${turnedPort}.0000`;
}

export function decodeMember(text: string): { readonly address: string; readonly port: number } | undefined {
  const [, v4, v6, turnedPort = ''] = /^(?:(\d{1,10})|vi([0-9a-f]{32}))\.(\d{1,5})(?:\.0000)?$/.exec(text) ?? [];
  if ((v4 === undefined && v6 === undefined) || Number(turnedPort) > 0xffff || Number(v4 ?? 0) > 0xffff_ffff) return undefined;
  const bytes = v6 === undefined ? Buffer.alloc(4) : Buffer.from(v6, 'hex');
  if (v6 === undefined) bytes.writeUInt32LE(Number(v4));
  const port = ((Number(turnedPort) & 0xff) << 8) | (Number(turnedPort) >> 8);
  return { address: ipaddr.fromByteArray([...bytes]).toString(), port };
}

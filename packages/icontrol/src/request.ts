/** Requests as plain values: they can be printed, counted, audited and put into a transaction before anything is sent. */
import type { z } from 'zod';

/** One request to iControl REST. */
export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** From `/mgmt/` on, every name in it already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Id of the transaction in which it is queued instead of carried out. */
  readonly transaction?: number;
};

/** A request whose answer is read. */
export type Read<T> = { readonly request: Request; readonly schema: z.ZodType<T> };

/** How long the sender may wait: `deadline` is asked just before sending and is in ms on `performance.now()`'s clock. A lease is one. */
export type Until = { readonly signal: AbortSignal; deadline(): number };

/** Until `ms` from now, or until `signal` aborts. */
export function within(ms: number, signal: AbortSignal): Until {
  const end = performance.now() + ms;
  return { signal, deadline: () => end };
}

/** Until `ms` from now, but no longer than `until`. */
export function soonerOf(ms: number, until: Until): Until {
  const { signal, deadline } = within(ms, until.signal);
  return { signal, deadline: () => Math.min(deadline(), until.deadline()) };
}

/** Path and query as they stand in the request line. */
export function target({ path, query }: Pick<Request, 'path' | 'query'>): string {
  const parts = Object.entries(query ?? {}).map(([key, value]) => `${key}=${encodeQueryValue(value)}`);
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** Bytes of the request line, which httpd limits to 8190. */
export function requestLineLength(request: Request): number {
  return `${request.method} ${target(request)} HTTP/1.1`.length;
}

/** What messages call a request. A token in a path is a secret. */
export function nameOf(request: Pick<Request, 'method' | 'path' | 'query'>): string {
  return `${request.method} ${target(request).replace(/(?<=\/authz\/tokens\/)[^/?]+/, '…')}`;
}

/** As short as the URI's grammar allows, since the length of a request line is limited. */
function encodeQueryValue(value: string): string {
  return encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
}

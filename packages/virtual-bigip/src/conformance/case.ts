/** The rows of the conformance tables: what BIG-IP does, what that rests on, what was there before, what is asked, and what comes back. */

import type { VirtualBigIpOptions } from '../options.ts';
import type { VirtualDeviceGroupOptions } from '../start-group.ts';

/** A path without a slash is below `/mgmt/tm`. `{transId}` and `{token}` stand for what the last answers gave. */
export type Ask = readonly [method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>];

/**
 * `after`: so many seconds pass. `attempt`: what is answered doesn't matter. `peer`: the second unit is asked. `synchronised`: a
 * synchronisation under way has ended. Any other request must succeed.
 */
export type Step =
  | Ask
  | { readonly after: number }
  | { readonly attempt: Ask }
  | { readonly peer: Ask }
  | { readonly synchronised: 'awaited' };

/** `like` is part of the body, `exactly` all of it, `without` names that are absent. Text may be told by a regular expression, any value by a predicate. */
export type Expected = {
  readonly status: number;
  readonly like?: unknown;
  readonly exactly?: unknown;
  readonly without?: readonly string[];
  readonly headers?: Readonly<Record<string, unknown>>;
};

/** `units`: how many form a device group; one stands alone if not given. */
export type LaboratoryOptions = VirtualBigIpOptions & Pick<VirtualDeviceGroupOptions, 'units'>;

export type Case = {
  readonly it: string;
  /** The article, client or message from the field that says so; `switch` where nobody could verify it. */
  readonly by: string;
  readonly given?: readonly Step[];
  /** Whom it asks, of two units; the first if not given. */
  readonly of?: 'peer';
  readonly ask: Ask;
  readonly gets: Expected;
};

/** Cases that run one after the other against a unit with these options; each finds it empty but for partition T. None saves what it made: it would be loaded before the next. */
export type Group = { readonly name: string; readonly cases: readonly Case[]; readonly options?: LaboratoryOptions };

/** A refusal by icrd, with its whole body. */
export function refused(status: number, apiError: number | undefined, message: string): Expected {
  return { status, exactly: { code: status, message, errorStack: [], ...(apiError === undefined ? {} : { apiError }) } };
}

/** mcpd's words, with the status that goes with the code. */
export function mcpd(message: string): Expected {
  const status = message.startsWith('01020036') ? 404 : /^010200(66|37)/.test(message) ? 409 : 400;
  return refused(status, 3, message);
}

/** What tmsh's parser says. */
export function tmsh(message: string): Expected {
  return refused(400, 26214401, message);
}

/** A value that a property can't have. */
export function invalid(name: string, value: unknown): Expected {
  return tmsh(`invalid property value "${name}":"${typeof value === 'object' ? JSON.stringify(value) : String(value)}"`);
}

/** A refusal by restjavad, with its whole body. */
export function denied(status: number, message: string): Expected {
  return { status, exactly: { code: status, message, referer: '127.0.0.1', restOperationId: isNumber, kind: ':resterrorresponse' } };
}

/** The refusal of a commit. */
export function failed(message: string): Expected {
  return refused(400, 2, `transaction failed:${message}`);
}

export function ok(like: unknown, ...without: string[]): Expected {
  return { status: 200, like, without };
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

/** The request, made by another user, whose password is his name. */
export function as(user: string, [method, path, body, headers]: Ask): Ask {
  return [method, path, body, { authorization: `Basic ${Buffer.from(`${user}:${user}`).toString('base64')}`, ...headers }];
}

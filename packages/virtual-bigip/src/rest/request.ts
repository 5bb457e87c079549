/** A request as the REST side works with it. */

import { Refusal } from '../configuration/refusal.ts';
import type { JsonObject } from '../configuration/resource.ts';

/** After this the connection is closed. */
export const INVALID_BODY = 'Found invalid JSON body in the request.';

export type Request = {
  readonly method: string;
  /** Decoded by nobody yet, without query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly sender: string;
};

/** Refuses a body that isn't declared as JSON, which is what curl sends when it isn't told. */
export function mustBeJson({ headers, body }: Request): void {
  const type = headers['content-type'] ?? '';
  if (body.length > 0 && !/^application\/json\b/i.test(type)) {
    throw new Refusal(400, 'Found invalid content-type. Content-Type must be application/json.', 1);
  }
}

/** The body as an object; an empty one counts as `{}`. */
export function bodyOf({ body }: Pick<Request, 'body'>): JsonObject {
  const text = body.toString('utf8');
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(400, INVALID_BODY, 1);
  return value as JsonObject; // it came out of JSON.parse
}

/** Undefined if it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The path in its segments, decoded. A trailing slash means nothing. */
export function segmentsOf(path: string): string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    throw new Refusal(400, 'Found invalid URI.', 1);
  }
}

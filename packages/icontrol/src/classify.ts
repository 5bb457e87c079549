/** Pure: what an answer that isn't a success means. */
import { z } from 'zod';
import type { ErrorKind } from './errors.ts';

/** `expired`: the token isn't valid any more; nothing was done. `token-limit`: the user has too many tokens. Neither leaves the session. */
export type Verdict = { readonly kind: ErrorKind | 'expired' | 'token-limit'; readonly detail: string };

/** Both JSON envelopes: icrd's with `apiError`, restjavad's with `restOperationId`. */
const Envelope = z.object({ code: z.number(), message: z.string(), restOperationId: z.unknown().optional() });

const longest = 2000;

/**
 * What an answer with this status and body means. `ambiguous` is about a write; a read that gets it is only late.
 * A 404 means absence only in mcpd's words: a restarting BIG-IP answers 404 to everything.
 */
export function classify(status: number, body: string): Verdict {
  const envelope = envelopeOf(body);
  if (envelope === undefined) return { kind: byStatus(status), detail: `HTTP ${status} without a JSON error${titleOf(body)}` };
  const detail = envelope.message.slice(0, longest);
  if (detail.startsWith(transactionFailed)) {
    const inner = detail.slice(transactionFailed.length);
    return { kind: byText(inner) ?? 'rejected', detail: inner };
  }
  const absent = status === 404 && envelope.restOperationId === undefined && /was not found|^Object not found/.test(detail);
  return { kind: absent ? 'not-found' : (byText(detail) ?? byStatus(status)), detail };
}

const transactionFailed = 'transaction failed:';

/** mcpd's codes and restjavad's sentences tell more than the status does. */
const texts: readonly (readonly [RegExp, Verdict['kind']])[] = [
  [/^01020036:/, 'not-found'],
  [/^01020066:/, 'conflict'],
  [/^01070822:|^Authorization failed: user=/, 'forbidden'],
  [/^Authentication failed\./, 'unauthorized'],
  [/^X-F5-Auth-Token (?:has expired|does not exist)\./, 'expired'],
  [/maximum active login tokens/, 'token-limit'],
  [/not registered/, 'busy'],
  [/^Authorization failed: no user authentication/, 'busy'],
  [/active asynchronous task executing|can't get object count from mcpd/, 'busy'],
  [/connection to mcpd has been lost/, 'ambiguous'],
];

function byText(message: string): Verdict['kind'] | undefined {
  return texts.find(([pattern]) => pattern.test(message))?.[1];
}

function byStatus(status: number): Verdict['kind'] {
  if (status === 401) return 'expired';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 429 || status === 503) return 'busy';
  if (status === 409) return 'conflict';
  if (status >= 500) return 'ambiguous';
  return status >= 400 ? 'rejected' : 'unexpected';
}

function envelopeOf(body: string): z.infer<typeof Envelope> | undefined {
  try {
    return Envelope.safeParse(JSON.parse(body)).data;
  } catch (error) {
    // HTML from httpd or Jetty, or nothing at all.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function titleOf(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1]?.trim();
  return title ? ` (${title.slice(0, 200)})` : '';
}

/** What goes back to a client: the two JSON envelopes, HTML pages, and the headers of both. */

import type { OutgoingHttpHeaders } from 'node:http';
import type { Refusal } from '../configuration/refusal.ts';
import type { Json } from '../configuration/resource.ts';
import { isBefore } from '../configuration/version.ts';
import { INVALID_BODY } from './request.ts';

export type Answer = {
  readonly status: number;
  /** The reason phrase, where it isn't the usual one. */
  readonly reason?: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
};

const COMMON: OutgoingHttpHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-XSS-Protection': '1; mode=block',
  'X-Frame-Options': 'SAMEORIGIN',
  'Strict-Transport-Security': 'max-age=16070400; includeSubDomains',
  'Content-Security-Policy':
    "default-src 'self'  'unsafe-inline' 'unsafe-eval' data: blob:; img-src 'self' data:  http://127.4.1.1 http://127.4.2.1",
};
const JSON_HEADERS: OutgoingHttpHeaders = {
  ...COMMON,
  Server: 'Jetty(9.4.49.v20220914)',
  'Content-Type': 'application/json; charset=UTF-8',
  Allow: '',
  Pragma: 'no-cache',
  'Cache-Control': 'no-store, no-cache, must-revalidate',
  Expires: '-1',
};

export function json(status: number, value: Json): Answer {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(value) };
}

export function empty(status: number): Answer {
  return { status, headers: JSON_HEADERS, body: '' };
}

/** A page of the web server in front. */
export function html(status: number, title: string, text: string, reason?: string): Answer {
  const body = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`;
  return {
    status,
    ...(reason === undefined ? {} : { reason }),
    headers: { ...COMMON, Server: 'Apache', 'Content-Type': 'text/html; charset=iso-8859-1' },
    body,
  };
}

/** What icrd says: `{ code, message, errorStack, apiError }`. */
export function refused(refusal: Refusal): Answer {
  const { status, apiError } = refusal;
  // A text that looks like markup never gets past the filter in front of the REST daemons.
  const [message, layer] = /<[a-z!/][^>]*>/i.test(refusal.message)
    ? ['HTML Tag-like Content in the Request URL/Body', 26214401]
    : [refusal.message, apiError];
  const answer = json(status, { code: status, message, errorStack: [], ...(layer === undefined ? {} : { apiError: layer }) });
  return message === INVALID_BODY ? { ...answer, headers: { ...answer.headers, Connection: 'close' } } : answer;
}

let operation = 6_000_000;

/** What restjavad says: `{ code, message, referer, restOperationId, kind }`, until 13 with frames of its stack. */
export function denied(status: number, message: string, referer: string, version: string): Answer {
  operation += 1;
  const frames = isBefore(version, '14.0') ? { errorStack: stackOf(status, message) } : {};
  return json(status, { code: status, message, referer, restOperationId: operation, ...frames, kind: ':resterrorresponse' });
}

function stackOf(status: number, message: string): string[] {
  if (status === 401) {
    return [
      `java.lang.SecurityException: ${message}`,
      'at com.f5.rest.workers.EvaluatePermissions.failPermissionValidation(EvaluatePermissions.java:249)',
    ];
  }
  const exception = status === 404 ? 'com.f5.rest.common.RestWorkerUriNotFoundException' : 'java.lang.IllegalArgumentException';
  return [`${exception}: ${message}`, 'at com.f5.rest.common.RestServer.trySendInProcess(RestServer.java:177)'];
}

/** From a request to its answer. */

import { randomBytes } from 'node:crypto';
import { Refusal } from '../configuration/refusal.ts';
import { type Answer, denied, empty, html, json, refused } from './answer.ts';
import type { Authentication } from './authentication.ts';
import type { Configuration } from './configuration.ts';
import { bodyOf, mustBeJson, type Request, segmentsOf } from './request.ts';
import { isSystemPath, type Saving, system } from './system.ts';
import type { Transactions } from './transactions.ts';

export type Rest = {
  readonly authentication: Authentication;
  readonly configuration: Configuration;
  readonly transactions: Transactions;
  readonly saving: Saving;
  /** `/virtual/…`: for tests, no part of a BIG-IP. */
  readonly controls: (request: Request, segments: readonly string[]) => Answer | undefined;
};

/** An answer, with who asked as far as that is known. */
export type Handled = { readonly answer: Answer; readonly user: string | undefined };

export function handle(rest: Rest, request: Request): Handled {
  try {
    return route(rest, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: refused(error), user: undefined };
  }
}

function route(rest: Rest, request: Request): Handled {
  const segments = segmentsOf(request.path);
  const [root] = segments;
  if (root !== 'mgmt' && root !== 'virtual') {
    return { answer: html(404, '404 Not Found', `The requested URL ${request.path} was not found on this server.`), user: undefined };
  }
  if (segments.join('/') === 'mgmt/shared/authn/login' && request.method === 'POST') {
    return { answer: rest.authentication.login(request), user: undefined };
  }
  const who = rest.authentication.authenticate(request);
  if ('status' in who) return { answer: who, user: undefined };
  const { user } = who;
  const answer = answerFor(rest, request, segments, user);
  return { answer: request.headers['x-f5-auth-token'] === undefined ? withCookies(answer, user) : answer, user };
}

function answerFor(rest: Rest, request: Request, [root, area, ...inner]: readonly string[], user: string): Answer {
  if (root === 'virtual') return rest.controls(request, [area ?? '', ...inner]) ?? html(404, '404 Not Found', 'No such control.');
  if (area === 'shared' && inner[0] === 'authz' && inner[1] === 'tokens' && inner.length <= 3) {
    return rest.authentication.tokens(request, user, inner[2]);
  }
  const answer = area === 'tm' ? manage(rest, request, inner) : undefined;
  return answer ?? denied(404, `Public URI path not registered: ${request.path.replace(/^\/mgmt/, '')}`, request.sender);
}

/** Basic authentication comes with the cookies of a browser session. */
function withCookies(answer: Answer, user: string): Answer {
  const attributes = 'path=/; Secure; HttpOnly; SameSite=Strict';
  const cookies = [
    `BIGIPAuthCookie=${randomBytes(15).toString('hex').toUpperCase()}; ${attributes}`,
    `BIGIPAuthUsernameCookie=${user}; ${attributes}`,
  ];
  return { ...answer, headers: { ...answer.headers, 'Set-Cookie': cookies } };
}

/** Everything under `/mgmt/tm`; undefined if there is no such path. */
function manage(rest: Rest, request: Request, segments: readonly string[]): Answer | undefined {
  try {
    return answerTo(rest, request, segments);
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

function answerTo({ configuration, transactions, saving }: Rest, request: Request, segments: readonly string[]): Answer | undefined {
  const { method, query } = request;
  mustBeJson(request);
  const coordination = request.headers['x-f5-rest-coordination-id'];
  if (segments[0] === 'transaction' && segments.at(-1) !== 'available') {
    return done(transactions.answer(method, segments.slice(1), bodyOf(request), coordination));
  }
  const path = segments.join('/');
  const view = configuration.view(query);
  const special = isSystemPath(path, view.device.version);
  const route = configuration.route(segments);
  if (route.kind === 'unknown' && !special) return undefined;
  if (method === 'GET' && !special) return done(configuration.read(route, { segments, query }));
  const operation = { method, segments, query, body: bodyOf(request) };
  if (coordination !== undefined && method !== 'GET') return done(transactions.queue(coordination, operation));
  return done((special ? system(method, path, operation.body, view, saving) : undefined) ?? configuration.write(operation));
}

function done(body: Parameters<typeof json>[1] | undefined): Answer {
  return body === undefined ? empty(200) : json(200, body);
}

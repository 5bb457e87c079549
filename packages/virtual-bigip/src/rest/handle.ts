/** From a request to its answer. */

import { Refusal } from '../configuration/refusal.ts';
import { type Answer, denied, empty, html, json, refused } from './answer.ts';
import type { Authentication } from './authentication.ts';
import type { Configuration } from './configuration.ts';
import { bodyOf, type Request, segmentsOf } from './request.ts';
import { type Saving, SYSTEM_PATHS, system } from './system.ts';
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
  const [root, area, ...inner] = segments;
  if (root !== 'mgmt' && root !== 'virtual')
    return { answer: html(404, '404 Not Found', `The requested URL ${request.path} was not found on this server.`), user: undefined };
  if (segments.join('/') === 'mgmt/shared/authn/login' && request.method === 'POST')
    return { answer: rest.authentication.login(request), user: undefined };
  const who = rest.authentication.authenticate(request);
  if ('status' in who) return { answer: who, user: undefined };
  const { user } = who;
  if (root === 'virtual')
    return { answer: rest.controls(request, segments.slice(1)) ?? html(404, '404 Not Found', 'No such control.'), user };
  if (area === 'shared' && inner[0] === 'authz' && inner[1] === 'tokens' && inner.length <= 3) {
    return { answer: rest.authentication.tokens(request, user, inner[2]), user };
  }
  const answer = area === 'tm' ? manage(rest, request, inner) : undefined;
  return { answer: answer ?? denied(404, `Public URI path not registered: ${request.path.replace(/^\/mgmt/, '')}`, request.sender), user };
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
  const coordination = request.headers['x-f5-rest-coordination-id'];
  if (segments[0] === 'transaction' && segments.at(-1) !== 'available')
    return answer(transactions.answer(method, segments.slice(1), bodyOf(request), coordination));
  const route = configuration.route(segments);
  if (method === 'GET' && route.kind !== 'unknown' && !SYSTEM_PATHS.includes(segments.join('/')))
    return answer(configuration.read(route, { segments, query }));
  const path = segments.join('/');
  const known = route.kind !== 'unknown' || SYSTEM_PATHS.includes(path);
  if (!known) return undefined;
  const operation = { method, segments, query, body: bodyOf(request) };
  if (coordination !== undefined && method !== 'GET') return answer(transactions.queue(coordination, operation));
  return answer(system(method, path, operation.body, configuration.view(query), saving) ?? configuration.write(operation));
}

function answer(body: Parameters<typeof json>[1] | undefined): Answer {
  return body === undefined ? empty(200) : json(200, body);
}

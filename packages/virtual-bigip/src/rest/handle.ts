/** From a request to its answer. */

import { randomBytes } from 'node:crypto';
import type { ChangeLog } from '../change-log.ts';
import type { Command, Saving } from '../commands/command.ts';
import { Refusal } from '../configuration/refusal.ts';
import type { Device } from '../configuration/resource.ts';
import type { Readout } from '../readouts/readout.ts';
import { Access } from './access.ts';
import { type Answer, denied, empty, html, json, refused } from './answer.ts';
import type { Authentication } from './authentication.ts';
import type { Configuration } from './configuration.ts';
import { Denial } from './denial.ts';
import { manage } from './manage.ts';
import { type Request, segmentsOf } from './request.ts';
import type { Transactions } from './transactions.ts';
import { upload } from './uploads.ts';

export type Rest = {
  readonly device: Device;
  readonly authentication: Authentication;
  readonly configuration: Configuration;
  readonly transactions: Transactions;
  readonly commands: readonly Command[];
  readonly readouts: readonly Readout[];
  readonly saving: Saving;
  readonly changes: ChangeLog;
  /** `/virtual/…`: for tests, no part of a BIG-IP. */
  readonly controls: (request: Request, segments: readonly string[]) => Answer | undefined;
};

/** An answer, with who asked as far as that is known. */
export type Handled = { readonly answer: Answer; readonly user: string | undefined };

export function handle(rest: Rest, request: Request): Handled {
  let user: string | undefined;
  const known = (name: string) => {
    user = name;
  };
  try {
    return { answer: route(rest, request, known), user };
  } catch (error) {
    return { answer: refusalOf(error, request, rest.device.version), user };
  }
}

function refusalOf(error: unknown, { sender }: Request, version: string): Answer {
  if (error instanceof Denial) return denied(error.status, error.message, sender, version);
  if (error instanceof Refusal) return refused(error);
  throw error;
}

function route(rest: Rest, request: Request, known: (user: string) => void): Answer {
  const segments = segmentsOf(request.path);
  const [root, area, ...inner] = segments;
  if (root !== 'mgmt' && root !== 'virtual')
    return html(404, '404 Not Found', `The requested URL ${request.path} was not found on this server.`);
  if (segments.join('/') === 'mgmt/shared/authn/login' && request.method === 'POST') return json(200, rest.authentication.login(request));
  const user = rest.authentication.authenticate(request);
  if (user === undefined) return wrongPassword();
  known(user);
  if (root === 'virtual') return controlled(rest, request, [area ?? '', ...inner]);
  const { method, path, headers } = request;
  const cause = {
    by: 'request',
    user,
    method,
    path,
    transaction: transactionIn(segments) ?? headers['x-f5-rest-coordination-id'],
  } as const;
  const answer = rest.changes.during(cause, () => managed(rest, request, segments.slice(1), user));
  return request.headers['x-f5-auth-token'] === undefined ? withCookies(answer, user) : answer;
}

/** The transaction that a request commits. */
function transactionIn([, , area, id]: readonly string[]): string | undefined {
  return area === 'transaction' ? id : undefined;
}

function controlled(rest: Rest, request: Request, segments: readonly string[]): Answer {
  return rest.controls(request, segments) ?? html(404, '404 Not Found', 'No such control.');
}

/** Everything under `/mgmt`. */
function managed(rest: Rest, request: Request, [area, ...inner]: readonly string[], user: string): Answer {
  const access = new Access(rest.device, user);
  admit(access, request, rest.device.version);
  if (area === 'shared' && inner[0] === 'authz' && inner[1] === 'tokens' && inner.length <= 3) {
    return json(200, rest.authentication.tokens(request, access, inner[2]));
  }
  if (area === 'shared' && inner[0] === 'file-transfer' && inner[1] === 'uploads' && inner.length === 3) {
    return json(200, upload(rest.device, request, inner[2] ?? ''));
  }
  const answer = area === 'tm' ? tmos(rest, request, inner, access) : undefined;
  if (answer === undefined) throw new Denial(404, `Public URI path not registered: ${request.path.replace(/^\/mgmt/, '')}`);
  return answer;
}

/** A refusal of icrd comes with the cookies of the session, one of restjavad doesn't. */
function tmos(rest: Rest, request: Request, segments: readonly string[], access: Access): Answer | undefined {
  try {
    const told = manage(rest, request, segments, access);
    if (told === undefined) return undefined;
    return told.body === undefined ? empty(200) : json(200, told.body);
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

/** restjavad's part of roles: until 13.0 REST is for administrators alone, later some of it still is. */
function admit(access: Access, { method, path, sender }: Request, version: string): void {
  const restricted = access.restrictedTo(version);
  if (restricted === undefined || !restricted.test(path)) return;
  const link = `https://localhost/mgmt/shared/authz/users/${access.user}`;
  const where = `resource=${path} verb=${method} uri:http://localhost:8100${path} referrer:${sender} sender:${sender}`;
  throw new Denial(401, `Authorization failed: user=${link} ${where}`);
}

/** The page of the web server, which checks passwords before any daemon hears of them. */
function wrongPassword(): Answer {
  const text = 'This server could not verify that you are authorized to access the document requested.';
  return html(401, '401 Unauthorized', text, 'F5 Authorization Required');
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

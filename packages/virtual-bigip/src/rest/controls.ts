/** `/virtual/…`: the log, the configuration and faults for tests that run in another process. No part of a BIG-IP. */

import { z } from 'zod';
import { Refusal } from '../configuration/refusal.ts';
import type { Json, JsonObject } from '../configuration/resource.ts';
import { Fault, type Faults } from '../faults.ts';
import type { LoggedRequest, RequestLog } from '../request-log.ts';
import { type Answer, json } from './answer.ts';
import { bodyOf, type Request } from './request.ts';

export type Controls = { readonly requests: RequestLog; readonly faults: Faults; readonly snapshot: () => Json };

/** Answers a request below `/virtual`; undefined if there is no such control. */
export function control({ requests, faults, snapshot }: Controls, request: Request, [name, id]: readonly string[]): Answer | undefined {
  const { method, query } = request;
  if (name === 'requests' && method === 'GET') {
    const since = Number(new URLSearchParams(query).get('since') ?? 0);
    return json(200, { ...requests.counters, items: requests.since(since).map(plain) });
  }
  if (name === 'snapshot' && method === 'GET') return json(200, snapshot());
  if (name === 'faults' && method === 'POST') {
    const fault = Fault.safeParse(bodyOf(request));
    if (!fault.success) throw new Refusal(400, z.prettifyError(fault.error));
    return json(200, { id: faults.begin(fault.data) });
  }
  if (name === 'faults' && method === 'DELETE') {
    if (id === undefined) faults.clear();
    else faults.end(Number(id));
    return json(200, {});
  }
  return undefined;
}

function plain({ user, transaction, ...rest }: LoggedRequest): JsonObject {
  return { ...rest, user: user ?? null, transaction: transaction ?? null };
}

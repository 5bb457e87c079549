/** `/virtual/…`: logs, the configuration, faults and edits for tests that run in another process. No part of a BIG-IP. */

import { z } from 'zod';
import type { ChangeLog, LoggedChange } from '../change-log.ts';
import { Refusal } from '../configuration/refusal.ts';
import type { JsonObject } from '../configuration/resource.ts';
import { Fault, type Faults } from '../faults.ts';
import type { LoggedRequest, RequestLog } from '../request-log.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Answer, json } from './answer.ts';
import { bodyOf, type Request } from './request.ts';

/** A write that no client makes. */
export const Edit = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  /** Below `/mgmt/tm`, with its query: `ltm/pool/~Common~p`. */
  path: z.string(),
  body: z.record(z.string(), z.json()).default({}),
});
export type Edit = z.infer<typeof Edit>;

export type Controls = {
  readonly requests: RequestLog;
  readonly changes: ChangeLog;
  readonly faults: Faults;
  readonly snapshot: () => Snapshot;
  /** Carries out an edit by hand. */
  readonly edit: (edit: Edit) => void;
  readonly expireTokens: () => void;
};

/** Answers a request below `/virtual`; undefined if there is no such control. */
export function control(controls: Controls, request: Request, [name, id]: readonly string[]): Answer | undefined {
  const { requests, changes, faults } = controls;
  const since = Number(new URLSearchParams(request.query).get('since') ?? 0);
  switch (`${request.method} ${name ?? ''}`) {
    case 'GET requests':
      return json(200, { ...requests.counters, items: requests.since(since).map(plain) });
    case 'GET counters':
      return json(200, { ...requests.counters, paths: requests.paths });
    case 'GET changes':
      return json(200, { changes: changes.count, items: changes.since(since).map(plainChange) });
    case 'GET snapshot':
      return json(200, controls.snapshot());
    case 'GET faults':
      return json(200, { items: faults.list().map(({ id: number, fault }) => ({ id: number, fault: fault as JsonObject })) });
    case 'POST faults':
      return json(200, { id: faults.begin(parsed(Fault, request)) });
    case 'DELETE faults':
      if (id === undefined) faults.clear();
      else faults.end(Number(id));
      return json(200, {});
    case 'DELETE tokens':
      controls.expireTokens();
      return json(200, {});
    case 'POST edits':
      controls.edit(parsed(Edit, request));
      return json(200, {});
    default:
      return undefined;
  }
}

function parsed<T>(schema: z.ZodType<T>, request: Request): T {
  const result = schema.safeParse(bodyOf(request));
  if (!result.success) throw new Refusal(400, z.prettifyError(result.error));
  return result.data;
}

function plain({ user, transaction, ...rest }: LoggedRequest): JsonObject {
  return { ...rest, user: user ?? null, transaction: transaction ?? null };
}

function plainChange({ cause, ...rest }: LoggedChange): JsonObject {
  if (cause === undefined) return { ...rest, cause: null };
  const { user, transaction, ...more } = cause;
  return { ...rest, cause: { ...more, user: user ?? null, transaction: transaction ?? null } };
}

/** What an administrator of the virtual BIG-IP does by hand, by its REST. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

export type AdminAccess = { readonly url: string; readonly user: string; readonly password: string; readonly caFile: string };

export type AdminRequest = { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: string; readonly body?: object };

/** Sends one request, such as PATCH `sys/provision/gtm`, and returns its answer as text; an error with the BIG-IP's words when it refuses. */
export async function askBigip(access: AdminAccess, { method, path, body }: AdminRequest): Promise<string> {
  const { url, user, password, caFile } = access;
  const asking = request(`${url}/mgmt/tm/${path}`, {
    signal: AbortSignal.timeout(30_000),
    method,
    auth: `${user}:${password}`,
    ca: await readFile(caFile, 'utf8'),
    headers: { 'content-type': 'application/json' },
  });
  asking.end(body && JSON.stringify(body));
  const [answer]: IncomingMessage[] = await once(asking, 'response');
  const words = answer === undefined ? '' : await text(answer);
  if (answer?.statusCode !== 200) throw new Error(`${method} ${path}: the BIG-IP answered ${answer?.statusCode}: ${words}`);
  return words;
}

/** Asks a unit over the wire. */

import { Agent, request } from 'node:https';
import type { VirtualBigIp } from '../start.ts';
import type { Ask } from './case.ts';

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: unknown;
};

/** Sends one request with basic authentication, unless the headers say otherwise. Paths without a slash are below `/mgmt/tm`. */
export async function send(bigip: VirtualBigIp, [method, path, body, headers]: Ask): Promise<Answered> {
  const agent = agents.get(bigip) ?? new Agent({ keepAlive: true, maxSockets: 1, ca: bigip.ca });
  agents.set(bigip, agent);
  const authorization = `Basic ${Buffer.from(`${bigip.user}:${bigip.password}`).toString('base64')}`;
  const url = `${bigip.url}${path.startsWith('/') ? path : `/mgmt/tm/${path}`}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, agent, headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = String(response.headers['content-type']).startsWith('application/json') && text !== '';
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const agents = new WeakMap<VirtualBigIp, Agent>();

/** Sends requests that must succeed. */
export async function done(bigip: VirtualBigIp, asks: readonly Ask[]): Promise<void> {
  for (const ask of asks) {
    const { status, text } = await send(bigip, ask);
    if (status !== 200) throw new Error(`${ask[0]} ${ask[1]} came back with ${status}: ${text}`);
  }
}

/** Asks a unit over the wire and compares what it answers with what a BIG-IP would: the rows of the conformance tables. */

import { Agent, request } from 'node:https';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { VirtualBigIp, type VirtualBigIpOptions } from '../start.ts';

export type Ask = readonly [method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>];
export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: unknown;
};

/** What is expected: `like` is part of the body, `exactly` all of it, `without` names that are absent. */
export type Expected = {
  readonly status: number;
  readonly like?: unknown;
  readonly exactly?: unknown;
  readonly without?: readonly string[];
};

/** One row: what BIG-IP does, what was there before, what is asked, what comes back. */
export type Case = { readonly it: string; readonly given?: readonly Ask[]; readonly ask: Ask; readonly gets: Expected };

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

/** A refusal with its whole body. */
export function refused(status: number, apiError: number | undefined, message: string): Expected {
  return { status, exactly: { code: status, message, errorStack: [], ...(apiError === undefined ? {} : { apiError }) } };
}

/** mcpd's words, with the status that goes with the code. */
export function mcpd(message: string): Expected {
  const status = message.startsWith('01020036') ? 404 : message.startsWith('01020066') || message.startsWith('01020037') ? 409 : 400;
  return refused(status, 3, message);
}

/** What tmsh's parser says. */
export function tmsh(message: string): Expected {
  return refused(400, 26214401, message);
}

export function ok(like: unknown, ...without: string[]): Expected {
  return { status: 200, like, without };
}

/** Runs a table against one unit, which is empty but for partition T before each row. */
export function conforms(name: string, cases: readonly Case[], options: VirtualBigIpOptions = {}): void {
  let bigip: VirtualBigIp;
  beforeAll(async () => {
    const started = await VirtualBigIp.start(options);
    bigip = started;
    return async () => started[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await done(bigip, [
      ['POST', 'sys/config', { command: 'load' }],
      ['POST', 'auth/partition', { name: 'T' }],
    ]);
  });
  test.for(cases)(`${name}: $it`, async ({ given = [], ask, gets }) => {
    await done(bigip, given);
    expectAnswer(await send(bigip, ask), gets);
  });
}

/** Sends requests that must succeed. */
export async function done(bigip: VirtualBigIp, asks: readonly Ask[]): Promise<void> {
  for (const ask of asks) {
    const answer = await send(bigip, ask);
    expect(answer.status, `${ask[0]} ${ask[1]}: ${answer.text}`).toBe(200);
  }
}

function expectAnswer(answer: Answered, { status, like, exactly, without = [] }: Expected): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, ...(like === undefined ? {} : { body: like }) });
  if (exactly !== undefined) expect(answer.body).toEqual(exactly);
  for (const name of without) expect(answer.body).not.toHaveProperty(name);
}

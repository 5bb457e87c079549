/** One HTTP request, for a host name of the test's choice. */
import { request as start } from 'node:http';
import { text } from 'node:stream/consumers';

/** Where a server is to be found, and from which of its addresses this machine asks it. */
export type Endpoint = { readonly address: string; readonly port: number; readonly from?: string };

/** What came back. `reset`: the connection ended without an answer. */
type Answer = { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly retryAfter: string | undefined };
export type Asked = Answer | { readonly kind: 'reset'; readonly reason: string };

/** Asks on a connection of its own, a port of this machine when no address is given; never rejects. */
export async function ask(where: number | Endpoint, host: string, path = '/'): Promise<Asked> {
  const { address, port, from: localAddress }: Endpoint = typeof where === 'number' ? { address: '127.0.0.1', port: where } : where;
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const request = start({ host: address, port, path, localAddress, headers: { host }, agent: false, timeout: 10_000 }, (response) => {
    const { statusCode: status = 0, headers } = response;
    text(response).then(
      (body) => resolve({ kind: 'answer', status, body: body.trim(), retryAfter: headers['retry-after'] }),
      (error: Error) => resolve({ kind: 'reset', reason: error.message }),
    );
  });
  request.on('error', (error) => resolve({ kind: 'reset', reason: error.message }));
  request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
  request.end();
  return await promise;
}

/** Whether a page came. */
export function isPage(asked: Asked): asked is Answer {
  return asked.kind === 'answer' && asked.status === 200;
}

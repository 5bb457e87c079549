/** A unit as a whole: what REST configures carries requests, and REST tells what traffic knows. */

import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { done, send } from './conformance/wire.ts';
import { VirtualBigIp } from './start.ts';

async function memberServer(): Promise<number> {
  const server = createServer((_request, response) => response.end('from the member')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

async function fetched(port: number): Promise<string> {
  const sent = get({ host: '127.0.0.1', port, agent: false });
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

test('a virtual server serves from its pool until it is deleted', { timeout: 60_000 }, async () => {
  await using bigip = await VirtualBigIp.start();
  const [member, port] = [await memberServer(), await freePort()];
  await done(bigip, [
    ['POST', 'auth/partition', { name: 'T' }],
    ['POST', 'ltm/monitor/http', { name: 'quick', partition: 'T', interval: 1, timeout: 4 }],
    ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor: '/T/quick', members: [{ name: `127.0.0.1:${member}`, partition: 'T' }] }],
    [
      'POST',
      'ltm/virtual',
      { name: 'v', partition: 'T', destination: `/T/127.0.0.1:${port}`, ipProtocol: 'tcp', pool: '/T/p', profiles: ['/Common/http'] },
    ],
  ]);
  await bigip.settled();
  await expect.poll(async () => fetched(port).catch(() => 'no member is up yet'), { timeout: 20_000 }).toBe('from the member');
  const path = `ltm/pool/~T~p/members/~T~127.0.0.1:${member}`;
  expect((await send(bigip, ['GET', path])).body).toMatchObject({ session: 'monitor-enabled' });
  await done(bigip, [['DELETE', 'ltm/virtual/~T~v']]);
  await expect.poll(async () => fetched(port).catch(() => 'refused'), { timeout: 20_000 }).toBe('refused');
});

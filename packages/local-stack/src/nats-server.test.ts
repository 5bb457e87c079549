/** A real nats-server, killed, restarted and wiped. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startNats } from './nats-server.ts';

test('keeps its port and its store when it is killed, and loses the store when it is wiped', async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'berth-nats-'));
  stack.defer(() => rm(directory, { recursive: true }));
  const server = stack.use(await startNats({ directory }));
  const streams = join(directory, 'store/jetstream/$G/streams');
  expect(await answerTo(server.port, '$JS.API.STREAM.CREATE.kept', { name: 'kept', subjects: ['kept.>'] })).toMatchObject({
    created: expect.any(String),
  });
  await server.restart();
  expect(await answerTo(server.port, '$JS.API.STREAM.NAMES', {})).toMatchObject({ streams: ['kept'] });
  await server.wipe();
  expect(await answerTo(server.port, '$JS.API.STREAM.NAMES', {})).toMatchObject({ streams: null });
  expect(existsSync(join(streams, 'kept'))).toBe(false);
});

/** One request in NATS's own protocol. */
async function answerTo(port: number, subject: string, request: object): Promise<unknown> {
  const body = JSON.stringify(request);
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT {"verbose":false}\r\nSUB answer 1\r\nPUB ${subject} answer ${body.length}\r\n${body}\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    const answer = /MSG answer 1 \d+\r\n(.*)\r\n/.exec(text)?.[1];
    if (answer !== undefined) return JSON.parse(answer);
  }
  throw new Error(`connection closed after: ${text}`);
}

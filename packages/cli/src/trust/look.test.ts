/** What is looked at, and what is seen where there is no certificate. */
import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from 'vitest';
import { makeAuthority, signServer } from '../security/certificates.ts';
import { configured, trust } from './testing/asked.ts';

test('a name that nobody knows: what was meant', async () => {
  const { text } = await trust(['egde'], configured(['192.0.2.1']));
  expect(text).toMatch(/^egde\n {2}no certificate: .*\n/);
  expect(text).toContain('did you mean edge?');
});

test('who answers without TLS, or not at all, is told', async () => {
  await using silent = createServer((socket) => socket.resume());
  await using plain = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await using shut = createServer((socket) => socket.destroy());
  const [quiet = '', ...others] = await Promise.all([silent, plain, shut].map(listening));
  expect((await trust([quiet], undefined, 200)).text).toContain('no certificate: no answer within 0.2 s');
  const { report } = await trust(others, undefined);
  expect(report.looked.map(({ verdict }) => verdict.kind === 'failed' && verdict.what)).toEqual([
    'what answers there does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)',
    'the connection was closed before a certificate was shown',
  ]);
});

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('nothing is sent but the handshake', async () => {
  const now = Date.now();
  const { certificate, key } = await signServer(await makeAuthority('shop', now), ['127.0.0.1'], now);
  const received: Buffer[] = [];
  const ended = Promise.withResolvers<void>();
  await using server = createTlsServer({ cert: certificate, key }, (socket) => socket.on('data', (data: Buffer) => received.push(data)));
  server.on('connection', (socket) => socket.on('close', () => ended.resolve()));
  const place = await listening(server);
  const { fingerprint256 } = new X509Certificate(certificate);
  expect((await trust(['edge'], configured([place], { fingerprints: [fingerprint256] }))).kinds).toEqual(['trusted']);
  await ended.promise;
  expect(received).toEqual([]);
});

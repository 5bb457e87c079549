/** A real engine behind its socket, TCP, and TLS with client certificates. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, makeImage, type PrivateEngine, startEngine } from '@berth/local-stack';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Authority } from '../testing/certificates.ts';
import { expected, talk } from '../testing/every-call.ts';
import type { EngineAddress } from './connect.ts';

const resources = new AsyncDisposableStack();
let engine: PrivateEngine;
/** How the engine is reached by TLS, and what another authority made. */
let secured: EngineAddress & { readonly strange: Required<Omit<EngineAddress, 'url'>> };
/** The same engine, at an address for which it has no certificate. */
let elsewhere: string;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'berth-connect-'));
  resources.defer(() => rm(directory, { recursive: true }));
  const [ours, strange, port] = await Promise.all([Authority.make('ours'), Authority.make('strange'), freePort()]);
  const [server, client, stranger] = await Promise.all([
    ours.sign({ serverAt: '127.0.0.1' }),
    ours.sign({ client: 'collector' }),
    strange.sign({ client: 'collector' }),
  ]);
  const file = async (name: string, pem: string) => {
    await writeFile(join(directory, name), pem);
    return join(directory, name);
  };
  const caFile = await file('ca.pem', ours.ca);
  const [certificate, key] = [await file('server.pem', server.cert), await file('server-key.pem', server.key)];
  const daemon = [
    ...['--tlsverify', '--tlscacert', caFile, '--tlscert', certificate, '--tlskey', key],
    ...['--host', `tcp://127.0.0.1:${port}`, '--host', `tcp://127.0.0.2:${port}`],
  ];
  engine = resources.use(await startEngine({ daemon }));
  await makeImage(engine.docker);
  elsewhere = `tcp://127.0.0.2:${port}`;
  secured = {
    url: `tcp://127.0.0.1:${port}`,
    caFile,
    certFile: await file('cert.pem', client.cert),
    keyFile: await file('key.pem', client.key),
    strange: {
      caFile: await file('strange-ca.pem', strange.ca),
      certFile: await file('strange-cert.pem', stranger.cert),
      keyFile: await file('strange-key.pem', stranger.key),
    },
  };
});

afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => resources.disposeAsync());

test('by its socket, whatever the environment says', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://192.0.2.1:2375');
  vi.stubEnv('DOCKER_CERT_PATH', '/nowhere');
  expect(await talk(engine, { url: engine.url })).toMatchObject(expected);
});

test('not by a directory, which Docker makes where a socket is missing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'docker.sock-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await expect(talk(engine, { url: `unix://${directory}` })).rejects.toMatchObject({
    name: 'DockerError',
    kind: 'unreachable',
    message: expect.stringMatching(`^unix://${directory}: it is a directory: .* Remove it on the host`),
  });
});

test('by TCP', async () => {
  const server = createServer();
  const sockets = new Set<Socket>();
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('close', () => to.destroy()).on('error', () => to.destroy());
    from.pipe(to);
  };
  server.on('connection', (client) => {
    const behind = dial(engine.socket);
    join(client, behind);
    join(behind, client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  expect(await talk(engine, { url: `http://127.0.0.1:${address.port}` })).toMatchObject(expected);
  server.close();
  for (const socket of sockets) socket.destroy();
});

test("by TLS with a client certificate, as Docker's own --tlsverify asks for it", async () => {
  const { strange: _, ...address } = secured;
  expect(await talk(engine, address)).toMatchObject(expected);
});

test.for([
  { when: 'the client has no certificate', change: () => ({ certFile: undefined, keyFile: undefined }), reason: /alert|reset|hang up/i },
  {
    when: "the client's is another authority's",
    change: ({ strange: { certFile, keyFile } }: typeof secured) => ({ certFile, keyFile }),
    reason: /alert|reset|hang up/i,
  },
  {
    when: "the engine's is another authority's",
    change: ({ strange: { caFile } }: typeof secured) => ({ caFile }),
    reason: /unable to verify|self-signed|signature/i,
  },
  { when: 'no authority is named', change: () => ({ caFile: undefined }), reason: /unable to verify|self-signed/i },
  { when: 'a file is missing', change: () => ({ keyFile: '/nowhere/key.pem' }), reason: /ENOENT.*\/nowhere\/key\.pem/ },
  {
    when: "the engine's certificate is for another address",
    change: () => ({ url: elsewhere }),
    reason: /does not match certificate's altnames/,
  },
  {
    when: 'the environment says that certificates are not to be verified',
    change: () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      return { caFile: undefined };
    },
    reason: /unable to verify|self-signed/i,
  },
])('not by TLS when $when', async ({ change, reason }) => {
  const { strange: _, ...address } = secured;
  const failure = { name: 'DockerError', kind: 'unreachable', message: expect.stringMatching(reason) };
  await expect(talk(engine, { ...address, ...change(secured) })).rejects.toMatchObject(failure);
});

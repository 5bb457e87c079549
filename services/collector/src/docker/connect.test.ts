/** A real engine behind each transport: its socket, TCP, TLS with client certificates, and SSH's command line. */
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { makeImage, type PrivateEngine, startEngine } from '@berth/local-stack';
import { ContainerId } from '@berth/messages';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Authority } from '../testing/certificates.ts';
import type { EngineAddress } from './connect.ts';
import { EngineApi } from './engine-api.ts';

const resources = new AsyncDisposableStack();
let engine: PrivateEngine;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-connect-'));
  resources.defer(() => rm(directory, { recursive: true }));
  engine = resources.use(await startEngine());
  await makeImage(engine.docker);
});

afterAll(() => resources.disposeAsync());

const { signal } = new AbortController();

/** Every call, once: what the engine told. */
async function talk(address: EngineAddress): Promise<object> {
  const end = new AbortController();
  using api = await EngineApi.of(address);
  const events = await api.events(end.signal);
  const container = await engine.docker.createContainer({ Image: 'berth-sample/web' });
  const id = ContainerId.parse(container.id);
  for await (const event of events) if (event.kind === 'container' && event.id === id) break;
  const inspections = [await api.inspect(id, signal)];
  const listed = await api.containers(signal);
  await container.remove();
  inspections.push(await api.inspect(id, signal));
  end.abort();
  await api.ping(5000, signal);
  return {
    version: (await api.version(signal)).ApiVersion,
    networks: new Set((await api.networks(signal)).map(({ Name }) => Name)),
    inspections: inspections.map(({ kind }) => kind),
    listed: listed.some(({ Id }) => Id === id),
  };
}

const expected = {
  version: expect.stringMatching(/^1\.\d+$/),
  networks: new Set(['bridge', 'host', 'none']),
  inspections: ['found', 'gone'],
  listed: true,
};

/** Listens on a free port of 127.0.0.1, and passes everything on to the engine. */
async function listen(server: Server, connected: 'connection' | 'secureConnection'): Promise<string> {
  const sockets = new Set<Socket>();
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('close', () => to.destroy()).on('error', () => to.destroy());
    from.pipe(to);
  };
  server.on(connected, (client: Socket) => {
    const behind = dial(engine.socket);
    join(client, behind);
    join(behind, client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  resources.defer(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return `127.0.0.1:${address.port}`;
}

test('by its socket, whatever the environment says', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://192.0.2.1:2375');
  vi.stubEnv('DOCKER_CERT_PATH', '/nowhere');
  expect(await talk({ url: engine.url })).toMatchObject(expected);
  vi.unstubAllEnvs();
});

test('by TCP', async () => {
  expect(await talk({ url: `http://${await listen(createServer(), 'connection')}` })).toMatchObject(expected);
});

/** An engine that takes only clients of its own authority; as Docker itself with `--tlsverify`. */
async function secured(serverAt = '127.0.0.1') {
  const [authority, stranger] = await Promise.all([Authority.make('ours'), Authority.make('strange')]);
  const [server, client, strangeClient] = await Promise.all([
    authority.sign({ serverAt }),
    authority.sign({ client: 'collector' }),
    stranger.sign({ client: 'collector' }),
  ]);
  const home = await mkdtemp(join(directory, 'tls-'));
  const file = async (name: string, pem: string) => {
    await writeFile(join(home, name), pem);
    return join(home, name);
  };
  const options = { ...server, ca: authority.ca, requestCert: true, rejectUnauthorized: true };
  const url = `tcp://${await listen(createTlsServer(options), 'secureConnection')}`;
  return {
    url,
    caFile: await file('ca.pem', authority.ca),
    certFile: await file('cert.pem', client.cert),
    keyFile: await file('key.pem', client.key),
    strange: {
      caFile: await file('strange-ca.pem', stranger.ca),
      certFile: await file('strange-cert.pem', strangeClient.cert),
      keyFile: await file('strange-key.pem', strangeClient.key),
    },
  };
}

test('by TLS with a client certificate', async () => {
  const { strange: _, ...address } = await secured();
  expect(await talk(address)).toMatchObject(expected);
});

type Secured = Awaited<ReturnType<typeof secured>>;

test.for([
  { when: 'the client has no certificate', change: () => ({ certFile: undefined, keyFile: undefined }), reason: /alert|reset|hang up/i },
  {
    when: "the client's is another authority's",
    change: ({ strange: { certFile, keyFile } }: Secured) => ({ certFile, keyFile }),
    reason: /alert|reset|hang up/i,
  },
  {
    when: "the engine's is another authority's",
    change: ({ strange: { caFile } }: Secured) => ({ caFile }),
    reason: /unable to verify|self-signed|signature/i,
  },
  { when: 'no authority is named', change: () => ({ caFile: undefined }), reason: /unable to verify|self-signed/i },
  { when: 'a file is missing', change: () => ({ keyFile: '/nowhere/key.pem' }), reason: /ENOENT.*\/nowhere\/key\.pem/ },
])('not by TLS when $when', async ({ change, reason }) => {
  const made = await secured();
  const { strange: _, ...address } = made;
  const failure = { name: 'DockerError', kind: 'unreachable', message: expect.stringMatching(reason) };
  await expect(talk({ ...address, ...change(made) })).rejects.toMatchObject(failure);
});

test("not by TLS when the engine's certificate is for another address", async () => {
  const { strange: _, ...address } = await secured('127.0.0.2');
  await expect(talk(address)).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining("does not match certificate's altnames"),
  });
});

/** Puts a program named `ssh` first in the path, which writes down how it was called. */
async function commandInPath(script: string): Promise<() => Promise<string[]>> {
  const bin = await mkdtemp(join(directory, 'bin-'));
  const called = join(bin, 'arguments');
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nprintf '%s\\n' "$@" >${called}\n${script}\n`);
  await chmod(join(bin, 'ssh'), 0o755);
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
  return async () => (await readFile(called, 'utf8')).trim().split('\n');
}

test("by SSH's command, with the user and port that are configured", async () => {
  const relay = `const s = require('node:net').connect('${engine.socket}'); process.stdin.pipe(s).pipe(process.stdout);`;
  const called = await commandInPath(`exec ${process.execPath} -e "${relay}"`);
  expect(await talk({ url: 'ssh://berth@docker2.example.com:2222' })).toMatchObject(expected);
  const options = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5'];
  const whom = ['-l', 'berth', '-p', '2222', '--', 'docker2.example.com'];
  expect(await called()).toEqual([...options, ...whom, 'docker', 'system', 'dial-stdio']);
  vi.unstubAllEnvs();
});

test('what SSH complains of is told', async () => {
  await commandInPath('echo "berth@docker2: Permission denied (publickey)." >&2; exit 255');
  await expect(talk({ url: 'ssh://berth@docker2' })).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/ssh ended with 255: berth@docker2: Permission denied/),
  });
  vi.unstubAllEnvs();
});

test('no SSH is told', async () => {
  vi.stubEnv('PATH', directory);
  await expect(talk({ url: 'ssh://docker2' })).rejects.toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ENOENT') });
  vi.unstubAllEnvs();
});

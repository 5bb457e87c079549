/** A real engine behind SSH: by a real server, and how the command is called and what it complains of is told. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeImage, type PrivateEngine, startEngine } from '@berth/local-stack';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expected, talk } from '../testing/every-call.ts';
import { configure, Program, Reader, startBus } from '../testing/programs.ts';
import { type SshServer, startSshServer } from '../testing/ssh-server.ts';
import { untilAsTold } from '../testing/told-by-engine.ts';

const resources = new AsyncDisposableStack();
let engine: PrivateEngine;
let directory: string;
let server: SshServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-ssh-'));
  resources.defer(() => rm(directory, { recursive: true }));
  engine = resources.use(await startEngine());
  await makeImage(engine.docker);
  server = resources.use(await startSshServer(directory, engine));
});

afterAll(() => resources.disposeAsync());

afterEach(() => void vi.unstubAllEnvs());

function putFirst(bin: string): void {
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
}

test('by a real server, every call', async () => {
  putFirst(server.bin);
  expect(await talk(engine, { url: server.url })).toMatchObject(expected);
});

test('an engine with many containers is followed', async () => {
  putFirst(server.bin);
  await using bus = new AsyncDisposableStack();
  const nats = await startBus(bus);
  await using reader = await Reader.start(nats);
  await Promise.all(Array.from({ length: 30 }, (_, n) => engine.docker.createContainer({ name: `many-${n}`, Image: 'berth-sample/web' })));
  await using program = await Program.start(nats, configure({ remote: { url: server.url } }));
  await untilAsTold(reader, 'remote', engine.docker);
  await Promise.all(['many-1', 'many-2'].map((name) => engine.docker.getContainer(name).start()));
  await untilAsTold(reader, 'remote', engine.docker);
  expect(program.lines.filter(({ level }) => level !== 'info')).toEqual([]);
});

test('not by a server that is another than the one that is known', async () => {
  putFirst(server.bin);
  const known = await readFile(server.knownHosts, 'utf8');
  await writeFile(server.knownHosts, known.replace(/^(\S+) .*$/m, `$1 ${(await readFile(join(directory, 'key.pub'), 'utf8')).trim()}`));
  const failure = { kind: 'unreachable', message: expect.stringContaining('Host key verification failed') };
  await expect(talk(engine, { url: server.url })).rejects.toMatchObject(failure);
  await writeFile(server.knownHosts, known);
});

test('not as a user whom the server does not let in', async () => {
  putFirst(server.bin);
  const failure = { kind: 'unreachable', message: expect.stringMatching(/ssh ended with 255: .*Permission denied/) };
  await expect(talk(engine, { url: server.url.replace('berth@', 'nobody@') })).rejects.toMatchObject(failure);
});

/** A program named `ssh`, which writes down how it was called. */
async function commandInPath(script: string): Promise<() => Promise<string[]>> {
  const bin = await mkdtemp(join(directory, 'bin-'));
  const called = join(bin, 'arguments');
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nprintf '%s\\n' "$@" >${called}\n${script}\n`);
  await chmod(join(bin, 'ssh'), 0o755);
  putFirst(bin);
  return async () => (await readFile(called, 'utf8')).trim().split('\n');
}

test('the command gets the user and port that are configured', async () => {
  const called = await commandInPath('exit 1');
  await expect(talk(engine, { url: 'ssh://berth@docker2.example.com:2222' })).rejects.toMatchObject({ kind: 'unreachable' });
  const options = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5'];
  const whom = ['-l', 'berth', '-p', '2222', '--', 'docker2.example.com'];
  expect(await called()).toEqual([...options, ...whom, 'docker', 'system', 'dial-stdio']);
});

test('no SSH is told', async () => {
  vi.stubEnv('PATH', directory);
  const failure = { kind: 'unreachable', message: expect.stringContaining('ENOENT') };
  await expect(talk(engine, { url: 'ssh://docker2' })).rejects.toMatchObject(failure);
});

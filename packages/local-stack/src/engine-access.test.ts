/** What `npm start` says to an ordinary user before it brings anything in. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from './paths.ts';

const nobody = 65_534;

/** Asks as somebody without rights: who the program is read as may be another. */
function ask(engine: 'any' | 'own' | undefined, args: readonly string[], dockerHost: string) {
  const script = `
    const { engineAccess } = await import(process.argv[1]);
    process.setgroups([]);
    process.setgid(${nobody});
    process.setuid(${nobody});
    console.log(engineAccess(${JSON.stringify(engine)}, process.argv.slice(2)));`;
  const file = join(repository, 'packages/local-stack/bootstrap/engine-access.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script, '--', file, ...args], {
    env: { ...process.env, DOCKER_HOST: dockerHost },
    encoding: 'utf8',
  });
  return { ready: stdout.trim(), stderr };
}

test.for([
  {
    when: 'no engine is there',
    engine: 'any',
    args: [],
    says: /needs root, for no Docker engine can be used at \/nowhere \(ENOENT\).*sudo.*group docker/,
  },
  {
    when: 'several sites are asked for',
    engine: 'any',
    args: ['--sites', '2'],
    says: /needs root, for it starts Docker engines of its own/,
  },
  { when: 'engines are started in any case', engine: 'own', args: [], says: /needs root, for it starts Docker engines of its own/ },
] as const)('says that root is needed when $when', ({ engine, args, says }) => {
  const { ready, stderr } = ask(engine, args, 'unix:///nowhere');
  expect({ ready, stderr }).toEqual({ ready: 'false', stderr: expect.stringMatching(says) });
});

test("says nothing where an engine's socket may be opened, is elsewhere, or isn't needed", async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'berth-socket-'));
  stack.defer(() => rm(directory, { recursive: true }));
  await chmod(directory, 0o755);
  const socket = join(directory, 'docker.sock');
  const server = createServer();
  stack.defer(() => void server.close());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const well = { ready: 'true', stderr: '' };
  await chmod(socket, 0o600);
  expect(ask('any', [], `unix://${socket}`).stderr).toContain('EACCES');
  await chmod(socket, 0o666);
  expect(ask('any', ['--sites', '1'], `unix://${socket}`)).toEqual(well);
  expect(ask('any', [], 'tcp://192.0.2.1:2375')).toEqual(well);
  expect(ask(undefined, [], 'unix:///nowhere')).toEqual(well);
  expect(ask('own', ['--help'], 'unix:///nowhere')).toEqual(well);
});

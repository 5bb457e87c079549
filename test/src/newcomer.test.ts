/** What a newcomer does: `npm start` and `npm run smoke`, on an engine that is there already and on a private one. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isListening, makeImage, OwnProcess, ownDirectory, repository, startEngine, waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { runEntry } from './run-entry.ts';

const patience = 120_000;

/** A place of its own under `.berth/`, so that a stack which runs there is not in the way. */
async function place(dockerHost: string) {
  const directory = await ownDirectory('stack');
  const [http, dns, nats] = await Promise.all([freePort(), freePort(), freePort()]);
  const bigip = await freePortBefore([http, dns, nats]);
  const args = ['--http', http, '--dns', dns, '--bigip', bigip, '--nats', nats].map(String);
  const env = { BERTH_STACK: directory.path, DOCKER_HOST: dockerHost };
  return { directory, args, env };
}

/** A free port, the next one free too, and none of these. */
async function freePortBefore(others: readonly number[]): Promise<number> {
  return await waitUntil('two free ports', patience, async () => {
    const port = await freePort();
    return !others.includes(port + 1) && !(await isListening(port + 1)) && port;
  });
}

test("smoke on somebody's own engine: all is as promised, and his containers are left alone", async () => {
  await using engine = await startEngine({ name: 'own' });
  const { directory, args, env } = await place(engine.url);
  await using _directory = directory;
  const image = await makeImage(engine.docker, 'health');
  const bystander = await engine.docker.createContainer({ name: 'other-1', Image: image });
  await bystander.start();
  const { State: before } = await bystander.inspect();

  const { code, stdout } = await runEntry('packages/local-stack/src/smoke.ts', { args, env });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/All is as the README says\.\n$/) });
  expect(stdout).toContain('--label berth.enable=true');
  expect(stdout).not.toContain('other-1');
  const { State: after } = await bystander.inspect();
  expect(after).toMatchObject({ Running: true, StartedAt: before.StartedAt });
  const left = await engine.docker.listContainers({ all: true });
  expect(left.map(({ Names }) => Names)).toEqual([['/other-1']]);
  expect((await engine.docker.listImages()).flatMap(({ RepoTags }) => RepoTags)).toEqual([image]);
});

test('smoke with two sites: wide IPs lead to the one that serves', async () => {
  const { directory, args, env } = await place('unix:///nowhere/docker.sock');
  await using _directory = directory;
  const { code, stdout } = await runEntry('packages/local-stack/src/smoke.ts', { args: [...args, '--sites', '2'], env });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/All is as the README says\.\n$/) });
});

test('start: one at a time, says what is in its way, survives a crash of its own, and leaves nothing', async () => {
  const { directory, args, env } = await place('unix:///nowhere/docker.sock');
  await using _directory = directory;
  const logFile = join(directory.path, 'up.log');
  await using up = new OwnProcess({
    name: 'npm start',
    command: process.execPath,
    args: [join(repository, 'packages/local-stack/src/up.ts'), ...args],
    env,
    logFile,
  });
  const log = async () => await readFile(logFile, 'utf8');
  const says = async (what: string | RegExp) => {
    await waitUntil(`"${what}"`, patience, async () => (await log()).match(what) ?? undefined).catch(async (cause: unknown) => {
      throw new Error(`it said: ${await log()}`, { cause });
    });
  };

  await up.start();
  await says('Berth is running');
  await says('Starting a private Docker engine, since none can be used at unix:///nowhere/docker.sock: no engine answers');
  const second = await runEntry('packages/local-stack/src/up.ts', { args, env });
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`a stack is running here already, as process ${up.pid}`) });

  await up.restart();
  await says(/Removed what an earlier run left: (?:.*\n)+Berth is running/);
  expect(await log()).toMatch(/Removed what an earlier run left: Docker engine/);

  const other = await place('unix:///nowhere/docker.sock');
  await using _other = other.directory;
  const taken = await runEntry('packages/local-stack/src/up.ts', { args, env: other.env });
  expect(taken).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^port \d+ of 127\.0\.0\.1, for the HTTP virtual server, is taken/),
  });

  await using elsewhere = await ownDirectory('folder');
  await writeFile(
    join(elsewhere.path, 'berth.yaml'),
    JSON.stringify({ installation: 'shop', nats: { servers: ['nats://127.0.0.1:1'] }, sites: {} }),
  );
  const status = async (folder: string, more: Readonly<Record<string, string>> = {}) =>
    await runEntry('packages/local-stack/bootstrap/start.mjs', { args: ['berth', 'status'], env: { ...env, INIT_CWD: folder, ...more } });
  const ofTrial = { code: 0, stdout: expect.stringContaining('All is well.') };
  const ofShop = { code: 2, stderr: expect.stringContaining("NATS can't be reached at nats://127.0.0.1:1") };
  await using empty = await ownDirectory('folder');
  const beside = { stderr: expect.stringContaining('This is about the installation that npm start runs, ') };
  expect(
    await Promise.all([status(empty.path), status(elsewhere.path), status(elsewhere.path, { BERTH_CONFIG: 'berth.yaml' })]),
  ).toMatchObject([{ ...ofTrial, stderr: '' }, { ...ofTrial, ...beside }, ofShop]);

  await up.kill('SIGINT');
  await says(/all that was started is removed\.\n$/);
  const ofNone = { code: 2, stderr: expect.stringContaining('there is no berth.yaml') };
  expect(await Promise.all([status(elsewhere.path), status(empty.path)])).toMatchObject([ofShop, ofNone]);
});

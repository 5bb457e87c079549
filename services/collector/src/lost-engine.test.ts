/** Engines that die, hang and come back, and streams that break: what was known stays, and in the end the document is as the engine says. */
import { rename } from 'node:fs/promises';
import { dockerAt, makeImage, type NatsServer, type PrivateEngine, startEngine } from '@berth/local-stack';
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { documentedCall, documentedCalls } from './testing/documented-calls.ts';
import { configure, Program, patience, Reader, startBus } from './testing/programs.ts';
import { EngineProxy } from './testing/proxy.ts';
import { untilAsTold } from './testing/told-by-engine.ts';

const resources = new AsyncDisposableStack();
let nats: NatsServer;
/** `ours` is done all kinds of things to, `other` hardly any; that one leaves its containers running when it ends. */
let ours: PrivateEngine;
let other: PrivateEngine;
let proxy: EngineProxy;
let program: Program;
let reader: Reader;

const timing = { silence: '2s', backoff: '500ms', relook: '1s' };

beforeAll(async () => {
  [nats, ours, other] = await Promise.all([
    startBus(resources),
    startEngine({ name: 'ours' }).then((engine) => resources.use(engine)),
    startEngine({ name: 'other', daemon: ['--live-restore'] }).then((engine) => resources.use(engine)),
  ]);
  await Promise.all([makeImage(ours.docker), makeImage(other.docker)]);
  proxy = resources.use(await EngineProxy.start(ours.socket));
  proxy.allows = (request) => documentedCall(request) !== undefined;
  reader = resources.use(await Reader.start(nats));
  const nowhere = { url: `unix://${ours.socket}.nowhere` };
  program = resources.use(
    await Program.start(
      nats,
      configure({ direct: { url: ours.url }, proxied: { url: proxy.url }, other: { url: other.url }, nowhere }, timing),
    ),
  );
});

afterAll(() => resources.disposeAsync());

afterEach(async () => {
  const left = await ours.docker.listContainers({ all: true });
  await Promise.all(left.map(({ Id }) => ours.docker.getContainer(Id).remove({ force: true })));
  await Promise.all(['direct', 'proxied'].map((name) => untilAsTold(reader, name, ours.docker)));
});

async function run({ docker }: Pick<PrivateEngine, 'docker'>, name: string): Promise<Docker.Container> {
  const container = await docker.createContainer({ name, Image: 'berth-sample/web' });
  await container.start();
  return container;
}

/** Exactly these engines' event streams are open. */
async function untilOpen(...engines: readonly string[]): Promise<void> {
  await expect.poll(() => program.open, { timeout: patience, interval: 10 }).toEqual(new Set(engines));
}

async function untilProblems(engine: string, expected: readonly string[]): Promise<void> {
  await expect.poll(() => reader.problems(engine).map(({ what }) => what), { timeout: patience, interval: 10 }).toEqual(expected);
}

/** How often a stream was given up because it told nothing. */
function takenForDeaf(): number {
  return program.lines.filter(({ fields }) => 'reason' in fields && `${fields.reason}`.includes('no event told it')).length;
}

test('an engine that was never there is a problem, and holds up nobody', async () => {
  await untilProblems('nowhere', [expect.stringContaining(`nowhere can't be looked at: GET /events: connect ENOENT`)]);
  expect(reader.document('nowhere')).toBeUndefined();
  await run(other, 'other-1');
  await untilAsTold(reader, 'other', other.docker);
});

test('a killed engine: its document stays, another engine is followed on, and it is looked at anew when it is back', async () => {
  await Promise.all([run(ours, 'killed-1'), run(ours, 'killed-2')]);
  await untilAsTold(reader, 'direct', ours.docker);
  const before = reader.documents('direct').length;
  await ours.kill();
  await untilOpen('other');
  await untilProblems('direct', [expect.stringContaining("engine direct can't be looked at")]);
  const container = await run(other, 'meanwhile-1');
  await untilAsTold(reader, 'other', other.docker);
  await container.remove({ force: true });
  expect(reader.documents('direct')).toHaveLength(before);
  expect(reader.document('direct')?.containers.map(({ state }) => state)).toEqual(['running', 'running']);
  // An engine that starts ends the containers that still run.
  await ours.restart();
  await untilAsTold(reader, 'direct', ours.docker);
  await untilAsTold(reader, 'proxied', ours.docker);
  await untilOpen('direct', 'proxied', 'other');
  await untilProblems('direct', []);
});

test('an engine that restarts beside its containers: they never were anything but running', async () => {
  const container = await run(other, 'kept-1');
  await untilAsTold(reader, 'other', other.docker);
  const before = reader.documents('other').length;
  await other.restart();
  await untilOpen('direct', 'proxied', 'other');
  await container.rename({ name: 'kept-2' });
  await untilAsTold(reader, 'other', other.docker);
  const states = reader
    .documents('other')
    .slice(before)
    .map(({ containers }) => containers.find(({ id }) => id === container.id)?.state);
  expect(new Set(states)).toEqual(new Set(['running']));
  await container.remove({ force: true });
  await untilAsTold(reader, 'other', other.docker);
});

test('an engine that hangs is noticed by its silence', async () => {
  const container = await run(ours, 'hung-1');
  await untilAsTold(reader, 'direct', ours.docker);
  ours.pause();
  try {
    const began = performance.now();
    await untilOpen('other');
    expect(performance.now() - began).toBeLessThan(10_000);
    await untilProblems('direct', [expect.stringContaining('no answer in time')]);
    expect(reader.document('direct')?.containers.map(({ state }) => state)).toEqual(['running']);
  } finally {
    ours.resume();
  }
  await untilOpen('direct', 'proxied', 'other');
  await container.stop();
  await untilAsTold(reader, 'direct', ours.docker);
  await untilProblems('direct', []);
});

test('a socket that is taken away and put back', async () => {
  const away = `${ours.socket}.away`;
  await rename(ours.socket, away);
  const reachable = { docker: dockerAt(`unix://${away}`) };
  proxy.cutEvents();
  await untilOpen('direct', 'other');
  await Promise.all(Array.from({ length: 4 }, (_, n) => run(reachable, `away-${n}`)));
  await rename(away, ours.socket);
  await untilAsTold(reader, 'direct', ours.docker);
  await untilAsTold(reader, 'proxied', ours.docker);
  await untilOpen('direct', 'proxied', 'other');
});

test('a stream that is cut again and again', async () => {
  for (const name of ['cut-1', 'cut-2', 'cut-3']) {
    proxy.cutEvents();
    const container = await run(ours, name);
    proxy.cutEvents();
    await container.rename({ name: `${name}-renamed` });
  }
  await untilAsTold(reader, 'proxied', ours.docker);
});

test('a stream that is cut now and then, as proxies do, is opened again, and nobody is told of it', async () => {
  const isStream = (request: string) => request.startsWith('GET /events');
  const isList = (request: string) => request.startsWith('GET /containers/json');
  const streams = () => proxy.requests.filter(isStream).length;
  const looks = () => proxy.requests.slice(proxy.requests.findLastIndex(isStream)).filter(isList).length;
  const losses = () => program.lines.filter(({ fields }) => 'url' in fields && fields.url === proxy.url).length;
  await untilOpen('direct', 'proxied', 'other');
  await untilProblems('proxied', []);
  // Only a stream that lasted longer than the longest pause between two tries was cut by the way, and the second look is later than that.
  await expect.poll(looks, { timeout: patience, interval: 10 }).toBeGreaterThan(1);
  const [opened, lost] = [streams(), losses()];
  proxy.cutEvents();
  await expect.poll(streams, { timeout: patience, interval: 10 }).toBe(opened + 1);
  await run(ours, 'calm-1');
  await untilAsTold(reader, 'proxied', ours.docker);
  expect(losses()).toBe(lost);
  expect(reader.problems('proxied')).toEqual([]);
});

test('a stream that stays open and tells nothing any more', async () => {
  await untilOpen('direct', 'proxied', 'other');
  proxy.spoil = (bytes, carries) => (carries === 'events' ? undefined : bytes);
  const container = await run(ours, 'deaf-1');
  let changes = 0;
  const change = async () => await container.rename({ name: `deaf-${++changes}-renamed` });
  await expect.poll(() => takenForDeaf() > 0 || change(), { timeout: patience, interval: 100 }).toBe(true);
  proxy.spoil = (bytes) => bytes;
  await untilAsTold(reader, 'proxied', ours.docker);
});

test('what no event tells is found by the next look, and nothing is taken for lost by it', async () => {
  await untilOpen('direct', 'proxied', 'other');
  const network = await ours.docker.createNetwork({ Name: 'quiet' });
  const container = await ours.docker.createContainer({ name: 'quiet-1', Image: 'berth-sample/web' });
  await untilAsTold(reader, 'direct', ours.docker);
  const before = takenForDeaf();
  await network.connect({ Container: container.id });
  await untilAsTold(reader, 'direct', ours.docker);
  await container.start();
  await untilAsTold(reader, 'direct', ours.docker);
  expect(takenForDeaf()).toBe(before);
  await container.remove({ force: true });
  await network.remove();
});

test('half a list, and half of an answer about a container, take nothing away', async () => {
  await untilOpen('direct', 'proxied', 'other');
  await Promise.all([run(ours, 'half-1'), run(ours, 'half-2')]);
  await untilAsTold(reader, 'proxied', ours.docker);
  const before = reader.documents('proxied').length;
  proxy.breaksOff = true;
  await untilProblems('proxied', [expect.stringContaining("engine proxied can't be looked at: GET ")]);
  await ours.docker.getContainer('half-1').rename({ name: 'half-3' });
  await untilAsTold(reader, 'direct', ours.docker);
  expect(reader.documents('proxied').slice(before)).toEqual([]);
  proxy.breaksOff = false;
  await untilAsTold(reader, 'proxied', ours.docker);
  await untilProblems('proxied', []);
});

test('an engine that restarts again and again: what its document lacks was gone, and in the end all is there', async () => {
  await untilOpen('direct', 'proxied', 'other');
  const RestartPolicy = { Name: 'always' };
  for (const name of ['stays-1', 'stays-2'])
    await (await ours.docker.createContainer({ name, Image: 'berth-sample/web', HostConfig: { RestartPolicy } })).start();
  await untilAsTold(reader, 'direct', ours.docker);
  const before = reader.documents('direct').length;
  // It goes again while nobody has looked, while it is looked at, and when all is known.
  const moments = [() => undefined, () => untilOpen('direct', 'proxied', 'other'), () => untilAsTold(reader, 'direct', ours.docker)];
  for (const moment of moments) {
    await ours.restart();
    await moment();
  }
  await untilAsTold(reader, 'direct', ours.docker);
  await untilAsTold(reader, 'proxied', ours.docker);
  expect(
    reader
      .documents('direct')
      .at(-1)
      ?.containers.map(({ state }) => state),
  ).toEqual(['running', 'running']);
  const seen = reader.documents('direct').slice(before);
  expect(seen.map(({ containers }) => containers.length).filter((count) => count !== 2)).toEqual([]);
});

test('events that nobody understands ask for a look at everything', async () => {
  await untilOpen('direct', 'proxied', 'other');
  proxy.spoil = (bytes, carries) =>
    carries === 'events' ? Buffer.from(bytes.toString('latin1').replaceAll('"Type"', '"Kind"'), 'latin1') : bytes;
  const container = await run(ours, 'garbled-1');
  await untilAsTold(reader, 'proxied', ours.docker);
  await container.stop();
  await untilAsTold(reader, 'proxied', ours.docker);
  expect(program.lines.filter(({ text }) => text.startsWith('could not read an event')).length).toBeGreaterThan(1);
  proxy.spoil = (bytes) => bytes;
});

test('whatever happened, the engine was asked nothing but what the README says, and each of that', () => {
  expect(new Set(proxy.requests.map(documentedCall))).toEqual(new Set(documentedCalls));
});

/** Collectors that take turns, and a bus that goes away: one writer at a time, and nothing forgotten in between. */
import { makeImage, type NatsServer, type PrivateEngine, startEngine } from '@berth/local-stack';
import { compareEpochs } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { configure, Program, patience, Reader, startBus } from './testing/programs.ts';
import { EngineProxy } from './testing/proxy.ts';
import { untilAsTold } from './testing/told-by-engine.ts';

const resources = new AsyncDisposableStack();
let nats: NatsServer;
let engine: PrivateEngine;
let reader: Reader;

beforeAll(async () => {
  [nats, engine] = await Promise.all([startBus(resources), startEngine().then((one) => resources.use(one))]);
  await makeImage(engine.docker);
  reader = resources.use(await Reader.start(nats));
});

afterAll(() => resources.disposeAsync());

afterEach(async () => {
  const left = await engine.docker.listContainers({ all: true });
  await Promise.all(left.map(({ Id }) => engine.docker.getContainer(Id).remove({ force: true })));
});

async function run(name: string, options: Docker.ContainerCreateOptions = {}): Promise<Docker.Container> {
  const container = await engine.docker.createContainer({ name, Image: 'berth-sample/web', ...options });
  await container.start();
  return container;
}

/** A collector for the engine, under a name of the test's own. */
async function collector(name: string, timing: object = {}): Promise<Program> {
  return await Program.start(
    nats,
    configure({ [name]: { url: engine.url }, [`${name}-nowhere`]: { url: 'unix:///nowhere.sock' } }, timing),
  );
}

const settled = (name: string) => untilAsTold(reader, name, engine.docker);

function changesOf(name: string): readonly string[] {
  return reader.changes(name).map((change) => `${change.change} ${('after' in change ? change.after : change.before).name}`);
}

test('of two collectors one works, and the other goes on where that one ends', async () => {
  await run('www-1');
  const programs = [await collector('turns'), await collector('turns')];
  await settled('turns');
  const [worker, ...others] = programs.filter(({ open }) => open.size > 0);
  expect(others).toEqual([]);
  const first = reader.document('turns')?.epoch;
  await worker?.[Symbol.asyncDispose]();
  const spare = programs.find((program) => program !== worker);
  await expect.poll(() => spare?.open.size, { timeout: patience }).toBe(1);
  await run('www-2');
  await settled('turns');
  const second = reader.document('turns')?.epoch;
  expect(first && second && compareEpochs(second, first)).toBeGreaterThan(0);
  const appeared = () => changesOf('turns').filter((change) => change.startsWith('appeared'));
  await expect.poll(appeared, { timeout: patience }).toEqual(['appeared www-1', 'appeared www-2']);
  await spare?.[Symbol.asyncDispose]();
});

test('what happened while nobody looked is told by the next', async () => {
  const [gone, restarted] = await Promise.all([run('gone-1'), run('restarted-1'), run('same-1')]);
  {
    await using _first = await collector('gap');
    await settled('gap');
    await expect.poll(() => changesOf('gap').length, { timeout: patience }).toBe(3);
  }
  await Promise.all([gone.remove({ force: true }), restarted.restart()]);
  await run('new-1');
  await using _second = await collector('gap');
  await settled('gap');
  const meanwhile = new Set(['appeared new-1', 'changed restarted-1', 'went gone-1']);
  await expect.poll(() => new Set(changesOf('gap').slice(3)), { timeout: patience }).toEqual(meanwhile);
  expect(changesOf('gap')).toHaveLength(6);
});

test.for([
  { clock: "is the collector's", ahead: 0 },
  { clock: 'is an hour behind', ahead: 3_600_000 },
  { clock: 'is an hour ahead', ahead: -3_600_000 },
])(
  "a container that is being stopped stays so for the next collector, until it has survived, when the engine's clock $clock",
  async ({ ahead }) => {
    const name = `slow${ahead}`;
    let past = 0;
    const clock = { now: () => Date.now() + ahead + past };
    const start = async () => await Program.start(nats, configure({ [name]: { url: engine.url } }, { relook: '100ms' }), clock);
    const stubborn = () => reader.document(name)?.containers.find(({ id }) => id === container.id);
    const container = await run('slow-1', { Cmd: ['sleep', '1000'], StopTimeout: 60 });
    {
      await using _first = await start();
      await settled(name);
      await container.kill({ signal: 'TERM' });
      await expect.poll(() => stubborn()?.state, { timeout: patience }).toBe('stopping');
    }
    await using _second = await start();
    await run('quick-1');
    await expect.poll(() => reader.document(name)?.containers.length, { timeout: patience }).toBe(2);
    expect(stubborn()).toMatchObject({ state: 'stopping', stopping: { signal: 'SIGTERM' } });
    past = 66_000;
    await expect.poll(() => stubborn()?.state, { timeout: patience }).toBe('running');
    await settled(name);
  },
);

test('a bus that hangs past the lease: the collector wins it again, also of an engine that is away', async () => {
  await using program = await collector('hung');
  await run('www-1');
  await settled('hung');
  const lost = () => program.lines.filter(({ text }) => text === 'lost a lease').length;
  nats.pause();
  try {
    await expect.poll(lost, { timeout: patience }).toBe(2);
    await run('www-2');
  } finally {
    nats.resume();
  }
  await settled('hung');
  await expect.poll(() => [...program.open], { timeout: patience }).toEqual(['hung']);
});

test('a bus that is killed, and one that lost everything, has the document again', async () => {
  await using _program = await collector('wiped');
  await run('www-1');
  await settled('wiped');
  await nats.restart();
  await run('www-2');
  await settled('wiped');
  await nats.wipe();
  await settled('wiped');
  await run('www-3');
  await settled('wiped');
});

test('what does not change is written again once a minute, to say that it was looked at', async () => {
  await run('www-1');
  await using proxy = await EngineProxy.start(engine.socket);
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  await using _program = await Program.start(nats, configure({ calm: { url: proxy.url } }, { relook: '50ms' }), clock);
  await settled('calm');
  const untilLooked = async (times: number) => {
    const looks = () => proxy.requests.filter((request) => request.startsWith('GET /containers/json')).length;
    const before = looks();
    await expect.poll(looks, { timeout: patience, interval: 10 }).toBeGreaterThan(before + times);
  };
  const listed = () => reader.documents('calm').map(({ listedAt }) => listedAt);
  // The second look after a connection began may still find something new.
  await untilLooked(3);
  const before = listed();
  await untilLooked(5);
  expect(listed()).toEqual(before);
  ahead = 60_000;
  await expect.poll(() => listed().length, { timeout: patience }).toBe(before.length + 1);
  await untilLooked(5);
  const [last = 0, next = 0] = listed().slice(-2);
  expect(listed()).toHaveLength(before.length + 1);
  expect(next - last).toBeGreaterThanOrEqual(60_000);
});

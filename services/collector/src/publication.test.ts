/** How often a document is written, and that nobody writes without the lease. */
import { setTimeout as pause } from 'node:timers/promises';
import { Pace, type Tracer, untraced } from '@berth/bus';
import { ToldSpans } from '@berth/bus/testing';
import type { NatsServer } from '@berth/local-stack';
import { ContainerId, EngineName, engineKey, leaseKey, problemFilter, SiteName } from '@berth/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Look } from './look.ts';
import { Problems, problemSource } from './problems.ts';
import { Publication } from './publication.ts';
import { openStore, patience, Reader, silent, startBus } from './testing/programs.ts';
import { answer } from './testing/recorded.ts';

const resources = new AsyncDisposableStack();
let nats: NatsServer;
let reader: Reader;

beforeAll(async () => {
  nats = await startBus(resources);
  reader = resources.use(await Reader.start(nats));
});

afterAll(() => resources.disposeAsync());

/** A publication for an engine on which one container is renamed again and again. */
async function publish(
  engine: string,
  merge: number,
  { tracer = untraced, most }: { readonly tracer?: Tracer; readonly most?: () => number } = {},
) {
  const stack = new AsyncDisposableStack();
  const { signal } = new AbortController();
  const name = EngineName.parse(engine);
  const store = stack.use(await openStore(nats, 'collector', silent, signal));
  const lease = stack.use(await store.lease(leaseKey('collector', engine), { program: 'collector' }, signal));
  const publisher = stack.use(await store.publisher('berth-engines', { filter: engineKey(name), lease }, signal));
  const filter = problemFilter(problemSource(name));
  const problems = new Problems(stack.use(await store.publisher('berth-problems', { filter, lease }, signal)), name);
  const look = new Look({ name, site: SiteName.parse('here'), address: '192.0.2.1' }, { now: Date.now(), most });
  const pace = new Pace({ share: 1_000, burst: 1_000 });
  const connect = () => new Publication({ look, publisher, problems, store, lease, clock: Date, tracer, merge, pace });
  const publication = connect();
  const see = (name: string) => {
    const inspection = { kind: 'found', answer: answer('multi', 'Name', `/${name}`) } as const;
    look.inspected(ContainerId.parse('f'.repeat(64)), inspection, { at: undefined, now: Date.now() });
  };
  const rename = (to: string, asked?: number) => {
    see(to);
    publication.changed(asked);
  };
  const names = () => reader.documents(engine).map(({ containers }) => containers[0]?.name);
  return { stack, lease, pace, publication, connect, see, rename, names };
}

test('the first change goes at once, those that follow together, the last at the end', async () => {
  const { stack, publication, rename, names } = await publish('merged', 3_600_000);
  await using _stack = stack;
  rename('first');
  await expect.poll(names, { timeout: patience }).toEqual(['first']);
  rename('second');
  rename('third');
  publication[Symbol.dispose]();
  await expect.poll(names, { timeout: patience }).toEqual(['first', 'third']);
});

test('what an engine that is held back says at the end of a connection is the last, until the next one has seen everything', async () => {
  const { stack, pace, publication, connect, see, rename, names } = await publish('held', 0);
  await using _stack = stack;
  pace.spend(1_500, performance.now());
  rename('first');
  publication[Symbol.dispose]();
  await expect.poll(names, { timeout: patience }).toEqual(['first']);
  see('half a look');
  await expect.poll(() => pace.heldFor(performance.now()), { timeout: patience }).toBe(0);
  // Later than whatever waited for that.
  await pause(20);
  see('second');
  using next = connect();
  next.changed();
  await expect.poll(names, { timeout: patience }).toEqual(['first', 'second']);
});

test('that an engine is no longer held back is told by itself, without what a look at everything has found so far', async () => {
  const { stack, pace, publication, see, rename, names } = await publish('released', 0);
  await using _stack = stack;
  using _publication = publication;
  const problems = () => reader.problems('released').map(({ subject }) => subject);
  pace.spend(1_500, performance.now());
  rename('first');
  await expect.poll(problems, { timeout: patience }).toEqual(['pace']);
  see('half a look');
  // It takes the collector's time too.
  pace.spend(200, performance.now());
  await expect.poll(problems, { timeout: patience }).toEqual([]);
  expect(pace.heldFor(performance.now())).toBe(0);
  rename('second');
  await expect.poll(names, { timeout: patience }).toEqual(['first', 'second']);
});

test('when the engine was asked about what a document had no room for is not told of the next one', async () => {
  const tracer = new ToldSpans();
  let most = 1_000_000;
  const { stack, publication, rename, names } = await publish('asked', 0, { tracer, most: () => most });
  await using _stack = stack;
  using _publication = publication;
  rename('first');
  await expect.poll(names, { timeout: patience }).toEqual(['first']);
  most = 100;
  rename('too much', Date.now());
  most = 1_000_000;
  rename('second');
  await expect.poll(names, { timeout: patience }).toEqual(['first', 'second']);
  await expect.poll(() => tracer.spans.map(({ name }) => name), { timeout: patience }).toEqual(['observe', 'observe']);
});

test('a burst is written at most once per step, and ends as it should', async () => {
  const { stack, publication, rename, names } = await publish('burst', 50);
  await using _stack = stack;
  using _publication = publication;
  const began = performance.now();
  for (let n = 0; n < 60; n++) {
    rename(`step-${n}`);
    await pause(5);
  }
  await expect.poll(() => names().at(-1), { timeout: patience }).toBe('step-59');
  expect(names()[0]).toBe('step-0');
  expect(names().length).toBeLessThanOrEqual(2 + (performance.now() - began) / 50);
  expect(names().length).toBeGreaterThan(2);
});

test('without the lease nothing is written or told', async () => {
  const { stack, lease, publication, rename, names } = await publish('lost', 0);
  await using _stack = stack;
  rename('before');
  await expect.poll(names, { timeout: patience }).toEqual(['before']);
  await lease[Symbol.asyncDispose]();
  rename('after');
  publication[Symbol.dispose]();
  const other = await publish('lost', 0);
  await using _other = other.stack;
  other.rename('next');
  await expect.poll(names, { timeout: patience }).toEqual(['before', 'next']);
  const told = () => reader.changes('lost').map((change) => ('after' in change ? change.after.name : ''));
  await expect.poll(told, { timeout: patience }).toEqual(['before', 'next']);
});

import type { Batch } from '@berth/bus';
import type { Problem, Status } from '@berth/messages';
import { expect, test } from 'vitest';
import { drawHappening } from './draw-happening.ts';
import type { Happening } from './happening.ts';
import { draw } from './screen.ts';
import { Story } from './story.ts';
import { container, epoch, idOf, now, origin, problem, service, serving, status, wideIp, www, www1 } from './testing/world.ts';

/** Without the time. */
function told(happenings: readonly Happening[]): string[] {
  return happenings.map((happening) => draw(drawHappening(happening, now), 'off').slice('12:00:00.000  '.length));
}

/** What is told when the status of this key comes, besides what it says anyway. */
function takeStatusOf(story: Story, key: string): (more: object) => string[] {
  return (more) =>
    told(
      story.statuses({ kind: 'update', entries: [{ key, revision: 1, value: { kind: 'document', document: status(more) as Status } }] }),
    );
}

const subjects = { container: 'berth.container.docker1.x', desired: 'berth.desired.ltm.edge.www', audit: 'berth.audit.ltm.edge' };

/** The container's state before and after, undefined where there was or is none, and the event's time after `now`. */
function event(before: string | undefined, after: string | undefined, at: number) {
  const is = (state: string) =>
    container('www-1', 'aaa1', { state: state as never, ...(state === 'stopping' && { stopping: { signal: 'SIGTERM', at: now } }) });
  const common = { v: 1, engine: 'docker1', site: 'east', at: now + at };
  const value =
    before === undefined
      ? { ...common, change: 'appeared', after: is(after ?? '') }
      : after === undefined
        ? { ...common, change: 'went', before: is(before) }
        : { ...common, change: 'changed', before: is(before), after: is(after) };
  return { subject: subjects.container, value };
}

/** One that has not been started. */
const created = {
  subject: subjects.container,
  value: {
    v: 1,
    engine: 'docker1',
    site: 'east',
    at: now,
    change: 'appeared',
    after: container('www-1', 'aaa1', { state: 'exited', startedAt: 0 }),
  },
};

/** A write that the BIG-IP answered at `now + at`, 5 ms after it was sent. */
function write(at: number, more: object = {}, outcome: object = { kind: 'done' }) {
  const change = { change: 'create', object: '/berth/www 172.17.0.2:80', cause: 'document', origin: www1, ...more };
  return { subject: subjects.audit, value: { v: 1, bigip: 'edge', at: now + at, took: 5, request: 'POST', outcome, changes: [change] } };
}

function plan(revision: number) {
  const value = { v: 1, kind: 'plan', epoch: { ...epoch('planner.east'), revision }, since: 1, count: 1, engines: {} };
  return { subject: 'berth.desired.ltm.edge.=plan', value };
}

/** Its names: the service's, with these addresses, and one container's. */
function names(addresses: readonly string[]) {
  const endpoints = addresses.map((address) => ({ address, port: 80, target: 'www-1.docker.example.com', origin: www1 }));
  const all = [
    { kind: 'service', name: 'www.docker.example.com', endpoints },
    { kind: 'container', name: 'www-1.docker.example.com', address: '172.17.0.2', port: 80, state: 'offered', origin: www1 },
  ];
  const want = { kind: 'serving', partial: [], names: all };
  return { v: 1, kind: 'names', epoch: epoch('planner.east'), bigip: 'edge', service: 'www', want };
}

test.for([
  { message: event(undefined, 'running', 0), says: 'container www-1 appeared on docker1, running' },
  { message: created, says: 'container www-1 appeared on docker1, created' },
  { message: event('running', 'stopping', 0), says: 'container www-1 changed on docker1, running → stopping' },
  { message: event('running', 'running', 0), says: 'container www-1 changed on docker1, running' },
  { message: event('exited', undefined, 0), says: 'container www-1 went from docker1, was exited' },
])('a container: $says', ({ message, says }) => {
  expect(told(new Story().container(message))).toEqual([says]);
});

test.for([
  { document: www, says: ['planned www on edge: 2 of 2 offered'] },
  { document: service(serving([], [])), says: ['planned www on edge: nothing to serve'] },
  { document: service({ kind: 'gone', cause: 'stopped', since: now }), says: ['planned www on edge: gone'] },
  {
    document: wideIp({ east: 'enabled', north: 'enabled', west: 'disabled' }),
    says: ['planned wide IP www in world: leads to east, north; not to west'],
  },
  { document: names(['172.17.0.2']), says: ['planned www in DNS on edge: 2 names, 2 with an answer'] },
  { document: names([]), says: ['planned www in DNS on edge: 2 names, 1 with an answer'] },
  { document: plan(1).value, says: [] },
])('a plan: $says', ({ document, says }) => {
  expect(told(new Story().desired({ subject: subjects.desired, value: document }))).toEqual(says);
});

test('a message that can not be read is told with its subject', () => {
  const [line] = told(new Story().desired({ subject: subjects.desired, value: { v: 7 } }));
  expect(line).toMatch(/^unreadable message on berth\.desired\.ltm\.edge\.www: kind: /);
});

test('a document that was deleted is no news', () => {
  expect(new Story().desired({ subject: subjects.desired, value: undefined, deleted: true })).toEqual([]);
});

test('a write tells whose it is, and how long after the event it came', () => {
  const story = new Story();
  story.container(event('exited', 'running', 0));
  expect(told(story.audit(write(18)))).toEqual(['edge: created /berth/www 172.17.0.2:80 for www-1 on docker1, 18 ms after the event']);
});

test("a refused write tells BIG-IP's words, and no latency", () => {
  const story = new Story();
  story.container(event('exited', 'running', 0));
  expect(told(story.audit(write(18, {}, { kind: 'failed', reason: '01070734:3: no' })))).toEqual([
    'edge: could not create /berth/www 172.17.0.2:80 for www-1 on docker1: 01070734:3: no',
  ]);
});

test.for<{ when: string; before: readonly ReturnType<typeof event>[]; write: ReturnType<typeof write>; latency: number | undefined }>([
  { when: 'no event was heard of', before: [], write: write(18), latency: undefined },
  {
    when: 'a mark tells only the beginning of the id',
    before: [event('exited', 'running', 0)],
    write: write(18, { origin: { engine: 'docker1', container: idOf('aaa1').slice(0, 12) } }),
    latency: 18,
  },
  {
    when: 'it is about another container',
    before: [event('exited', 'running', 0)],
    write: write(18, { origin: origin('www-2', 'aaa2') }),
    latency: undefined,
  },
  { when: 'it is about none', before: [event('exited', 'running', 0)], write: write(18, { origin: undefined }), latency: undefined },
  {
    when: 'it repairs what was changed by hand',
    before: [event('exited', 'running', 0)],
    write: write(18, { cause: 'drift' }),
    latency: undefined,
  },
  {
    when: 'the container was made long before it started',
    before: [event(undefined, 'exited', 0), event('exited', 'running', 60_000)],
    write: write(60_018),
    latency: 18,
  },
  {
    when: 'the container was removed after it had died',
    before: [event('running', 'exited', 0), event('exited', undefined, 10)],
    write: write(25, { change: 'delete', cause: 'stopped' }),
    latency: 25,
  },
  {
    when: 'another event came while the request was under way',
    before: [event('exited', 'running', 0), event('running', 'unhealthy', 15)],
    write: write(18),
    latency: 18,
  },
  { when: 'the BIG-IP was away for an hour', before: [event('exited', 'running', 0)], write: write(3_600_000), latency: 3_600_000 },
  { when: 'the clocks differ so that it came before', before: [event('exited', 'running', 30)], write: write(18), latency: undefined },
  {
    when: 'the clocks differ so, and an event long ago had changed nothing on a BIG-IP',
    before: [event('running', 'running', -3_600_000), event('running', 'unhealthy', 30)],
    write: write(18),
    latency: undefined,
  },
])('latency when $when: $latency', ({ before, write: message, latency }) => {
  const story = new Story();
  for (const one of before) story.container(one);
  expect(story.audit(message)).toMatchObject([{ kind: 'written', latency }]);
});

test('where the clocks differ, a write is no answer to an event that was answered before', () => {
  const story = new Story();
  story.container(event(undefined, 'starting', 0));
  expect(story.audit(write(18))).toMatchObject([{ latency: 18 }]);
  story.container(event('starting', 'running', 5030));
  expect(story.audit(write(5018))).toMatchObject([{ latency: undefined }]);
});

test('the second request of the same change has its latency; what comes much later has another reason', () => {
  const story = new Story();
  story.container(event('exited', 'running', 0));
  const latencies = [write(18), write(24), write(18_000)].flatMap((message) => story.audit(message));
  expect(latencies).toMatchObject([{ latency: 18 }, { latency: 24 }, { latency: undefined }]);
});

test('after another planner began, what was heard before explains nothing', () => {
  const story = new Story();
  story.desired(plan(1));
  story.container(event('exited', 'running', 0));
  story.desired(plan(1));
  expect(story.audit(write(18))).toMatchObject([{ latency: 18 }]);
  story.desired(plan(2));
  expect(story.audit(write(30))).toMatchObject([{ latency: undefined }]);
});

function problemsOf(kind: 'snapshot' | 'update', ...entries: readonly (readonly [string, object | undefined])[]): Batch<Problem> {
  return {
    kind,
    entries: entries.map(([key, document]) => ({
      key,
      revision: 1,
      value: document === undefined ? { kind: 'deleted' } : { kind: 'document', document: document as Problem },
    })),
  };
}

test('problems that open and are solved, also while nobody looked; those open at first are no news', () => {
  const story = new Story();
  const one = problem('container www-9: exposes no TCP port', 'engine docker1');
  const two = problem('the name is disputed', 'engine docker2');
  expect(story.problems(problemsOf('snapshot', ['a', one]))).toEqual([]);
  expect(told(story.problems(problemsOf('update', ['b', two])))).toEqual(['problem: the name is disputed (engine docker2); do this']);
  expect(told(story.problems(problemsOf('update', ['a', undefined])))).toEqual(['problem solved: container www-9: exposes no TCP port']);
  expect(told(story.problems(problemsOf('snapshot', ['a', one])))).toEqual([
    'problem: container www-9: exposes no TCP port (engine docker1); do this',
    'problem solved: the name is disputed',
  ]);
});

test('a BIG-IP tells what state it comes to, and what is not as desired', () => {
  const story = new Story();
  const take = takeStatusOf(story, 'ltm.edge');
  const refused = { kind: 'refused', object: '/berth/www', reason: '01070734:3: no' };
  const drifted = { kind: 'drifted', object: '/berth/www', reason: 'repaired' };
  expect(take({})).toEqual([]);
  expect(take({ appliedTo: 9 })).toEqual([]);
  expect(take({ state: { kind: 'frozen', reason: 'held by ann: maintenance' } })).toEqual([
    'edge (ltm) is frozen: held by ann: maintenance',
  ]);
  expect(take({ exceptions: [refused, drifted] })).toEqual([
    'edge (ltm) is active',
    'edge: refused /berth/www: 01070734:3: no',
    'edge: drifted /berth/www: repaired',
  ]);
  expect(take({})).toEqual(['edge: no longer refused /berth/www']);
});

test('a unit that is written to by itself tells its own state, and what is not as desired on it', () => {
  const story = new Story();
  const take = takeStatusOf(story, 'route.edge.b=2Eexample=2Ecom');
  take({});
  expect(take({ state: { kind: 'waiting', reason: 'no plan' } })).toEqual(['edge (route, unit b.example.com) is waiting: no plan']);
  const exceptions = [{ kind: 'refused', object: '/berth/berth_per_unit/one', reason: '01070734:3: no' }];
  expect(take({ state: { kind: 'waiting', reason: 'no plan' }, exceptions })).toEqual([
    'edge (unit b.example.com): refused /berth/berth_per_unit/one: 01070734:3: no',
  ]);
});

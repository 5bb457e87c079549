import type { Container } from '@berth/messages';
import { Container as Schema } from '@berth/messages';
import { expect, test } from 'vitest';
import { bytesOf, Standing, turnOf } from './standing.ts';

function web(more: Partial<Container> = {}): Container {
  const attachment = { kind: 'none' };
  const labels = { 'berth.port': '80' };
  const common = { id: 'a'.repeat(64), name: 'www-1', image: 'web:1', stopTimeout: 10, attachment, ports: [] };
  return Schema.parse({ ...common, labels, state: 'running', startedAt: 1_000, ...more });
}

function turn(container: Container | undefined) {
  return container && turnOf({ container, bytes: bytesOf(container) });
}

const exited = web({ state: 'exited' });

test.for<{ when: string; after: Partial<Container>; pause: number; since: number | undefined }>([
  { when: 'it is started again soon', after: { startedAt: 9_000 }, pause: 59_000, since: 1_000 },
  { when: 'it is started again late', after: { startedAt: 9_000 }, pause: 61_000, since: undefined },
  {
    when: 'a new image takes its name',
    after: { id: 'b'.repeat(64) as Container['id'], image: 'web:1.0.1', startedAt: 9_000 },
    pause: 0,
    since: 1_000,
  },
  {
    when: 'what takes its name asks for other things',
    after: { labels: { 'berth.port': '81' }, startedAt: 9_000 },
    pause: 0,
    since: undefined,
  },
  { when: 'what takes its name is much larger', after: { image: 'x'.repeat(600), startedAt: 9_000 }, pause: 0, since: undefined },
  { when: 'another has another name', after: { name: 'www-2', startedAt: 9_000 }, pause: 0, since: undefined },
])('since when it runs when $when', ({ after, pause, since }) => {
  const standing = new Standing();
  expect(standing.follow(undefined, web(), { now: 1_000, had: 300 })?.since).toBeUndefined();
  standing.follow(turn(web()), exited, { now: 5_000, had: 300 });
  standing.follow(turn(exited), undefined, { now: 5_000, had: 300 });
  expect(standing.follow(undefined, web(after), { now: 5_000 + pause, had: 300 })?.since).toBe(since);
});

test('a restart that nobody saw, and one after the other', () => {
  const standing = new Standing();
  const again = standing.follow(turn(web()), web({ startedAt: 9_000 }), { now: 9_000, had: 300 });
  expect(again?.since).toBe(1_000);
  expect(standing.follow(turn(again), web({ startedAt: 12_000 }), { now: 12_000, had: 300 })?.since).toBe(1_000);
  expect(standing.follow(turn(again), web({ startedAt: 9_000, state: 'unhealthy' }), { now: 12_000, had: 300 })?.since).toBe(1_000);
});

test('what is kept has an end, however many come and go', () => {
  const standing = new Standing();
  for (let n = 0; n < 50_000; n++) standing.follow(turn(web({ name: `evil-${n}` })), undefined, { now: n, had: 300 });
  expect(standing.kept(50_000)).toBeLessThan(5_001 * 300);
  expect(standing.kept(50_000)).toBeGreaterThan(0);
  expect(standing.kept(120_000)).toBe(0);
});

import { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { OpenProblems, type PlanProblem } from './problems.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const problem = (subject: string): PlanProblem => ({ subject, severity: 'warning', what: 'w', where: 'x', hint: 'h' });

/** What a publisher would be left with. */
function published() {
  const keys = new Set<string>(['planner-east.old', 'planner-east.still']);
  const clock = { now: 0 };
  const sink = { set: (key: string) => void keys.add(key), delete: (key: string) => void keys.delete(key) };
  const open = new OpenProblems({ source: 'planner-east', sink, log, now: () => clock.now });
  return { open, keys, clock };
}

test('what is solved is deleted, of one owner alone', () => {
  const { open, keys } = published();
  open.replace('container a', [problem('a-1'), problem('a-2')]);
  open.replace('container b', [problem('b-1')]);
  open.replace('container a', [problem('a-2')]);
  expect([...keys]).toEqual(['planner-east.old', 'planner-east.still', 'planner-east.a-2', 'planner-east.b-1']);
  open.replace('container b', []);
  expect(keys).not.toContain('planner-east.b-1');
});

test('what an earlier planner reported is deleted, unless it is still so', () => {
  const { open, keys } = published();
  open.replace('container a', [problem('still')]);
  open.deleteOthers([...keys]);
  expect([...keys]).toEqual(['planner-east.still']);
});

test('of many problems of one owner only the first are told, each no longer than it may be, and two long subjects stay two', () => {
  const { open, keys } = published();
  const long = 'a'.repeat(500);
  open.replace('container a', [
    problem(`${long}1`),
    problem(`${long}2`),
    ...Array.from({ length: 100 }, (_, index) => problem(`n${index}`)),
  ]);
  const told = [...keys].slice(2);
  expect(told).toHaveLength(11);
  expect(Math.max(...told.map((key) => key.length))).toBeLessThan(200);
  open.replace('container a', []);
  expect([...keys]).toHaveLength(2);
});

test('of one engine only so many are told, and how many more; one that is solved makes room for the next, in time', () => {
  const { open, keys, clock } = published();
  const engine = EngineName.parse('docker1');
  const tell = (from: number, to: number, found: (n: number) => readonly PlanProblem[]) => {
    for (let n = from; n < to; n++) open.replace(`container ${n}`, found(n));
  };
  tell(0, 1_000, (n) => [{ ...problem(`docker1-${n}`), engine }]);
  tell(2_000, 2_010, (n) => [problem(`nobody-${n}`)]);
  const told = () => [...keys].filter((key) => key.includes('docker1-')).length;
  expect(told()).toBe(251);
  expect([...keys].filter((key) => key.includes('nobody-'))).toHaveLength(10);
  tell(0, 100, () => []);
  open.tellWaiting();
  expect(told()).toBe(152);
  clock.now += 100_000;
  open.tellWaiting();
  expect(told()).toBe(162);
  clock.now += 3_600_000;
  open.tellWaiting();
  expect(told()).toBe(251);
  tell(100, 1_000, () => []);
  expect(told()).toBe(0);
});

test('that there are more is told no longer when the last of them is told because it was found again', () => {
  const { open, keys } = published();
  const found = (n: number) => [{ ...problem(`docker1-${n}`), engine: EngineName.parse('docker1') }];
  for (let n = 0; n <= 250; n++) open.replace(`container ${n}`, found(n));
  expect(keys).toContain('planner-east.engine-docker1-problems');
  open.replace('container 0', []);
  open.replace('container 250', found(250));
  expect(keys).toContain('planner-east.docker1-250');
  expect(keys).not.toContain('planner-east.engine-docker1-problems');
});

test('50,000 problems that come and go are told by the few that there is time for', () => {
  const { open, keys, clock } = published();
  const engine = EngineName.parse('docker1');
  let written = 0;
  const count = (key: string) => {
    written += keys.has(key) ? 0 : 1;
  };
  for (let n = 0; n < 50_000; n++) {
    clock.now += 1;
    open.replace(`container ${n}`, [{ ...problem(`docker1-${n}`), engine }]);
    count(`planner-east.docker1-${n}`);
    open.replace(`container ${n}`, []);
  }
  expect(50_000 - written).toBeLessThan(260);
  expect(keys.size).toBe(2);
});

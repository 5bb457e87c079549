import { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { OpenProblems, type PlanProblem } from './problems.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const problem = (subject: string): PlanProblem => ({ subject, severity: 'warning', what: 'w', where: 'x', hint: 'h' });

/** What a publisher would be left with. */
function published() {
  const keys = new Set<string>(['planner-east.old', 'planner-east.still']);
  const open = new OpenProblems('planner-east', { set: (key) => void keys.add(key), delete: (key) => void keys.delete(key) }, log);
  return { open, keys };
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

test('of one engine only so many are told, and how many more; one that is solved makes room for the next', () => {
  const { open, keys } = published();
  const engine = EngineName.parse('docker1');
  for (let n = 0; n < 1_000; n++) open.replace(`container ${n}`, [{ ...problem(`docker1-${n}`), engine }]);
  for (let n = 0; n < 10; n++) open.replace(`host ${n}`, [problem(`nobody-${n}`)]);
  const told = () => [...keys].filter((key) => key.includes('docker1-')).length;
  expect(told()).toBe(251);
  expect([...keys].filter((key) => key.includes('nobody-'))).toHaveLength(10);
  for (let n = 0; n < 700; n++) open.replace(`container ${n}`, []);
  expect(told()).toBe(251);
  for (let n = 700; n < 800; n++) open.replace(`container ${n}`, []);
  expect(told()).toBe(200);
  for (let n = 800; n < 1_000; n++) open.replace(`container ${n}`, []);
  expect(told()).toBe(0);
});

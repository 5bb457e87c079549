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

/** The life of an object as one of F5's Ansible modules leads it: made, left alone, changed, left alone, refused what a BIG-IP refuses, removed. */
import { expect, test } from 'vitest';
import { VirtualBigIp } from '../index.ts';
import { runTasks, type Task } from './playbook.ts';

type Args = Readonly<Record<string, unknown>>;

export type Life = {
  readonly module: string;
  /** What the unit runs besides LTM. */
  readonly runs?: 'gtm';
  /** Made before, and not looked at. */
  readonly given?: readonly Task[];
  readonly create: Args;
  readonly change: Args;
  /** What BIG-IP must refuse, in its own words. */
  readonly refused?: readonly { readonly args: Args; readonly says: RegExp }[];
  readonly remove: Args;
};

/** A test for each life, on a unit of its own. */
export function tryLives(lives: readonly Life[]): void {
  test.for(lives.map((life) => ({ ...life, name: `${life.module} ${String(life.create['name'] ?? life.create['host'])}` })))(
    '$name is made, left alone, changed and removed',
    { timeout: 300_000 },
    async ({ module, runs, given = [], create, change, refused = [], remove }) => {
      await using unit = await VirtualBigIp.start();
      if (runs !== undefined) unit.edit('PATCH', `sys/provision/${runs}`, { level: 'nominal' });
      const task = (args: Args): Task => ({ module, args });
      const steps = [create, create, change, change, ...refused.map(({ args }) => args), remove, remove].map(task);
      const outcomes = (await runTasks(unit, [...given, ...steps])).slice(given.length);
      const refusals = outcomes.splice(4, refused.length);
      const told = outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.message : outcome.kind));
      expect(told).toEqual(['changed', 'unchanged', 'changed', 'unchanged', 'changed', 'unchanged']);
      for (const [index, { says }] of refused.entries()) {
        const outcome = refusals[index];
        expect(outcome?.kind === 'failed' ? outcome.message : outcome?.kind).toMatch(says);
      }
    },
  );
}

/** Targets that were planned for under this lease and that the configuration has no more: what Berth made there is still there. */
import type { Lease, Store } from '@berth/bus';
import { planFilter, planTarget, type TargetKind } from '@berth/messages';
import type { OpenProblems, PlanProblem } from './problems.ts';

export type LeftTargets = {
  readonly kind: TargetKind;
  /** The targets of that kind that are planned for now. */
  readonly names: ReadonlySet<string>;
  readonly problemOf: (name: string) => PlanProblem;
};

export type LeftSurroundings = { readonly store: Store; readonly lease: Lease; readonly open: OpenProblems };

/** Reports them as long as their plan is stored, until `signal` aborts. */
export async function tellLeft(
  { kind: what, names, problemOf }: LeftTargets,
  { store, lease, open }: LeftSurroundings,
  signal: AbortSignal,
): Promise<void> {
  const left = new Set<string>();
  for await (const { kind, entries } of store.watch('berth-desired', planFilter(what), signal)) {
    const before = kind === 'snapshot' ? new Set(left) : new Set<string>();
    for (const { key, value } of entries) {
      const name = planTarget(key);
      before.delete(name);
      // One that moved to another site is planned for under that one's lease.
      if (value.kind !== 'document' || value.document.epoch.lease !== lease.name || names.has(name)) before.add(name);
      else {
        left.add(name);
        open.replace(`left ${what} ${name}`, [problemOf(name)]);
      }
    }
    for (const name of before) {
      left.delete(name);
      open.replace(`left ${what} ${name}`, []);
    }
  }
}

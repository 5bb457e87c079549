/** What an applier plugs in: its kinds of objects, what is known of them and wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import type { Change } from './diff.ts';
import type { PartChange } from './documents.ts';
import type { Naming } from './folder/objects.ts';
import type { PlanSurroundings } from './folder/plan-parts.ts';
import type { NamedChange, PlannedPart, StepContext } from './folder/step.ts';
import type { Step } from './resources.ts';

/** How what was read is taken into what is known. */
export type TakeOptions<T> = {
  /** Objects, as in `Step.paths`, of which what was read says nothing. */
  readonly written: ReadonlySet<string>;
  /** Told of each of our objects that isn't as we know it. */
  readonly onDrift: (object: T, what: string) => void;
};

/** `how`: as in `Resources.readAll`; at the first time `onDrift` tells nobody. */
export type TakeWhole<T> = (how: 'first' | 'again', options: TakeOptions<T>) => void;

/** `orphans`: whether those objects may go of which nobody knows whose they are. */
export type PartSurroundings<T> = PlanSurroundings<T> & { readonly orphans: 'keep' | 'remove' };

export interface Kinds<T> {
  readonly naming: Naming<T>;
  /** Reads all that is ours or in our way. What it returns takes that in. */
  readAll(session: Session, until: Until): Promise<TakeWhole<T>>;
  /** Reads only these objects, as in `Step.paths`. What it returns takes them in, and returns the parts to be compared again. */
  readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<() => Iterable<string>>;
  /** Whether anything that was read carries our mark. */
  holdsOurs(): boolean;
  /** As in `Resources`. */
  obstacle(): string | undefined;
  /** As in `Resources`. */
  update(changes: readonly PartChange[]): Iterable<string>;
  /** Forgets every document. */
  reset(): void;
  allParts(): Iterable<string>;
  /** The parts for which it makes a difference whether orphans may go. */
  orphanParts(): Iterable<string>;
  /** Pure but for what it is told of. */
  planPart(part: string, surroundings: PartSurroundings<T>): PlannedPart<T>;
  /** The requests for the changes of several parts, in order. */
  stepsFor(changes: readonly NamedChange<T>[], context: StepContext<T>): readonly Step[];
  /** BIG-IP has acknowledged a change. Returns the parts to be compared again; `all` if something may lie in it that could not be planned before. */
  apply(change: Change<T>): Iterable<string> | 'all';
  owned(): Status['owned'];
}

/** What an applier plugs into the loop: its kinds of objects, what is known of them, and how they are read and written. */
import type { IControlError, Request, Session, Until } from '@berth/icontrol';
import type { Audit, Status, StatusException } from '@berth/messages';
import type { PartChange } from './documents.ts';
import type { Quarantine } from './quarantine.ts';

/** One object's create, update or delete, as audit and status tell it. */
export type ObjectChange = Audit['changes'][number] & {
  /** Names the object among all of the applier's. */
  readonly key: string;
  /** What is wanted of it, in a form to compare: a refusal counts until something else is wanted. */
  readonly want: string;
  /** The part it was planned for. */
  readonly part: string;
  readonly service?: string;
};

/** What is sent at once: one request, or several in one transaction. */
export type Step = {
  readonly requests: readonly Request[];
  readonly changes: readonly ObjectChange[];
  /** Objects to be read again when it isn't known what became of it. */
  readonly paths: readonly string[];
  /** Brings forward what is known: BIG-IP has acknowledged it. Returns the parts to be compared again because of it. */
  readonly acknowledge: () => Iterable<string>;
  /** Whether this refusal means that nothing is left to do. */
  readonly isMoot: (refusal: IControlError) => boolean;
};

/** What was read, to be taken into what is known. */
export type Reading = {
  /**
   * `written`: objects that were written to while it was read, so that what was read of them says nothing.
   * Returns the parts to be compared again.
   */
  take(written: ReadonlySet<string>): Iterable<string>;
};

export interface Resources {
  /** Reads all that is ours or in our way. `first`: nothing is known yet; `again`: what differs from what is known was changed by somebody else. */
  readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading>;
  /** Reads only these objects, after a write to them whose outcome isn't known. */
  readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading>;
  /** Whether anything there carries our mark. Undefined until it was read. */
  holdsOurs(): boolean | undefined;
  /** Why nothing may be written at all, in words for an operator; undefined when it may. */
  obstacle(): string | undefined;
  /** Takes changed documents in. Returns the parts to be compared again. */
  update(changes: readonly PartChange[]): Iterable<string>;
  /** Forgets every document. Returns the parts to be compared again. */
  reset(): Iterable<string>;
  /** From now on orphans may be removed, or no longer. Returns the parts to be compared again. */
  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string>;
  /** What brings these parts to what their documents ask for, in the order in which it is to be sent. */
  plan(parts: readonly string[], aside: Quarantine, now: number): readonly Step[];
  owned(): Status['owned'];
  /** All that isn't as desired, refusals aside. */
  exceptions(): StatusException[];
  /** What of this part isn't as desired, as it was planned last: without refusals, and what somebody else changed. */
  exceptionsOf(part: string): readonly StatusException[];
}

/** Pure: what is told of a part whose document says nothing that counts. */
import type { PlannedPart } from './step.ts';

type PartState = { readonly kind: 'unknown'; readonly reason: string } | { readonly kind: 'serving' | 'gone' };

export type HeldPart = {
  readonly part: string;
  /** In which its objects lie. */
  readonly folder: string;
  /** Undefined where no document names it. */
  readonly state: PartState | undefined;
};

/** What is planned for it by the last document that counted, and that it is held. */
export function heldIfUnknown<T>(planned: PlannedPart<T>, { part, folder, state }: HeldPart): PlannedPart<T> {
  if (state?.kind !== 'unknown') return planned;
  const exception = { kind: 'held', object: `${folder} ${part}`, service: part, reason: state.reason } as const;
  return { ...planned, exceptions: [...planned.exceptions, exception] };
}

/** Pure: when a partition is saved. */

export type SaveTiming = { readonly saveAfter: number; readonly saveAtLatest: number };

/** Since when, and since when last, there are changes that a restart would lose; ms of one clock. */
export type Unsaved = { readonly since: number; readonly last: number };

/** One more change. */
export function changedAt(unsaved: Unsaved | undefined, now: number): Unsaved {
  return { since: unsaved?.since ?? now, last: now };
}

/** When to save: once things have settled, and at the latest after a while; never while there is nothing to save. */
export function saveDue(unsaved: Unsaved | undefined, { saveAfter, saveAtLatest }: SaveTiming): number {
  return unsaved === undefined ? Number.POSITIVE_INFINITY : Math.min(unsaved.last + saveAfter, unsaved.since + saveAtLatest);
}

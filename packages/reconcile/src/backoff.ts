/** Pure: how long to wait before trying again. */

/** Doubles from `first` up to `longest`, ms, with up to half of it taken off at random (`random` is in [0, 1)), so that many don't try at once. */
export function backoff(
  tries: number,
  { first, longest, random }: { readonly first: number; readonly longest: number; readonly random: number },
): number {
  const full = Math.min(longest, first * 2 ** Math.min(tries, 30));
  return full * (1 - random / 2);
}

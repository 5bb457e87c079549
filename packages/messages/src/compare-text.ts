/** The one order of text in everything that is published: by code unit, the same on every machine. */

/** For sorting; negative when `a` comes first. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Into what the work of an applier is divided: a part is planned on its own. Most are a service's, or an engine's routes, and have its name. */

/** What services share. */
export const basePart = '=base';

/** Objects that no document asks for, where they are planned together. */
export const straysPart = '=strays';

/** The service, or engine, of a part; undefined for one of another kind, whose name begins with `=`. */
export function serviceOf(part: string): string | undefined {
  return part.startsWith('=') ? undefined : part;
}

/** In the order in which they are planned: what services share before what lies in it, and what comes before what goes. */
export function inOrder(parts: Iterable<string>): string[] {
  return [...new Set(parts)].toSorted((a, b) => rank(a) - rank(b));
}

function rank(part: string): 0 | 1 | 2 {
  return part === basePart ? 0 : serviceOf(part) !== undefined ? 1 : 2;
}

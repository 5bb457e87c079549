/** One case of the table from recorded JSON to desired documents. */
import type { lines } from './lines.ts';
import type { Configured, Step } from './planned.ts';
import type { Running } from './recorded.ts';

/** What isn't told of is not looked at, but for problems, of which there are none then. A problem and a hint are told by how they begin. */
export type Case = {
  /** Completes "what runs becomes what is desired when …". */
  readonly when: string;
  readonly given: readonly Running[];
  /** What follows upon it. */
  readonly next?: readonly Step[];
  readonly configured?: Configured;
} & { readonly [L in keyof typeof lines]?: readonly string[] };

export function label(labels: Readonly<Record<string, string>>) {
  return { labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [`berth.${name}`, value])) };
}

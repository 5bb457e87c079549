/** Pure: which problems are about a name. */
import type { Problem } from '@berth/messages';

export type Asked = {
  readonly names: ReadonlySet<string>;
  /** Their instances count too: `www-9` for `www`. */
  readonly services: ReadonlySet<string>;
};

/** Whether one of the names stands in what a problem says, as a whole word: `www` is not in `www.apps.example.com`. */
export function mentions({ what, where }: Problem, { names, services }: Asked): boolean {
  const words = `${what} ${where}`.split(/[^A-Za-z0-9_.-]+/).map((word) => word.replace(/\.$/, ''));
  return words.some((word) => names.has(word) || services.has(word) || services.has(word.replace(/-\d+$/, '')));
}

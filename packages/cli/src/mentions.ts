/** Pure: which problems are about a name, a container or a service. */
import type { Origin, Problem } from '@berth/messages';

export type Asked = {
  readonly names: ReadonlySet<string>;
  /** Their instances count too: `www-9` for `www`. */
  readonly services: ReadonlySet<string>;
};

/** Whether one of the names stands in what a problem says, as a whole word: `www` is not in `www.apps.example.com`. */
export function mentions({ what, where }: Problem, { names, services }: Asked): boolean {
  const text = `${what} ${where}`;
  // Destinations have colons and slashes in them.
  const words = [...text.split(/[^A-Za-z0-9_.-]+/), ...text.split(/[\s,;()"]+/)].map((word) => word.replace(/[.:]$/, ''));
  return words.some((word) => names.has(word) || services.has(word) || services.has(word.replace(/-\d+$/, '')));
}

/** One of its own. */
export function isOfContainer({ subject }: Problem, { container }: Pick<Origin, 'container'>): boolean {
  return subject.startsWith(`container-${container.slice(0, 12)}-`);
}

/** One of its service, or one that it has in common with others, such as a claim to the same name. */
export function namesContainer({ what, where }: Problem, { container }: Pick<Origin, 'container'>): boolean {
  return `${what} ${where}`.includes(container.slice(0, 12));
}

export function isOfService({ subject }: Problem, service: string): boolean {
  return subject.startsWith(`service-${service}-`);
}

/** What somebody else has changed of ours. */
import type { StatusException } from '@berth/messages';
import type { Naming } from './objects.ts';

/** Told until the next whole read, though it is repaired before. */
export class Drift<T> {
  readonly #naming: Naming<T>;
  readonly #told = new Map<string, StatusException>();
  /** What is not repaired yet. */
  readonly #broken = new Set<string>();

  constructor(naming: Naming<T>) {
    this.#naming = naming;
  }

  /** A whole read begins. */
  clear(): void {
    this.#told.clear();
    this.#broken.clear();
  }

  readonly note = (object: T, reason: string): void => {
    const key = this.#naming.keyOf(object);
    this.#told.set(key, { kind: 'drifted', object: this.#naming.nameOf(object), reason });
    this.#broken.add(key);
  };

  repaired(key: string): void {
    this.#broken.delete(key);
  }

  /** Whether the object with this key is still to be repaired. */
  has(key: string): boolean {
    return this.#broken.has(key);
  }

  exceptions(): Iterable<StatusException> {
    return this.#told.values();
  }
}

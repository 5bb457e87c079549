/** Objects of which it isn't known how they are, since a request to them had no certain outcome. */
import type { Session, Until } from '@berth/icontrol';
import type { Resources } from './resources.ts';

export class Doubts {
  /** As in `Step.paths`. */
  readonly #paths = new Set<string>();

  add(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
  }

  /** All is about to be read anew. */
  clear(): void {
    this.#paths.clear();
  }

  /** Reads them again. Returns the parts to be compared again. */
  async settle(resources: Resources, session: Session, until: Until): Promise<Iterable<string>> {
    if (this.#paths.size === 0) return [];
    const paths = new Set(this.#paths);
    const parts = (await resources.readSome(session, paths, until)).take(new Set());
    for (const path of paths) this.#paths.delete(path);
    return parts;
  }
}

/** Files that clients uploaded, as a BIG-IP keeps them below `/var/config/rest/downloads`. */

export const DOWNLOADS = '/var/config/rest/downloads';

/** All files together are no larger. */
const ROOM = 64 * 1024 * 1024;

export class Files {
  readonly #contents = new Map<string, Buffer>();

  get(path: string): Buffer | undefined {
    return this.#contents.get(path);
  }

  /** False if there is no room for it. */
  put(path: string, content: Buffer): boolean {
    const others = this.#contents.values().reduce((sum, { length }) => sum + length, 0) - (this.#contents.get(path)?.length ?? 0);
    if (others + content.length > ROOM) return false;
    this.#contents.set(path, content);
    return true;
  }

  /** False if it isn't there. */
  remove(path: string): boolean {
    return this.#contents.delete(path);
  }

  /** The paths, sorted. */
  list(): string[] {
    return [...this.#contents.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  }
}

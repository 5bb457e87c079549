/** Files that clients uploaded, as a BIG-IP keeps them below `/var/config/rest/downloads`. */

export const DOWNLOADS = '/var/config/rest/downloads';

/** All files together should be no larger. */
const ROOM = 64 * 1024 * 1024;

export class Files {
  readonly #contents = new Map<string, Buffer>();

  get(path: string): Buffer | undefined {
    return this.#contents.get(path);
  }

  /** Whether there is room for a file of that many bytes, in place of what is there. */
  fits(path: string, length: number): boolean {
    const all = this.#contents.values().reduce((sum, content) => sum + content.length, 0);
    return all - (this.#contents.get(path)?.length ?? 0) + length <= ROOM;
  }

  put(path: string, content: Buffer): void {
    this.#contents.set(path, content);
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

/** Whether the files that a program's work needs can be read: who waits for a lease would notice only when it has to take over. */
import { readFile } from 'node:fs/promises';
import type { Log } from '@berth/bus';

/** ms between two looks. */
const interval = 2000;

export class FileWatch implements Disposable {
  readonly #files: () => readonly string[];
  readonly #log: Pick<Log, 'error' | 'info'>;
  readonly #timer: NodeJS.Timeout;
  /** With why. */
  #unreadable: ReadonlyMap<string, string> = new Map();
  #looking: boolean = false;

  /** `files`: those that are needed now. */
  constructor(files: () => readonly string[], log: Pick<Log, 'error' | 'info'>) {
    this.#files = files;
    this.#log = log;
    this.#timer = setInterval(() => void this.look(), interval);
    void this.look();
  }

  /** What is wrong with each that can't be read; empty when nothing is. */
  get unreadable(): string[] {
    return [...this.#unreadable].map(([file, reason]) => `${file}: ${reason}`);
  }

  /** Also out of turn; one look at a time. Logs what is new. Doesn't throw. */
  async look(): Promise<void> {
    // A file on a network may take long.
    if (this.#looking) return;
    this.#looking = true;
    const found = new Map<string, string>();
    for (const file of new Set(this.#files())) {
      const reason = await whyUnreadable(file);
      if (reason !== undefined) found.set(file, reason);
    }
    const before = this.#unreadable;
    this.#unreadable = found;
    this.#looking = false;
    for (const [file, reason] of found)
      if (before.get(file) !== reason) this.#log.error({ file, reason }, 'could not read a file that the work needs');
    for (const file of before.keys()) if (!found.has(file)) this.#log.info({ file }, 'can read a file again, or needs it no more');
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Opening it isn't enough: a directory can be opened. */
async function whyUnreadable(file: string): Promise<string | undefined> {
  try {
    await readFile(file);
    return undefined;
  } catch (error) {
    // Node puts the call and the path behind.
    return error instanceof Error ? error.message.replace(/, \w+( '.*')?$/s, '') : String(error);
  }
}

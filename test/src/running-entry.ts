/** Runs one of our TypeScript entries for as long as a test needs it, line by line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository, waitUntil } from '@berth/local-stack';

export class RunningEntry implements AsyncDisposable {
  /** What it has printed. */
  readonly lines: string[] = [];
  readonly #child: ReturnType<typeof start>;

  constructor(entry: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = start(entry, args, env);
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.lines.push(line));
  }

  /** Waits for a line that `fits`. */
  async line(what: string, fits: (line: string) => boolean): Promise<string> {
    return await waitUntil(`a line with ${what}`, 60_000, () => this.lines.find(fits));
  }

  /** Nobody reads what it prints any more. */
  stopReading(): void {
    this.#child.stdout.destroy();
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Its exit code, once it has ended. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended();
  }
}

function start(entry: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [join(repository, entry), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

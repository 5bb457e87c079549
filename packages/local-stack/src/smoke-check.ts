/** What was tried, what came back, and whether that is what was promised. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TryLine } from './quick-start.ts';
import { runLine, type ShellResult } from './shell.ts';
import { waitUntil } from './wait-until.ts';

/** A lost engine takes half of it. */
const patience = 60_000;
/** Between two runs of a line, which each start some processes, ms. */
const pause = 100;

export class Check {
  readonly #say: (line: string) => void;
  readonly #signal: AbortSignal;
  #failures = 0;

  constructor(say: (line: string) => void, signal: AbortSignal) {
    this.#say = say;
    this.#signal = signal;
  }

  get failures(): number {
    return this.#failures;
  }

  failed(what: string): void {
    this.#failures += 1;
    this.#say(`WRONG: ${what}`);
  }

  /** Runs a line, again and again for a while, until it gives what is expected; returns that output. */
  async line({ command }: TryLine, expected: string, isRight: (result: ShellResult) => boolean): Promise<string | undefined> {
    let last: ShellResult = { code: null, output: '', errors: '' };
    return await this.until(
      `$ ${command}`,
      async () => {
        last = await runLine(command);
        if (isRight(last)) return last.output;
        await sleep(pause);
        return undefined;
      },
      () => `expected ${expected}, got exit code ${last.code}: ${last.output}\n${last.errors}\n`,
    );
  }

  /** Prints `what` and what came of it, as soon as there is something. */
  async until(what: string, look: () => Promise<string | undefined>, instead: () => string = () => 'in vain'): Promise<string | undefined> {
    this.#say(`\n${what}`);
    try {
      const found = await waitUntil(what, patience, () => {
        this.#signal.throwIfAborted();
        return look();
      });
      this.#say(found);
      return found;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.failed(`${instead()} (${error instanceof Error ? error.message : String(error)})`);
      return undefined;
    }
  }
}

/** Where answers go: standard output, in colours where they are wanted. */
import { visible } from '@berth/messages/visible';
import { draw, drawJson, type Line } from './screen.ts';

export class Terminal {
  readonly #out: NodeJS.WriteStream;
  readonly #error: NodeJS.WriteStream;
  readonly #colours: 'on' | 'off';
  readonly #gone = new AbortController();

  constructor(out: NodeJS.WriteStream, error: NodeJS.WriteStream) {
    this.#out = out;
    this.#error = error;
    // Also heeds NO_COLOR.
    this.#colours = out.isTTY && out.hasColors() ? 'on' : 'off';
    out.on('error', (cause: NodeJS.ErrnoException) => {
      // A socket whose reader went with something unread resets the connection.
      if (cause.code !== 'EPIPE' && cause.code !== 'ECONNRESET') throw cause;
      this.#gone.abort();
    });
  }

  /** Aborts when nobody reads any more, as with `berth watch | head`. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  print(...lines: readonly Line[]): void {
    for (const line of lines) this.#out.write(`${draw(line, this.#colours)}\n`);
  }

  /** `whole`: a document to read; `line`: one of many. */
  printJson(value: unknown, form: 'whole' | 'line'): void {
    this.#out.write(`${drawJson(value, form === 'whole' ? 2 : 0)}\n`);
  }

  /** Beside the answer. */
  tell(text: string): void {
    for (const line of text.split('\n')) this.#error.write(`${visible(line)}\n`);
  }
}

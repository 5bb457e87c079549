/** The frames in which the data plane and the Tcl process speak: a line of lengths, then the fields' bytes. */

/** A frame of strings whose characters are bytes. */
export function frame(fields: readonly string[]): string {
  return `${fields.map((field) => field.length).join(' ')}\n${fields.join('')}`;
}

/** Takes a stream apart into frames. */
export class FrameReader {
  #pending = '';

  /** The frames that `bytes` completes. */
  *read(bytes: Buffer): Generator<string[]> {
    this.#pending += bytes.toString('latin1');
    for (;;) {
      const line = this.#pending.indexOf('\n');
      if (line < 0) return;
      const lengths = this.#pending.slice(0, line).split(' ').map(Number);
      const end = lengths.reduce((sum, length) => sum + length, line + 1);
      if (this.#pending.length < end) return;
      const whole = this.#pending;
      this.#pending = whole.slice(end);
      let at = line + 1;
      yield lengths.map((length) => {
        at += length;
        return whole.slice(at - length, at);
      });
    }
  }
}

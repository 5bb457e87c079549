/** Finds the end of a message's body in the bytes as they come. They are passed on as they are, chunks and trailers included. */
import { type Framing, MalformedMessage } from './message.ts';

const CR = 13;
const LF = 10;
/** Longest line of a chunk's size or of a trailer. */
const LONGEST_LINE = 16 * 1024;

export class BodyScanner {
  done: boolean;
  readonly #framing: Framing;
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left: number;
  #at: 'size' | 'data' | 'after-data' | 'trailer' = 'size';
  #line = '';

  constructor(framing: Framing) {
    this.#framing = framing;
    this.#left = framing.kind === 'length' ? framing.length : 0;
    this.done = framing.kind === 'none';
  }

  /** How many of these bytes belong to the body. */
  scan(bytes: Buffer): number {
    switch (this.#framing.kind) {
      case 'none':
        return 0;
      case 'until-close':
        return bytes.length;
      case 'length': {
        const taken = Math.min(this.#left, bytes.length);
        this.#left -= taken;
        this.done = this.#left === 0;
        return taken;
      }
      case 'chunked':
        return this.#scanChunks(bytes);
      default:
        return this.#framing satisfies never;
    }
  }

  #scanChunks(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && !this.done) {
      if (this.#at === 'data') {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
        if (this.#left === 0) this.#at = 'after-data';
        continue;
      }
      const end = bytes.indexOf(LF, at);
      this.#line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      if (this.#line.length > LONGEST_LINE) throw new MalformedMessage('a line of a chunked body is too long');
      if (end < 0) return bytes.length;
      at = end + 1;
      const line = this.#line.charCodeAt(this.#line.length - 1) === CR ? this.#line.slice(0, -1) : this.#line;
      this.#line = '';
      this.#endLine(line);
    }
    return at;
  }

  #endLine(line: string): void {
    if (this.#at === 'trailer') {
      this.done = line === '';
    } else if (this.#at === 'after-data') {
      if (line !== '') throw new MalformedMessage('a chunk is longer than it says');
      this.#at = 'size';
    } else {
      const size = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
      if (size === undefined) throw new MalformedMessage(`not a chunk's size: ${line.slice(0, 40)}`);
      this.#left = Number.parseInt(size, 16);
      this.#at = this.#left === 0 ? 'trailer' : 'data';
    }
  }
}

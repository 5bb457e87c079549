/** A stream of bytes as lines. */
import type { Readable } from 'node:stream';

/** Longer ones are not Docker's: they are cut off here, so that nobody can fill the memory. */
const longest = 16 * 1024 * 1024;

/** Lines as soon as they are there, empty ones left out; one that the end cuts off is dropped. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    if (length < longest) parts.push(first);
    length += first.length;
    for (const other of others) {
      const line = parts.join('');
      if (line.trim() !== '') yield line;
      parts = [other];
      length = other.length;
    }
  }
}

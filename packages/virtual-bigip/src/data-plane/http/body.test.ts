/** The end of a body is found however the bytes come in pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BodyScanner } from './body.ts';
import { type Framing, MalformedMessage } from './message.ts';

/** Feeds `bytes` in pieces that end at `cuts`; how many of them the body is, or undefined if it doesn't end. */
function lengthOf(framing: Framing, bytes: Buffer, cuts: readonly number[]): number | undefined {
  const scanner = new BodyScanner(framing);
  let total = 0;
  for (const [at, from] of [0, ...cuts].entries()) {
    if (scanner.done) return total;
    const piece = bytes.subarray(from, cuts[at] ?? bytes.length);
    const taken = scanner.scan(piece);
    total += taken;
    if (taken < piece.length) expect(scanner.done).toBe(true);
  }
  return scanner.done ? total : undefined;
}

const chunk = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constantFrom('', ';a=b', ' ; x'), fc.boolean())
  .map(([data, extension, upper]) => {
    const size = data.length.toString(16);
    return Buffer.concat([Buffer.from(`${upper ? size.toUpperCase() : size}${extension}\r\n`), data, Buffer.from('\r\n')]);
  });
const chunked = fc
  .tuple(fc.array(chunk, { maxLength: 5 }), fc.constantFrom('', 'Trailer: x\r\n', 'A: 1\r\nB: 2\r\n'))
  .map(([chunks, trailers]) => Buffer.concat([...chunks, Buffer.from(`0\r\n${trailers}\r\n`)]));
const cutting = fc.array(fc.nat(300), { maxLength: 8 });

function sorted(cuts: readonly number[], most: number): number[] {
  return cuts.map((cut) => Math.min(cut, most)).toSorted((a, b) => a - b);
}

test('a chunked body ends with its last chunk and trailers, whatever follows', () => {
  fc.assert(
    fc.property(chunked, fc.uint8Array({ maxLength: 20 }), cutting, (body, next, cuts) => {
      const bytes = Buffer.concat([body, next]);
      expect(lengthOf({ kind: 'chunked' }, bytes, sorted(cuts, bytes.length))).toBe(body.length);
    }),
  );
});

test('a body of a length has that length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(200), cutting, (length, there, cuts) => {
      const found = lengthOf({ kind: 'length', length }, Buffer.alloc(there), sorted(cuts, there));
      expect(found).toBe(there >= length ? length : undefined);
    }),
  );
});

test.for(['\r\n', 'x\r\n', '-1\r\n', '5 5\r\n', '1\r\nab\r\n', '0x1\r\na\r\n', `1;${'x'.repeat(20_000)}\r\n`, `${'f'.repeat(13)}\r\n`])(
  'chunks that begin %j are malformed',
  (text) => {
    expect(() => new BodyScanner({ kind: 'chunked' }).scan(Buffer.from(text))).toThrow(MalformedMessage);
  },
);

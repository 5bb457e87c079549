/** Lines out of chunks, wherever those are cut. */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

function lines(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  return Array.fromAsync(linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))));
}

const text = '{"a":"ä€😀"}\n{"b":2}\n';

test('lines are the same wherever the bytes are cut', async () => {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) {
    expect(await lines([bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0))).toEqual([
      '{"a":"ä€😀"}',
      '{"b":2}',
    ]);
  }
  expect(await lines(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(['{"a":"ä€😀"}', '{"b":2}']);
});

test.for([
  { when: 'there is nothing', chunks: [], expected: [] },
  { when: 'several come at once', chunks: ['a\nb\nc\n'], expected: ['a', 'b', 'c'] },
  { when: 'lines are empty', chunks: ['\n\r\na\n', '\n', '\nb\n'], expected: ['a', 'b'] },
  { when: 'the last has no end', chunks: ['a\n', 'b'], expected: ['a'] },
  { when: 'a chunk ends with a line', chunks: ['a\n', 'b\n'], expected: ['a', 'b'] },
])('yields whole lines when $when', async ({ chunks, expected }) => {
  expect(await lines(chunks)).toEqual(expected);
});

test('a line is there before the next one comes', async () => {
  const stream = new Readable({ read: () => undefined });
  const read = linesOf(stream);
  stream.push('{"a":1}\n{"b"');
  expect(await read.next()).toEqual({ done: false, value: '{"a":1}' });
  stream.push(':2}\n');
  expect(await read.next()).toEqual({ done: false, value: '{"b":2}' });
  stream.push(null);
  expect(await read.next()).toEqual({ done: true, value: undefined });
});

test('a huge line comes whole, and fast', async () => {
  const half = 'x'.repeat(64 * 1024);
  const [line, next] = await lines([...Array.from({ length: 100 }, () => half), '\nnext\n']);
  expect(line).toHaveLength(100 * half.length);
  expect(next).toBe('next');
});

test('a line without an end is cut off, and the one after it is whole', async () => {
  const mebibyte = 'x'.repeat(1024 * 1024);
  const [line, next] = await lines([...Array.from({ length: 40 }, () => mebibyte), '\nnext\n']);
  expect(line?.length).toBeLessThan(18 * 1024 * 1024);
  expect(next).toBe('next');
});

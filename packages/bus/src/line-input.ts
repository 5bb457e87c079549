/** Reads the lines of `--stdio`: `{"bucket", "key", "document"}`, one document each. */
import type { Readable } from 'node:stream';
import { bucketNames, isOwnKey } from '@berth/messages';
import { z } from 'zod';

const Line = z.object({
  bucket: z.enum(bucketNames, {
    error: `must be one of ${bucketNames.join(', ')}`,
  }),
  key: z.string().refine(isOwnKey, 'must be names separated by dots, each encoded (=2E for a dot)'),
  /** Null: the key is deleted. */
  document: z.custom<unknown>((document) => document !== undefined, { error: 'is missing' }),
});
type Line = z.infer<typeof Line>;

/** A line, or why it can't be used. `number` counts from 1. */
export type NumberedLine = { readonly number: number } & (
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'refused'; readonly reason: string }
);

/** Empty lines are passed over. */
export async function* readLines(input: Readable): AsyncGenerator<NumberedLine, void, undefined> {
  let number = 0;
  for await (const text of split(input)) {
    number++;
    if (text.trim() !== '') yield { number, ...parseLine(text) };
  }
}

function parseLine(text: string): { kind: 'line'; line: Line } | { kind: 'refused'; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
  const parsed = Line.safeParse(value);
  if (parsed.success) return { kind: 'line', line: parsed.data };
  const reason = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(' ')).join('; ');
  return { kind: 'refused', reason };
}

async function* split(input: Readable): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of input as AsyncIterable<Uint8Array | string>) {
    const [first = '', ...others] = (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })).split('\n');
    rest.push(first);
    for (const next of others) {
      yield rest.join('');
      rest = [next];
    }
  }
  yield rest.join('');
}

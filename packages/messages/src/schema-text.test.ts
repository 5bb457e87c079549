import { expect, test } from 'vitest';
import { z } from 'zod';
import { schemaText } from './schema-text.ts';

test.for([
  { schema: z.string(), text: 'string' },
  { schema: z.int(), text: 'number' },
  { schema: z.enum(['a', 'b']), text: "'a' | 'b'" },
  { schema: z.array(z.enum(['a', 'b'])), text: "('a' | 'b')[]" },
  { schema: z.array(z.object({ a: z.union([z.string(), z.null()]) })), text: '{ a: string | null }[]' },
  { schema: z.object({ v: z.literal(1), 'a-b': z.boolean().optional() }), text: "{ v: 1; 'a-b'?: boolean }" },
  { schema: z.record(z.string(), z.number()), text: '{ [name]: number }' },
  { schema: z.unknown(), text: 'unknown' },
])('$text', ({ schema, text }) => {
  expect(schemaText(z.toJSONSchema(schema, { io: 'input' }))).toBe(text);
});

test('what is too long for a line has a line for each part', () => {
  const long = z.object({ first: z.literal('a'.repeat(60)), second: z.literal('b'.repeat(60)) });
  const text = `{\n  first: '${'a'.repeat(60)}'\n  second: '${'b'.repeat(60)}'\n}`;
  expect(schemaText(z.toJSONSchema(long))).toBe(text);
  expect(schemaText(z.toJSONSchema(z.union([long, z.null()])))).toBe(`\n| ${text.replaceAll('\n', '\n  ')}\n| null`);
});

test('others are referred to by their name', () => {
  expect(schemaText({ $ref: '#/components/schemas/Engine' })).toBe('Engine');
});

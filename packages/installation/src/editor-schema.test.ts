import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationReferenceText } from './configuration-reference.ts';
import { editorSchemaText } from './editor-schema.ts';

const docs = new URL('../../../docs/', import.meta.url);

test('schema and reference in docs are not stale; npm run editor-schema writes it anew', async () => {
  expect(await readFile(new URL('berth.schema.json', docs), 'utf8')).toBe(editorSchemaText());
  expect(await readFile(new URL('configuration.md', docs), 'utf8')).toBe(configurationReferenceText());
});

test("the README's example fits, and a misspelt or wrong field does not", async () => {
  const readme = await readFile(new URL('../README.md', docs), 'utf8');
  const example = /```yaml\n([^`]*)```/.exec(readme)?.[1] ?? '';
  const schema = z.fromJSONSchema(JSON.parse(editorSchemaText()));
  expect(schema.safeParse(parse(example))).toMatchObject({ success: true });
  for (const [right, wrong] of [
    ['zones:', 'zone:'],
    ['expose: labelled', 'expose: all'],
    ['mode: own', 'mode: owned'],
    ['        user: berth\n', ''],
  ] as const) {
    expect(example).toContain(right);
    expect(schema.safeParse(parse(example.replace(right, wrong)))).toMatchObject({ success: false });
  }
});

test('every field says what it means', () => {
  const silent: string[] = [];
  const visit = (value: unknown, path: string) => {
    if (value === null || typeof value !== 'object') return;
    const { properties = {}, ...rest }: { readonly properties?: Record<string, object> } = value;
    for (const [name, property] of Object.entries(properties)) if (!('description' in property)) silent.push(`${path}${name}`);
    for (const [name, inner] of Object.entries({ ...properties, ...rest })) visit(inner, `${path}${name}.`);
  };
  visit(JSON.parse(editorSchemaText()), '');
  expect(silent).toEqual([]);
});

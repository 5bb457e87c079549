import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { containerFields, serviceFields } from './label-fields.ts';
import { labelReferenceText } from './label-reference.ts';
import { readLabels } from './labels.ts';

const docs = new URL('../../../docs/', import.meta.url);

test('the reference in docs is not stale; npm run labels writes it anew', async () => {
  expect(await readFile(new URL('labels.md', docs), 'utf8')).toBe(labelReferenceText());
});

test.for(Object.entries({ ...containerFields, ...serviceFields }))('the example of berth.%s is one', ([name, { example }]) => {
  expect(readLabels({ [`berth.${name}`]: example }).problems).toEqual([]);
});

test("the README's table names every label and no other", async () => {
  const readme = await readFile(new URL('../README.md', docs), 'utf8');
  const table = /## Labels\n([^#]*)/.exec(readme)?.[1] ?? '';
  const named = [...table.matchAll(/`berth\.([a-z-]+)`/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys({ ...containerFields, ...serviceFields })));
});

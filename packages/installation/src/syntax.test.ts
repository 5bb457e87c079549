import { expect, test } from 'vitest';
import { readYaml } from './syntax.ts';

test.for([
  {
    when: 'a bracket stays open',
    text: 'nats: { servers: [nats://nats:4222 }\nsites: {}\n',
    says: /^line 1, column 36: .*end with a \]; close the bracket/,
  },
  {
    when: 'a brace stays open',
    text: 'sites:\n  east: { engines: {}\n  west: {}\n',
    says: /^line 3, column 3: .*end with a }; close the bracket/,
  },
  { when: 'quotes stay open', text: 'installation: "shop\nsites: {}\n', says: /^line \d, column 1: Missing closing .*; close the quotes/ },
  { when: 'a tab indents', text: 'sites:\n\teast: {}\n', says: /^line 2, column 1: Tabs .*; use spaces$/ },
  {
    when: 'keys are indented unlike',
    text: 'sites:\n   east: {}\n    west: {}\n',
    says: /^line 3, column \d: .*the same number of spaces$/,
  },
  {
    when: 'a key is there twice',
    text: 'expose: labelled\nexpose: convention\n',
    says: /^line 2, column 1: this key is there already; keep one of them$/,
  },
  {
    when: 'a colon is missing',
    text: 'installation shop\nsites: {}\n',
    says: /^line 1, column 1: this is no key with a value; write a colon/,
  },
  { when: 'a value has a colon', text: 'installation: a: b\n', says: /^line 1, column 15: .*; put quotes around a value that has a colon/ },
  {
    when: 'a value begins with a star',
    text: 'zones:\n  public: [*apps]\n',
    says: /^line 2, column 12: \*apps is an alias of nothing; put quotes/,
  },
  { when: 'a value is a star', text: 'services: [*]\n', says: /^line 1, column 12: .*; put quotes around a value that begins with \*/ },
  { when: 'a value begins with @', text: 'user: @berth\n', says: /^line 1, column 7: .*; put quotes around the value$/ },
  {
    when: 'there are two documents',
    text: 'installation: shop\n---\nsites: {}\n',
    says: /^line 2, column 1: a second document begins; remove the line ---/,
  },
])('tells one thing in one line when $when', ({ text, says }) => {
  const read = readYaml(text);
  expect(read).toEqual({ kind: 'problem', problem: expect.stringMatching(says) });
  expect(JSON.stringify(read)).not.toContain('\\n');
});

test('reads what is YAML, aliases too', () => {
  expect(readYaml('a: &x { b: 1 }\nc: *x\n')).toEqual({ kind: 'value', value: { a: { b: 1 }, c: { b: 1 } } });
});

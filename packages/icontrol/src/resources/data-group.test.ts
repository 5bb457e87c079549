/** Record edits as tmsh text in request lines of limited length. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestLineLength, target } from '../request.ts';
import { addRecords, createDataGroup, deleteRecords, modifyRecords } from './data-group.ts';

test('writes records as tmsh reads them', () => {
  const [request] = addRecords(
    '/berth/hosts',
    new Map([
      ['www.apps.example.com', '/berth/www'],
      ['www-1.apps.example.com', '/berth/www 10.0.0.1 80'],
    ]),
  );
  expect(request).toMatchObject({
    method: 'PATCH',
    path: '/mgmt/tm/ltm/data-group/internal/~berth~hosts',
    query: { options: 'records add { www.apps.example.com { data /berth/www } www-1.apps.example.com { data "/berth/www 10.0.0.1 80" } }' },
    body: {},
  });
  expect(request && target(request)).toBe(
    '/mgmt/tm/ltm/data-group/internal/~berth~hosts?options=records+add+%7B+www.apps.example.com+%7B+data+/berth/www+%7D+www-1.apps.example.com+%7B+data+%22/berth/www+10.0.0.1+80%22+%7D+%7D',
  );
});

test.for([
  { name: 'a|b', word: '"a|b"' },
  { name: 'a{b}', word: '"a{b}"' },
  { name: 'say "hi"', word: '"say \\"hi\\""' },
  { name: 'what?*', word: '"what\\?\\*"' },
  { name: 'back\\slash', word: '"back\\\\slash"' },
  { name: '[exit]$x;', word: '"[exit]$x;"' },
])('quotes $name', ({ name, word }) => {
  expect(deleteRecords('/berth/hosts', [name])[0]?.query).toEqual({ options: `records delete { ${word} }` });
});

test('an empty value is written, a line break refused', () => {
  expect(modifyRecords('/berth/hosts', new Map([['a', '']]))[0]?.query).toEqual({ options: 'records modify { a { data "" } }' });
  expect(() => deleteRecords('/berth/hosts', ['a\nb'])).toThrow(RangeError);
});

test('nothing to do is no request', () => {
  expect(addRecords('/berth/hosts', new Map())).toEqual([]);
});

test('no request line is longer than httpd takes, and no record is lost', () => {
  const name = fc.stringMatching(/^[a-z0-9.{}"? -]{1,200}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 150 }), (names) => {
      const requests = deleteRecords('/berth/hosts', names);
      for (const request of requests) expect(requestLineLength(request)).toBeLessThan(8000);
      const words = requests.map(({ query }) => query?.['options']?.slice('records delete { '.length, -' }'.length)).join(' ');
      expect(words).toBe(
        names
          .flatMap((one) => deleteRecords('/berth/hosts', [one]))
          .map(({ query }) => query?.['options']?.slice(17, -2))
          .join(' '),
      );
    }),
  );
});

test('a new data group brings its records', () => {
  expect(createDataGroup('/berth/app/hosts', { type: 'string', description: 'mark', records: new Map([['a', 'b']]) }).body).toEqual({
    name: 'hosts',
    partition: 'berth',
    subPath: 'app',
    type: 'string',
    description: 'mark',
    records: [{ name: 'a', data: 'b' }],
  });
});

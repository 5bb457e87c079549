/** The file with headers. */
import { expect, test } from 'vitest';
import { parseHeaders } from './headers.ts';

test.for([
  { when: 'there is one', text: 'authorization: Bearer secret', headers: { authorization: 'Bearer secret' } },
  { when: 'lines end as on Windows, and some are empty', text: '\r\nA: b\r\n\r\nC:d\r\n', headers: { A: 'b', C: 'd' } },
  { when: 'a value has a colon', text: 'x-scope: a:b', headers: { 'x-scope': 'a:b' } },
  { when: 'there is none', text: '\n', headers: {} },
])('is read when $when', ({ text, headers }) => {
  expect(parseHeaders('file', text)).toEqual(headers);
});

test.for(['Bearer secret', 'a b: secret', 'authorization: secret\u0007', ': secret', 'authorization:'])(
  'says which line of %s is wrong, and not what it holds',
  (text) => {
    expect(() => parseHeaders('/run/headers', `x: y\n${text}`)).toThrow(/^\/run\/headers: line 2 is not NAME: VALUE$/);
  },
);

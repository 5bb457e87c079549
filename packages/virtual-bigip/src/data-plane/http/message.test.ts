/** Heads are read strictly, and written as they were. */
import { expect, test } from 'vitest';
import {
  type Framing,
  formatRequestHead,
  formatResponseHead,
  keepsAlive,
  MalformedMessage,
  parseRequestHead,
  parseResponseHead,
  requestFraming,
  responseFraming,
} from './message.ts';

test.for([
  'GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\nX-Empty: \r\n\r\n',
  'M-SEARCH * HTTP/1.0\r\n\r\n',
  'GET http://a/b?c#d HTTP/1.1\r\nCookie: a=b; c="\xe4"\r\n\r\n',
])('a request is written as it was read: %j', (text) => {
  expect(formatRequestHead(parseRequestHead(text))).toBe(text);
});

test.for(['HTTP/1.1 200 OK\r\nA: b\r\n\r\n', 'HTTP/1.0 404 \r\n\r\n', 'HTTP/1.1 299 Made Up  Words\r\n\r\n'])(
  'a response is written as it was read: %j',
  (text) => {
    expect(formatResponseHead(parseResponseHead(text))).toBe(text);
  },
);

test.for([
  'GET /\r\n\r\n',
  'GET  / HTTP/1.1\r\n\r\n',
  'GET / HTTP/2.0\r\n\r\n',
  'GET / HTTP/1.1 \r\n\r\n',
  'G(T / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nno colon\r\n\r\n',
  'GET / HTTP/1.1\r\n: empty\r\n\r\n',
  'GET / HTTP/1.1\r\nSpace : x\r\n\r\n',
  'GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n',
  'GET / HTTP/1.1\r\nA: b\0c\r\n\r\n',
])('%j is no request', (text) => {
  expect(() => parseRequestHead(text)).toThrow(MalformedMessage);
});

test.for<{ headers: string; framing: Framing | 'malformed' }>([
  { headers: '', framing: { kind: 'none' } },
  { headers: 'Content-Length: 0\r\n', framing: { kind: 'none' } },
  { headers: 'content-length: 12\r\n', framing: { kind: 'length', length: 12 } },
  { headers: 'Content-Length: 12\r\nContent-Length: 12\r\n', framing: { kind: 'length', length: 12 } },
  { headers: 'Content-Length: 12, 12\r\n', framing: { kind: 'length', length: 12 } },
  { headers: 'Transfer-Encoding: Chunked\r\n', framing: { kind: 'chunked' } },
  { headers: 'Transfer-Encoding: gzip\r\ntransfer-encoding: chunked\r\n', framing: { kind: 'chunked' } },
  { headers: 'Content-Length: 12\r\nContent-Length: 13\r\n', framing: 'malformed' },
  { headers: 'Content-Length: +1\r\n', framing: 'malformed' },
  { headers: 'Content-Length: \r\n', framing: 'malformed' },
  { headers: 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', framing: 'malformed' },
  { headers: 'Transfer-Encoding: chunked, gzip\r\n', framing: 'malformed' },
])('a request with $headers has a body $framing', ({ headers, framing }) => {
  const read = () => requestFraming(parseRequestHead(`POST / HTTP/1.1\r\n${headers}\r\n`));
  if (framing === 'malformed') expect(read).toThrow(MalformedMessage);
  else expect(read()).toEqual(framing);
});

test.for<{ response: string; method: string; framing: Framing }>([
  { response: '200 OK\r\n', method: 'GET', framing: { kind: 'until-close' } },
  { response: '200 OK\r\nContent-Length: 3\r\n', method: 'GET', framing: { kind: 'length', length: 3 } },
  { response: '200 OK\r\nContent-Length: 3\r\n', method: 'HEAD', framing: { kind: 'none' } },
  { response: '304 Not Modified\r\nContent-Length: 3\r\n', method: 'GET', framing: { kind: 'none' } },
  { response: '204 No Content\r\n', method: 'GET', framing: { kind: 'none' } },
  { response: '101 Switching Protocols\r\n', method: 'GET', framing: { kind: 'none' } },
])('the response $response to $method has a body $framing', ({ response, method, framing }) => {
  expect(responseFraming(parseResponseHead(`HTTP/1.1 ${response}\r\n`), method)).toEqual(framing);
});

test.for([
  { version: '1.1', connection: undefined, goesOn: true },
  { version: '1.1', connection: 'Close', goesOn: false },
  { version: '1.1', connection: 'upgrade, close', goesOn: false },
  { version: '1.0', connection: undefined, goesOn: false },
  { version: '1.0', connection: 'Keep-Alive', goesOn: true },
])('version $version with Connection $connection goes on: $goesOn', ({ version, connection, goesOn }) => {
  expect(keepsAlive({ version, headers: connection === undefined ? [] : [['Connection', connection]] })).toBe(goesOn);
});

/** Records and messages keep what they say on their way to text and back. */
import { type Answer, decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { query } from './dns-client.ts';
import { failure, MalformedDns, readMessage, writeMessage } from './message.ts';
import { readRecord, recordText } from './record-text.ts';

test.for([
  'a.example. 60 IN A 192.0.2.1',
  'a.example. 0 IN AAAA 2001:db8::1',
  '. 60 IN NS ns.example.',
  'a.example. 60 IN CNAME b.example.',
  '1.2.0.192.in-addr.arpa. 60 IN PTR a.example.',
  'a.example. 60 IN DNAME b.example.',
  'a.example. 60 IN MX 10 mail.example.',
  '_x._tcp.example. 60 IN SRV 0 1 8080 a.example.',
  'example. 60 IN SOA ns.example. hostmaster.example. 2024010101 3600 600 86400 30',
  'a.example. 60 IN HINFO "RFC8482" ""',
  'a.example. 60 IN TXT "one two" "three \\"and\\" \\\\ four"',
  'a.example. 60 CH TXT "x"',
  'a.example. 4294967295 IN A 192.0.2.1',
  'a.example. 60 IN TYPE65 \\# 3 000100',
  'a.example. 60 IN TYPE1000 \\# 0',
  'a.example. 60 IN CAA \\# 8 0005697373756578',
  'a.example. 60 IN DS \\# 6 1234080201ff',
])('%s', (text) => {
  const message = encode({ answers: [readRecord(text)] });
  const [record] = decode(message).answers ?? [];
  expect(recordText(record as Exclude<Answer, { type: 'OPT' }>)).toBe(text);
});

test.for([
  '',
  'a.example.',
  'a.example. 60 IN A',
  'a.example. x IN A 192.0.2.1',
  'a.example. 60 XX A 192.0.2.1',
  'a..example. 60 IN A 192.0.2.1',
  `${'x'.repeat(64)}. 60 IN A 192.0.2.1`,
  `${'xy.'.repeat(100)} 60 IN A 192.0.2.1`,
  'a\\.b. 60 IN A 192.0.2.1',
  'a.example. 60 IN A 192.0.2.1 192.0.2.2',
  'a.example. 60 IN AAAA 192.0.2.1',
  'a.example. 60 IN MX mail.example.',
  'a.example. 60 IN SRV 0 1 70000 b.',
  'a.example. 60 IN SOA ns. h. 1 2 3 4',
  'a.example. 60 IN NONSENSE 1',
  'a.example. 60 IN NONSENSE \\# 0',
  'a.example. 60 IN TYPE65 \\# 2 00',
  `a.example. 60 IN TXT "${'x'.repeat(256)}"`,
])('"%s" is no record', (text) => {
  expect(() => readRecord(text)).toThrow('invalid resource record');
});

test('reading never fails but with MalformedDns, and what was read can be written and read again', () => {
  const header = fc.tuple(fc.nat(65_535), fc.nat(65_535), fc.nat(2), fc.nat(2), fc.nat(1), fc.nat(2));
  const rest = fc.uint8Array({ maxLength: 120 });
  fc.assert(
    fc.property(header, rest, (words, tail) => {
      const bytes = Buffer.concat([Buffer.from(words.flatMap((word) => [word >> 8, word & 255])), tail]);
      const message = readOrNot(bytes);
      if (message === undefined) return;
      expect(readMessage(writeMessage({ ...message, edns: undefined }, 65_535))).toEqual({
        ...message,
        ...{ edns: undefined, questionCount: message.question === undefined ? 0 : 1 },
      });
    }),
    { numRuns: 2_000 },
  );
});

function readOrNot(bytes: Buffer): ReturnType<typeof readMessage> | undefined {
  try {
    return readMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedDns) return undefined;
    throw error;
  }
}

test('a message that is too long loses its additional records first, then all, and says so', () => {
  const record = (at: number) => `a.example. 60 IN A 192.0.2.${at}`;
  const many = (count: number) => Array.from({ length: count }, (_, at) => record(at));
  const message = { ...failure(readMessage(query('a.example')), 0), answers: many(10), additionals: many(30) };
  const [whole, without, nothing] = [65_535, 512, 200].map((limit) => readMessage(writeMessage(message, limit)));
  expect([whole?.answers.length, whole?.additionals.length]).toEqual([10, 30]);
  expect([without?.answers.length, without?.additionals.length, (without?.flags ?? 0) & 0x0200]).toEqual([10, 0, 0]);
  expect([nothing?.answers.length, (nothing?.flags ?? 0) & 0x0200]).toEqual([0, 0x0200]);
});

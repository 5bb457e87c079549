/** What TMM's commands on DNS messages tell and do. All run in one rule, each when its port is asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ruled } from '../../testing/ruled.ts';
import { query } from '../dns/dns-client.ts';
import { type DnsMessage, QR, readMessage } from '../dns/message.ts';
import { readDnsFields } from './dns-fields.ts';

const telling = [
  ['DNS::question name', 'WwW.example.com'],
  ['DNS::question type', 'A'],
  ['DNS::question class', 'IN'],
  ['DNS::question colour', 'bad option "colour": must be name, type, or class'],
  ['DNS::header id', '4711'],
  ['DNS::header qr', '0'],
  ['DNS::header opcode', 'QUERY'],
  ['DNS::header rcode', 'NOERROR'],
  ['DNS::header rd', '1'],
  ['DNS::header aa', '0'],
  ['DNS::header ad', '1'],
  ['DNS::header cd', '0'],
  ['DNS::header qdcount', '1'],
  ['DNS::header ancount', '0'],
  ['DNS::header arcount', '1'],
  ['DNS::header nothing', /^bad option "nothing"/],
  ['DNS::edns0 exists', '1'],
  ['DNS::edns0 do', '1'],
  ['DNS::edns0 sz', '1232'],
  ['DNS::edns0 exists nsid', '0'],
  ['DNS::edns0 exists subnet', '1'],
  ['DNS::edns0 subnet address', '192.0.2.0'],
  ['DNS::edns0 subnet source', '24'],
  ['DNS::edns0 subnet scope', '0'],
  ['DNS::edns0 nothing', /^bad option "nothing"/],
  ['DNS::edns0 remove subnet; DNS::edns0 exists subnet', '0'],
  ['DNS::edns0 remove; DNS::edns0 exists', '0'],
  ['DNS::ptype', 'QUESTION'],
  ['DNS::origin', 'CLIENT'],
  ['DNS::len', String(query('WwW.example.com', { edns: { options: [{ code: 8, data: Buffer.from([0, 1, 24, 0, 192, 0, 2]) }] } }).length)],
  ['DNS::answer', ''],
  ['DNS::rr "a.example. 60 in a 192.0.2.1"', 'a.example. 60 IN A 192.0.2.1'],
  ['DNS::rr a.example A IN 60 192.0.2.1', 'a.example. 60 IN A 192.0.2.1'],
  ['DNS::rr a.example 60 IN MX 10 mail.example', 'a.example. 60 IN MX 10 mail.example.'],
  ['DNS::rr a.example A', 'wrong # args: should be "DNS::rr name type class ttl rdata"'],
  ['DNS::rr "a.example. 60 IN A 192.0.2.256"', 'invalid resource record "a.example. 60 IN A 192.0.2.256": the data is not a A\'s'],
  [
    'set r [DNS::rr "a.example. 60 IN SRV 0 1 80 b.example."]; list [DNS::name $r] [DNS::ttl $r] [DNS::class $r] [DNS::type $r] [DNS::rdata $r]',
    'a.example. 60 IN SRV {0 1 80 b.example.}',
  ],
  [
    'set r [DNS::rr "a.example. 60 IN A 192.0.2.1"]; DNS::ttl $r 5; DNS::rdata $r 192.0.2.2; list [DNS::ttl $r] [DNS::rdata $r]',
    '5 192.0.2.2',
  ],
  ['DNS::ttl nonsense', 'not a resource record: "nonsense"'],
  [
    'DNS::answer insert "a. 1 IN A 192.0.2.1"; DNS::answer insert "a. 1 IN A 192.0.2.2"; DNS::answer',
    '{a. 1 IN A 192.0.2.1} {a. 1 IN A 192.0.2.2}',
  ],
  ['DNS::answer insert "a. 1 IN A 192.0.2.1"; DNS::header ancount', '1'],
  ['DNS::answer replace x', 'bad option "replace": must be clear, insert, or remove'],
  ['DNS::header rcode nxdomain; DNS::header rcode', 'NXDOMAIN'],
  ['DNS::header qr 1; DNS::header rcode nxdomain; DNS::ptype', 'NXDOMAIN'],
  ['DNS::header qr 1; DNS::ptype', 'NODATA'],
  ['DNS::header qr 1; DNS::answer insert "a. 1 IN A 192.0.2.1"; DNS::ptype', 'ANSWER'],
  ['DNS::header qr 1; DNS::authority insert "a. 1 IN NS ns.a."; DNS::ptype', 'REFERRAL'],
  ['DNS::header id 70000', 'invalid value "70000"'],
  ['DNS::header aa maybe', 'expected boolean value but got "maybe"'],
  ['DNS::question name "a b"', /^invalid resource record/],
  ['DNS::last_act nothing', /^bad option "nothing"/],
] as const satisfies readonly (readonly [string, string | RegExp])[];

const doing = [
  { body: 'DNS::header id 1; DNS::header opcode notify; DNS::header rcode refused', left: { id: 1, flags: 0x2125 } },
  { body: 'DNS::header aa 1; DNS::header rd 0; DNS::header ra yes; DNS::header tc true', left: { flags: 0x06a0 } },
  { body: 'DNS::edns0 do 0; DNS::edns0 sz 512', left: { edns: { dnssecOk: false, size: 512 } } },
  { body: 'DNS::question name b.example.; DNS::question type aaaa', left: { question: { name: 'b.example', type: 'AAAA', class: 'IN' } } },
  {
    body: 'DNS::answer insert "a. 1 IN A 192.0.2.1"; DNS::answer insert "a. 2 IN A 192.0.2.2"; DNS::answer remove [lindex [DNS::answer] 0]',
    left: { answers: ['a. 2 IN A 192.0.2.2'] },
  },
  {
    body: 'DNS::answer insert "a. 1 IN A 192.0.2.1"; foreach rr [DNS::answer] { DNS::ttl $rr 1234 }',
    left: { answers: ['a. 1234 IN A 192.0.2.1'] },
  },
  {
    body: 'DNS::authority insert "a. 1 IN NS b."; DNS::additional insert "b. 1 IN A 192.0.2.1"',
    left: { authorities: ['a. 1 IN NS b.'], additionals: ['b. 1 IN A 192.0.2.1'] },
  },
  { body: 'DNS::answer insert "a. 1 IN A 192.0.2.1"; DNS::answer clear', left: { answers: [] } },
];

const bodies = [...telling.map(([body]) => body), ...doing.map(({ body }) => body)];
const asked = query('WwW.example.com', {
  flags: 0x0120,
  edns: { size: 1232, flags: 0x8000, options: [{ code: 8, data: Buffer.from([0, 1, 24, 0, 192, 0, 2]) }] },
});

let rules: Ruled;
beforeAll(() => {
  const arms = bodies.map((body, port) => `${port} { catch { ${body} } said }`).join('\n');
  rules = new Ruled({ profile: 'dns', rules: [`when DNS_REQUEST { switch -- [TCP::local_port] {\n${arms}\n}\nlog local0. $said }`] });
});
afterAll(async () => rules[Symbol.asyncDispose]());

/** What the rule's arm says, and the message that it leaves. */
async function ran(body: string): Promise<{ readonly said: string | undefined; readonly left: DnsMessage }> {
  const message = readMessage(asked);
  const dns = { message, length: asked.length, origin: 'CLIENT' } as const;
  const { effects } = await rules.connection().fire('DNS_REQUEST', { localPort: bodies.indexOf(body), dns });
  const changed = effects.find((effect) => effect.kind === 'dns-message');
  return {
    said: rules.log.at(-1)?.replace('Rule /T/r1 <DNS_REQUEST>: ', ''),
    left: changed === undefined ? message : readDnsFields(changed.fields, message),
  };
}

test.for(telling)('%s tells %s', async ([body, tells]) => {
  const { said } = await ran(body);
  if (typeof tells === 'string') expect(said).toBe(tells);
  else expect(said).toMatch(tells);
});

test.for(doing)('$body', async ({ body, left }) => {
  expect((await ran(body)).left).toMatchObject(left);
});

describe('a rule that changes nothing', () => {
  test('leaves the message as it came', async () => {
    const { left } = await ran('DNS::header id');
    expect(left).toEqual(readMessage(asked));
    expect(left.flags & QR).toBe(0);
  });
});

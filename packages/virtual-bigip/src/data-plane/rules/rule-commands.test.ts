/** What TMM's commands tell and do, each run in a rule. */
import { expect, onTestFinished, test } from 'vitest';
import type { Written } from '../../testing/configured.ts';
import { Ruled } from '../../testing/ruled.ts';
import type { EventContext } from './rule-effects.ts';

const group = (name: string, type: string, records: Readonly<Record<string, string>>): Written => [
  'POST',
  'ltm/data-group/internal',
  { name, partition: 'T', type, records: Object.entries(records).map(([key, data]) => ({ name: key, data })) },
];
const given: readonly Written[] = [
  [
    'POST',
    'ltm/pool',
    {
      name: 'p',
      partition: 'T',
      members: [
        { name: '10.0.0.1:80', partition: 'T' },
        { name: '10.0.0.2:81', partition: 'T', session: 'user-disabled' },
        { name: '2001:db8::3.80', partition: 'T' },
      ],
    },
  ],
  ['POST', 'ltm/pool', { name: 'q', partition: 'Common' }],
  group('s', 'string', { '/api': 'one', '/apple': 'two', 'b b': 'x y', '-all': 'dash', ü: 'ö' }),
  group('i', 'ip', { '10.0.0.0/8': 'wide', '10.1.0.0/16': 'narrow', '10.1.2.3/32': 'host', '2001:db8::/32': 'six' }),
  group('n', 'integer', { 5: 'five', 80: 'eighty' }),
  ['POST', 'ltm/data-group/internal', { name: 'c', type: 'string', records: [{ name: 'k', data: 'v' }] }],
];
const request: Partial<EventContext> = {
  uri: '/a/b.html?x=1&y=2',
  pool: '/T/p',
  headers: [
    ['Host', 'www.example.com:80'],
    ['X-A', '1'],
    ['x-a', '2'],
    ['Cookie', 'c=1; d="2 3"'],
    ['Cookie', 'e=4'],
  ],
};

/** A rule for HTTP_REQUEST with `body`, fired; what it logged and what it wants done. */
async function ran(body: string, context: Partial<EventContext> = {}, event = 'HTTP_REQUEST') {
  const rules = new Ruled({ rules: [`when ${event} {\n${body}\n}`], given, now: () => 1_000_000_000_500 });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  const { effects, failure } = await rules.connection().fire(event, { ...request, ...context });
  return { effects, failure, logged: rules.log.map((line) => line.replace(/^Rule \/T\/r1 <\w+>: /, '')) };
}

test.for([
  ['HTTP::host', 'www.example.com:80'],
  ['HTTP::method', 'GET'],
  ['HTTP::version', '1.1'],
  ['HTTP::uri', '/a/b.html?x=1&y=2'],
  ['HTTP::path', '/a/b.html'],
  ['HTTP::query', 'x=1&y=2'],
  ['HTTP::header value X-A', '2'],
  ['HTTP::header X-a', '2'],
  ['HTTP::header values x-a', '1 2'],
  ['HTTP::header values host', 'www.example.com:80'],
  ['HTTP::header value X-B', ''],
  ['HTTP::header names', 'Host X-A x-a Cookie Cookie'],
  ['HTTP::header count', '5'],
  ['HTTP::header count x-a', '2'],
  ['HTTP::header exists HOST', '1'],
  ['HTTP::header exists X-B', '0'],
  ['HTTP::header at 1', 'X-A'],
  ['HTTP::cookie c', '1'],
  ['HTTP::cookie value e', '4'],
  ['HTTP::cookie names', 'c d e'],
  ['HTTP::cookie exists f', '0'],
  ['IP::client_addr', '192.0.2.1'],
  ['IP::remote_addr', '192.0.2.1'],
  ['IP::local_addr', '127.0.0.1'],
  ['TCP::client_port', '50000'],
  ['TCP::local_port', '80'],
  ['IP::addr 10.1.2.3 equals 10.0.0.0/8', '1'],
  ['IP::addr 10.1.2.3/24 equals 10.1.2.0/24', '1'],
  ['IP::addr 11.1.2.3 equals 10.0.0.0/255.0.0.0', '0'],
  ['IP::addr 10.1.2.3 mask 255.255.0.0', '10.1.0.0'],
  ['IP::addr 2001:db8::1 equals 10.0.0.0/8', '0'],
  ['virtual name', '/T/v'],
  ['LB::server pool', '/T/p'],
  ['LB::server', '/T/p'],
  ['LB::server addr', ''],
  ['LB::status pool /T/p member 10.0.0.1 80', 'up'],
  ['LB::status pool /T/p member 10.0.0.2 81', 'session_disabled'],
  ['LB::status pool /T/p member 10.0.0.1 80 down', '0'],
  ['active_members /T/p', '2'],
  ['active_members -list /T/p', '{10.0.0.1 80} {2001:db8::3 80}'],
  ['members /T/p', '3'],
  ['members -list /T/p', '{10.0.0.1 80} {10.0.0.2 81} {2001:db8::3 80}'],
  ['active_members q', '0'],
  ['class lookup -- /api /T/s', 'one'],
  ['class lookup none /T/s', ''],
  ['class lookup -- -all /T/s', 'dash'],
  ['class lookup k c', 'v'],
  ['class lookup "\\xc3\\xbc" /T/s', '\xc3\xb6'],
  ['class match -- /api/x starts_with /T/s', '1'],
  ['class match -value -- /api/x starts_with /T/s', 'one'],
  ['class match -name -- x/apple ends_with /T/s', '/apple'],
  ['class match -element -- "a b b c" contains /T/s', '{b b} {x y}'],
  ['class match -index -- /apple equals /T/s', '2'],
  ['class match -- none equals /T/s', '0'],
  ['class match -value -- none equals /T/s', ''],
  ['class match -index -- none equals /T/s', '-1'],
  ['class match -all -name -- "/api /apple" contains /T/s', '/api /apple'],
  ['class match -nocase -value -- /API equals /T/s', 'one'],
  ['class search -name -- /T/s starts_with /app', '/apple'],
  ['class search -- /T/s contains zzz', '0'],
  ['class exists /T/s', '1'],
  ['class exists /T/none', '0'],
  ['class size /T/s', '5'],
  ['class type /T/i', 'ip'],
  ['class names /T/s /ap*', '/api /apple'],
  ['class get /T/n', '{5 five} {80 eighty}'],
  ['class element -name 0 /T/n', '5'],
  ['class element 1 /T/n', '80 eighty'],
  ['class match -value -- 10.1.2.3 equals /T/i', 'host'],
  ['class match -value -- 10.1.9.9 equals /T/i', 'narrow'],
  ['class match -value -- 10.9.9.9 equals /T/i', 'wide'],
  ['class match -value -- 2001:db8::1 equals /T/i', 'six'],
  ['class match -- 192.0.2.1 equals /T/i', '0'],
  ['class match -value -- 080 equals /T/n', 'eighty'],
  ['matchclass /api equals /T/s', '1'],
  ['whereis 192.0.2.1 country', ''],
  ['getfield a:b:c : 2', 'b'],
  ['getfield a:b:c : 4', ''],
  ['getfield a.b :: 1', 'a.b'],
  ['getfield a::b::c :: 3', 'c'],
  ['substr abcdef 2', 'cdef'],
  ['substr abcdef 2 3', 'cde'],
  ['substr abc/def 1 /', 'bc'],
  ['findstr /a?id=5&b id= 3 &', '5'],
  ['findstr abc x', ''],
  ['crc32 123456789', '3421780262'],
  ['crc32 ""', '0'],
  ['b64encode abc', 'YWJj'],
  ['b64decode YWJj', 'abc'],
  ['binary scan [md5 abc] H* x; set x', '900150983cd24fb0d6963f7d28e17f72'],
  ['binary scan [sha1 abc] H* x; set x', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['expr { 0.1 + 0.2 }', '0.3'],
  ['info patchlevel', '8.4.6'],
  ['info tclversion', '8.4'],
  ['clock seconds', '1000000000'],
  ['clock format [clock seconds] -format %Y -gmt 1', '2001'],
  ['expr { "abc" starts_with "ab" and not ("abc" ends_with "x") }', '1'],
  ['expr { "abc" contains "b" && "abc" matches_glob "a*" && "abc" matches_regex "^.b" && "a" equals "a" }', '1'],
  ['expr { [string length abc] == 3 or 0 }', '1'],
] as const)('%s tells %j', async ([command, told]) => {
  const { logged, failure } = await ran(command.includes('; ') ? `set y [${command}]\nlog local0. $y` : `log local0. [${command}]`);
  expect(failure).toBeUndefined();
  expect(logged).toEqual([told]);
});

test.for([
  ['pool /T/p', [{ kind: 'pool', pool: '/T/p' }]],
  ['pool q', [{ kind: 'pool', pool: '/Common/q' }]],
  ['pool /T/p member 10.0.0.2 81', [{ kind: 'member', pool: '/T/p', member: '/T/10.0.0.2:81' }]],
  ['pool /T/p member 10.0.0.2%0', [{ kind: 'member', pool: '/T/p', member: '/T/10.0.0.2:81' }]],
  ['pool /T/p member 2001:0db8::3 80', [{ kind: 'member', pool: '/T/p', member: '/T/2001:db8::3.80' }]],
  ['node 10.9.9.9 8080', [{ kind: 'node', address: '10.9.9.9', port: 8080 }]],
  ['reject', [{ kind: 'reject' }]],
  ['drop', [{ kind: 'reject' }]],
  ['discard', [{ kind: 'reject' }]],
  ['HTTP::close', [{ kind: 'close' }]],
  ['TCP::close', [{ kind: 'close' }]],
  ['LB::detach', [{ kind: 'detach' }]],
  ['HTTP::uri /new', [{ kind: 'uri', value: '/new' }]],
  ['HTTP::path /new', [{ kind: 'uri', value: '/new?x=1&y=2' }]],
  ['HTTP::query z=3', [{ kind: 'uri', value: '/a/b.html?z=3' }]],
  ['HTTP::method POST', [{ kind: 'method', value: 'POST' }]],
  ['HTTP::version 1.0', [{ kind: 'version', value: '1.0' }]],
  ['HTTP::respond 204 -version 1.1 -reset', [{ kind: 'respond', status: 204, server: 'BigIP', content: '', headers: [] }]],
  ['HTTP::respond 204', [{ kind: 'respond', status: 204, server: 'BigIP', content: '', headers: [] }]],
  [
    'HTTP::respond 200 content "a b" noserver X-A "1 {2" X-B 3',
    [
      {
        kind: 'respond',
        status: 200,
        server: '',
        content: 'a b',
        headers: [
          ['X-A', '1 {2'],
          ['X-B', '3'],
        ],
      },
    ],
  ],
  [
    'HTTP::redirect "https://[HTTP::host][HTTP::uri]"',
    [
      {
        kind: 'respond',
        status: 302,
        server: 'BigIP',
        content: '',
        headers: [['Location', 'https://www.example.com:80/a/b.html?x=1&y=2']],
      },
    ],
  ],
] as const)('%s is done', async ([command, done]) => {
  expect(await ran(command.replace('"1 {2"', '"1 \\{2"'))).toMatchObject({ effects: done, failure: undefined });
});

test.for([
  { command: 'HTTP::header insert X-B 3 X-C 4', lines: ['X-A: 1', 'x-a: 2', 'X-B: 3', 'X-C: 4'] },
  { command: 'HTTP::header insert [list X-B 3]', lines: ['X-A: 1', 'x-a: 2', 'X-B: 3'] },
  { command: 'HTTP::header replace X-A 9', lines: ['X-A: 1', 'x-a: 9'] },
  { command: 'HTTP::header value X-A 9', lines: ['X-A: 1', 'x-a: 9'] },
  { command: 'HTTP::header replace X-B 9', lines: ['X-A: 1', 'x-a: 2', 'X-B: 9'] },
  { command: 'HTTP::header remove X-A', lines: ['X-A: 1'] },
  { command: 'HTTP::header remove X-B', lines: ['X-A: 1', 'x-a: 2'] },
  { command: 'HTTP::header sanitize X-B', lines: [] },
  { command: 'HTTP::host b', lines: ['X-A: 1', 'x-a: 2', 'Host: b'] },
])('$command changes the headers', async ({ command, lines }) => {
  const headers = [
    ['X-A', '1'],
    ['x-a', '2'],
  ] as const;
  const { effects } = await ran(command, { headers });
  const written = effects.flatMap((effect) => (effect.kind === 'headers' ? effect.headers : []));
  expect(written.map(([name, value]) => `${name}: ${value}`)).toEqual(lines);
});

test.for([
  ['set name /T/none; pool $name', 'invalid pool /T/none'],
  ['set name /T/none; active_members $name', 'invalid pool /T/none'],
  ['pool /T/p member 10.9.9.9 80', 'no such member 10.9.9.9 80 in pool /T/p'],
  ['pool /T/p member nowhere 80', 'invalid IP address nowhere'],
  ['set name /T/none; class lookup -- a $name', 'value_list (/T/none) not found'],
  ['set item -raw; class match $item equals /T/s', 'bad option "-raw": must be -all, -index, -element, -list, -name, or -value'],
  ['class match -- a resembles /T/s', 'bad operator "resembles"'],
  ['HTTP::respond 200; HTTP::respond 200', 'Operation not supported. Multiple redirect/respond invocations not allowed'],
  ['HTTP::respond ok', 'Illegal value. HTTP status code: ok'],
  ['break', 'invoked "break" outside of a loop'],
  ['expr { 1 / 0 }', 'divide by zero'],
  ['incr count', 'can\'t read "count": no such variable'],
  ['error mine', 'mine'],
] as const)('%s fails: %s', async ([body, message]) => {
  expect((await ran(body)).failure?.message).toContain(message);
  expect((await ran(`catch { ${body} } said\nlog local0. $said`)).logged).toEqual(body === 'break' ? [''] : [message]);
});

test('in a response, headers and status are those of the response', async () => {
  const body = 'log local0. "[HTTP::status] [HTTP::header value Server] [HTTP::is_redirect]"\nHTTP::header replace Server x';
  const { logged, effects } = await ran(body, { status: 301, headers: [['Server', 'nginx']] }, 'HTTP_RESPONSE');
  expect(logged).toEqual(['301 nginx 1']);
  expect(effects).toEqual([{ kind: 'headers', headers: [['Server', 'x']] }]);
});

test('once a member is chosen, it is told', async () => {
  const chosen = { pool: '/T/p', serverAddress: '10.0.0.1', serverPort: 80 };
  const body = 'log local0. "[LB::server] [LB::server addr] [LB::server port] [LB::status] [LB::status up] [IP::server_addr]"';
  expect((await ran(body, chosen, 'LB_SELECTED')).logged).toEqual(['/T/p 10.0.0.1 80 10.0.0.1 80 up 1 10.0.0.1']);
});

test('a search walks through a data group', async () => {
  const body = `set id [class startsearch /T/n]
while { [class anymore /T/n $id] } { lappend found [class nextelement -name /T/n $id] }
class donesearch /T/n $id
log local0. $found`;
  expect((await ran(body)).logged).toEqual(['5 80']);
});

test('log tells the rule and the event, unless it should not', async () => {
  const rules = new Ruled({ rules: ['when HTTP_REQUEST { log a; log local0.info b; log -noname local0. c }'] });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  await rules.connection().fire('HTTP_REQUEST');
  expect(rules.log).toEqual(['Rule /T/r1 <HTTP_REQUEST>: a', 'Rule /T/r1 <HTTP_REQUEST>: b', 'c']);
});

test.for([
  { disable: 'event disable', logs: ['one', 'data'] },
  { disable: 'event HTTP_REQUEST disable', logs: ['one', 'data'] },
  { disable: 'event CLIENT_DATA disable', logs: ['one', 'two', 'one', 'two'] },
  { disable: 'event disable all', logs: ['one'] },
  { disable: 'event disable all; event enable all', logs: ['one', 'two', 'data', 'one', 'two'] },
])('after $disable the connection sees no more of it', async ({ disable, logs }) => {
  const first = `when HTTP_REQUEST { log local0. one; ${disable} }\nwhen CLIENT_DATA { log local0. data }`;
  const rules = new Ruled({ rules: [first, 'when HTTP_REQUEST { log local0. two }'] });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  const connection = rules.connection();
  for (const event of ['HTTP_REQUEST', 'CLIENT_DATA', 'HTTP_REQUEST']) await connection.fire(event);
  expect(rules.log.map((line) => line.split(': ')[1])).toEqual(logs);
});

/** What TMM's commands do, and what they say when they can't, each run in a rule. */
import { expect, onTestFinished, test } from 'vitest';
import { ran } from '../../testing/ran.ts';
import { Ruled } from '../../testing/ruled.ts';

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

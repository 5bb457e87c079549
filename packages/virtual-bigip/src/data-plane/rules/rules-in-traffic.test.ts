/** Rules over real connections: the events of a request, what happens when a rule fails or never ends, and changes under way. */
import { expect, test } from 'vitest';
import { done } from '../../conformance/wire.ts';
import { configure, fetched, freePort, pool, rule, unit, virtual, webServer } from '../traffic-laboratory.ts';

const events = `when RULE_INIT { log -noname local0. "RULE_INIT [set static::greeting hello]" }
when CLIENT_ACCEPTED { set n 0; log -noname local0. "CLIENT_ACCEPTED [IP::client_addr] [LB::server pool]" }
when HTTP_REQUEST { log -noname local0. "HTTP_REQUEST [incr n] [HTTP::uri] $static::greeting"; HTTP::header insert X-Seen $n }
when LB_SELECTED { log -noname local0. "LB_SELECTED [LB::server pool] [LB::server addr] [LB::server port]" }
when LB_FAILED { log -noname local0. "LB_FAILED [LB::server pool]"; pool /T/up; LB::reselect }
when HTTP_RESPONSE { log -noname local0. "HTTP_RESPONSE [HTTP::status] [LB::server port]"; HTTP::header replace X-From rule }`;

test('a request goes through its events in order, with what is known at each', async () => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const member = await webServer('member', (request, response) => {
    response.writeHead(200, { 'X-From': 'member' }).end(String(request.headers['x-seen']));
  });
  const [port, closed] = [await freePort(), await freePort()];
  await configure(
    bigip,
    pool('down', [closed]),
    pool('up', [member]),
    rule('r', events),
    virtual(port, { pool: '/T/down', rules: ['/T/r'] }),
  );
  const { text, message } = await fetched(port, { path: '/a' });
  expect([text, message.headers['x-from']]).toEqual(['1', 'rule']);
  expect(log.filter((line) => /^[A-Z_]+(?: |$)/.test(line))).toEqual([
    'RULE_INIT hello',
    'CLIENT_ACCEPTED 127.0.0.1 /T/down',
    'HTTP_REQUEST 1 /a hello',
    `LB_SELECTED /T/down 127.0.0.1 ${closed}`,
    'LB_FAILED /T/down',
    `LB_SELECTED /T/up 127.0.0.1 ${member}`,
    `HTTP_RESPONSE 200 ${member}`,
  ]);
});

test('a rule that fails resets its connection, and the log says where; others are served', async () => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const member = await webServer('member');
  const port = await freePort();
  const source = 'when HTTP_REQUEST {\n  if { [HTTP::path] eq "/bad" } {\n    set answer [expr { 1 / $zero }]\n  }\n}';
  await configure(bigip, pool('p', [member]), rule('r', source), virtual(port, { pool: '/T/p', rules: ['/T/r'] }));
  await expect(fetched(port, { path: '/bad' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(log).toContain(
    '01220001:3: TCL error: /T/r <HTTP_REQUEST> - can\'t read "zero": no such variable     while executing "expr { 1 / $zero }"',
  );
  expect((await fetched(port)).text).toBe('member');
});

test.for([
  { when: 'loops', body: 'while { 1 } { incr n }' },
  { when: 'takes all memory', body: 'set x a; while { 1 } { append x $x }' },
])('a rule that $when is stopped, its connection reset, and the next request served', async ({ body }) => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const member = await webServer('member');
  const port = await freePort();
  const source = `when HTTP_REQUEST { set n 0; if { [HTTP::path] eq "/bad" } { ${body} } }`;
  await configure(bigip, pool('p', [member]), rule('r', source), virtual(port, { pool: '/T/p', rules: ['/T/r'] }));
  await expect(fetched(port, { path: '/bad' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await fetched(port)).text).toBe('member');
  expect(log.filter((line) => line.startsWith('01220001:3: TCL error: /T/r <HTTP_REQUEST> - '))).toHaveLength(1);
});

test('a saved rule, and a changed list of rules, count from the next connection on', async () => {
  const bigip = await unit();
  const port = await freePort();
  const says = (text: string) => `when HTTP_REQUEST { HTTP::respond 200 content ${text} }`;
  await configure(bigip, rule('r', says('one')), rule('s', says('other')), virtual(port, { rules: ['/T/r'] }));
  const texts = [(await fetched(port)).text];
  for (const ask of [
    ['PATCH', 'ltm/rule/~T~r', { apiAnonymous: says('two') }],
    ['PATCH', 'ltm/virtual/~T~v', { rules: ['/T/s'] }],
  ] as const) {
    await done(bigip, [ask]);
    texts.push((await fetched(port)).text);
  }
  expect(texts).toEqual(['one', 'two', 'other']);
});

test('a hundred requests at once each get their own answer', async () => {
  const bigip = await unit();
  const port = await freePort();
  const source = 'when HTTP_REQUEST { set mine [HTTP::query]; HTTP::respond 200 content "$mine [table incr count]" }';
  await configure(bigip, rule('r', source), virtual(port, { rules: ['/T/r'] }));
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => fetched(port, { path: `/?${n}` })));
  expect(answers.map(({ text }) => text.split(' ')[0])).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
  expect(new Set(answers.map(({ text }) => text.split(' ')[1])).size).toBe(100);
});

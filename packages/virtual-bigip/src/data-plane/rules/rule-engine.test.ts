/** Rules in the real Tcl process, over a configuration that changes. */
import { expect, onTestFinished, test } from 'vitest';
import type { Written } from '../../testing/configured.ts';
import { Ruled } from '../../testing/ruled.ts';

const members: Written = [
  'POST',
  'ltm/pool',
  {
    name: 'p',
    partition: 'T',
    members: [
      { name: '10.0.0.1:80', partition: 'T' },
      { name: '10.0.0.2:80', partition: 'T', session: 'user-disabled' },
    ],
  },
];

function ruled(...rules: readonly string[]): Ruled {
  const made = new Ruled({ rules, given: [members] });
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

const source = (name: string, apiAnonymous: string): Written => ['PATCH', `ltm/rule/~T~${name}`, { apiAnonymous }];

test('handlers of all rules run by priority, then in the order of the rules, with the same variables', async () => {
  const rules = ruled(
    'when HTTP_REQUEST priority 600 { log local0. "$seen last" }\nwhen HTTP_REQUEST { append seen " second" }',
    'when HTTP_REQUEST { append seen " third" }\nwhen HTTP_REQUEST priority 1 { set seen first }',
  );
  expect(await rules.connection().fire('HTTP_REQUEST')).toEqual({ effects: [] });
  expect(rules.log).toEqual(['Rule /T/r1 <HTTP_REQUEST>: first second third last']);
});

test('a connection keeps its variables from event to event, and no other connection sees them', async () => {
  const rules = ruled('when CLIENT_ACCEPTED { set n 1 }\nwhen HTTP_REQUEST { log local0. [info exists n]; incr n }');
  const [one, other] = [rules.connection(), rules.connection()];
  await one.fire('CLIENT_ACCEPTED');
  await one.fire('HTTP_REQUEST');
  const failed = await other.fire('HTTP_REQUEST');
  expect(failed.failure).toEqual({ rule: '/T/r1', message: expect.stringContaining('can\'t read "n": no such variable') });
  expect(rules.log.slice(0, 2)).toEqual(['Rule /T/r1 <HTTP_REQUEST>: 1', 'Rule /T/r1 <HTTP_REQUEST>: 0']);
});

test('a connection tells which events its rules wait for', () => {
  const rules = ruled('when CLIENT_ACCEPTED { }');
  expect(['CLIENT_ACCEPTED', 'HTTP_REQUEST'].map((event) => rules.connection().handles(event))).toEqual([true, false]);
});

test('what a rule wants done is told in its order', async () => {
  const rules = ruled(
    'when HTTP_REQUEST { pool /T/p; pool /T/p member 10.0.0.1 80; HTTP::uri /x; HTTP::header insert X-A 1; HTTP::respond 404 content "no \\{" noserver X-B "2 3" }',
  );
  expect((await rules.connection().fire('HTTP_REQUEST')).effects).toEqual([
    { kind: 'pool', pool: '/T/p' },
    { kind: 'member', pool: '/T/p', member: '/T/10.0.0.1:80' },
    { kind: 'uri', value: '/x' },
    { kind: 'respond', status: 404, server: '', content: 'no {', headers: [['X-B', '2 3']] },
    {
      kind: 'headers',
      headers: [
        ['Host', 'www.example.com'],
        ['X-A', '1'],
      ],
    },
  ]);
});

test('an error is logged as TMM does and ends the event', async () => {
  const rules = ruled('when HTTP_REQUEST { reject\n  set y $x\n  drop }', 'when HTTP_REQUEST { log local0. reached }');
  const outcome = await rules.connection().fire('HTTP_REQUEST');
  expect(outcome.effects).toEqual([{ kind: 'reject' }]);
  expect(rules.log).toEqual([
    '01220001:3: TCL error: /T/r1 <HTTP_REQUEST> - can\'t read "x": no such variable     while executing "set y $x"',
  ]);
});

test('an error in a command of TMM names that command', async () => {
  const rules = ruled('when HTTP_REQUEST {\n set name /T/none\n pool $name\n}');
  await rules.connection().fire('HTTP_REQUEST');
  expect(rules.log).toEqual(['01220001:3: TCL error: /T/r1 <HTTP_REQUEST> - invalid pool /T/none     while executing "pool $name"']);
});

test.for([
  { loop: 'while {1} { set x 1 }' },
  { loop: 'while {1} { }' },
  { loop: 'while {1} { catch { while {1} { set x 1 } } }' },
  { loop: 'regexp {(.*)(.*)(.*)(.*)(.*)(.*)(.*)\\7\\6\\5\\4\\3\\2\\1[xy]} [string repeat ab 40]x' },
])('$loop is stopped, and the next request is served', async ({ loop }) => {
  const rules = ruled(`when HTTP_REQUEST { if { [HTTP::uri] eq "/loop" } { ${loop} } else { HTTP::respond 200 } }`);
  const stopped = await rules.connection().fire('HTTP_REQUEST', { uri: '/loop' });
  expect(stopped.failure?.rule).toBe('/T/r1');
  expect((await rules.connection().fire('HTTP_REQUEST')).effects).toEqual([expect.objectContaining({ kind: 'respond', status: 200 })]);
});

test('RULE_INIT sets static variables once, and anew when the rule is saved', async () => {
  const rules = ruled('when RULE_INIT { set static::a 1; log local0. init }\nwhen HTTP_REQUEST { log local0. $static::a }');
  await rules.connection().fire('HTTP_REQUEST');
  await rules.connection().fire('HTTP_REQUEST');
  rules.write(...source('r1', 'when RULE_INIT { set static::a 2 }\nwhen HTTP_REQUEST { log local0. $static::a }'));
  await rules.connection().fire('HTTP_REQUEST');
  expect(rules.log).toEqual([
    'Rule /T/r1 <RULE_INIT>: init',
    'Rule /T/r1 <HTTP_REQUEST>: 1',
    'Rule /T/r1 <HTTP_REQUEST>: 1',
    'Rule /T/r1 <HTTP_REQUEST>: 2',
  ]);
});

test('a new process has all rules again, and connections of the old one fail', async () => {
  const rules = ruled(
    'when RULE_INIT { set static::a 1 }\nwhen HTTP_REQUEST { if { [HTTP::uri] eq "/die" } { set x a; while {1} { append x $x } }; log local0. $static::a }',
  );
  const old = rules.connection();
  await old.fire('HTTP_REQUEST');
  expect((await rules.connection().fire('HTTP_REQUEST', { uri: '/die' })).failure?.message).toContain('the Tcl process ended');
  expect((await old.fire('HTTP_REQUEST')).failure).toBeDefined();
  rules.log.length = 0;
  expect(await rules.connection().fire('HTTP_REQUEST')).toEqual({ effects: [] });
  expect(rules.log).toEqual(['Rule /T/r1 <HTTP_REQUEST>: 1']);
});

test('a changed rule is used by the next connection; one that is open keeps the old', async () => {
  const rules = ruled('when HTTP_REQUEST { log local0. old }');
  const open = rules.connection();
  await open.fire('HTTP_REQUEST');
  rules.write(...source('r1', 'when HTTP_REQUEST { log local0. new }'));
  await rules.connection().fire('HTTP_REQUEST');
  await open.fire('HTTP_REQUEST');
  open.end();
  expect(rules.log.map((line) => line.split(' ').at(-1))).toEqual(['old', 'new', 'old']);
});

test('rules that a virtual server gets or loses count from the next connection on', async () => {
  const rules = ruled('when HTTP_REQUEST { log local0. one }', 'when HTTP_REQUEST { log local0. two }');
  rules.write('PATCH', 'ltm/virtual/~T~v', { rules: ['/T/r2'] });
  await rules.connection().fire('HTTP_REQUEST');
  expect(rules.log).toEqual(['Rule /T/r2 <HTTP_REQUEST>: two']);
  rules.write('PATCH', 'ltm/virtual/~T~v', { rules: [] });
  expect(rules.hasRules).toBe(false);
});

test('a procedure is called in its own rule or in another', async () => {
  const rules = ruled(
    'proc twice { x } { return [expr { $x * 2 }] }\nproc four { x } { return [call twice [call twice $x]] }',
    'when HTTP_REQUEST { log local0. "[call /T/r1::four 3] [call own a] [catch { call none } message] $message" }\nproc own { x } { return <$x> }',
  );
  await rules.connection().fire('HTTP_REQUEST');
  rules.write(...source('r1', 'proc four { x } { return new }'));
  await rules.connection().fire('HTTP_REQUEST');
  expect(rules.log).toEqual([
    'Rule /T/r2 <HTTP_REQUEST>: 12 <a> 1 Undefined procedure: none',
    'Rule /T/r2 <HTTP_REQUEST>: new <a> 1 Undefined procedure: none',
  ]);
});

test('an answer about the configuration holds until it changes', async () => {
  const rules = ruled(
    'when HTTP_REQUEST { set d /T/d; log local0. "[class exists $d] [active_members /T/p] [catch { class lookup -- a $d } found] $found" }',
  );
  const open = rules.connection();
  await open.fire('HTTP_REQUEST');
  rules.write('POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', records: [{ name: 'a', data: '1' }] });
  await open.fire('HTTP_REQUEST');
  rules.write('PATCH', 'ltm/data-group/internal/~T~d', { records: [{ name: 'a', data: '2' }] });
  rules.write('PATCH', 'ltm/pool/~T~p/members/~T~10.0.0.2:80', { session: 'user-enabled' });
  await open.fire('HTTP_REQUEST');
  expect(rules.log.map((line) => line.slice('Rule /T/r1 <HTTP_REQUEST>: '.length))).toEqual([
    '0 1 1 value_list (/T/d) not found',
    '1 1 0 1',
    '1 2 0 2',
  ]);
});

/** For tests: a body of Tcl as a rule, over pools and data groups that it can ask about. */
import { onTestFinished } from 'vitest';
import type { EventContext } from '../data-plane/rules/rule-effects.ts';
import type { Written } from './configured.ts';
import { Ruled } from './ruled.ts';

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

/** A rule for `event` with `body`, fired: what it logged and what it wants done. */
export async function ran(body: string, context: Partial<EventContext> = {}, event = 'HTTP_REQUEST') {
  const rules = new Ruled({ rules: [`when ${event} {\n${body}\n}`], given, now: () => 1_000_000_000_500 });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  const { effects, failure } = await rules.connection().fire(event, { ...request, ...context });
  return { effects, failure, logged: rules.log.map((line) => line.replace(/^Rule \/T\/r1 <\w+>: /, '')) };
}

/** The session table, with time as a value. */
import { expect, onTestFinished, test } from 'vitest';
import { Ruled } from '../../testing/ruled.ts';

type Step = string | number;

/** What each command tells, one connection each; a number lets that many seconds pass. */
async function told(...steps: readonly Step[]): Promise<string[]> {
  let seconds = 1000;
  const commands = steps.flatMap((step) => (typeof step === 'string' ? [step] : []));
  const cases = commands.map((command, at) => `${at} { set told [${command}] }`).join('\n');
  const source = `when CLIENT_ACCEPTED { switch -- [TCP::client_port] { ${cases} }\nlog -noname local0. $told }`;
  const rules = new Ruled({ rules: [source], now: () => seconds * 1000 });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  for (const step of steps) {
    if (typeof step === 'number') seconds += step;
    else await rules.connection().fire('CLIENT_ACCEPTED', { clientPort: commands.indexOf(step) });
  }
  return rules.log;
}

test.for([
  { when: 'a value is set', steps: ['table set k "v w"', 'table lookup k', 'table lookup other'], tells: ['v w', 'v w', ''] },
  {
    when: 'a value is there already',
    steps: ['table add k 1', 'table add k 2', 'table set -excl k 3', 'table lookup k'],
    tells: ['1', '1', '1', '1'],
  },
  {
    when: 'a value is to be there',
    steps: ['table replace k 1', 'table set -mustexist k 1', 'table set k 2', 'table replace k 3'],
    tells: ['', '', '2', '3'],
  },
  {
    when: 'it counts',
    steps: ['table incr k', 'table incr -notouch k 4', 'table incr k -2', 'table incr -mustexist none'],
    tells: ['1', '5', '3', ''],
  },
  { when: 'it collects', steps: ['table append k a', 'table append k b', 'table append -mustexist none c'], tells: ['a', 'ab', ''] },
  { when: 'a value is deleted', steps: ['table set k 1', 'table delete k', 'table lookup k'], tells: ['1', '', ''] },
  {
    when: 'there are subtables',
    steps: [
      ...[
        'table set -subtable s a 1',
        'table set -subtable s b 2',
        'table set a 3',
        'table lookup -subtable s a',
        'table keys -subtable s',
      ],
      ...['table keys -subtable s -count', 'table delete -subtable s -all', 'table keys -subtable s', 'table lookup a'],
    ],
    tells: ['1', '2', '3', '1', 'a b', '2', '', '', '3'],
  },
  { when: 'a key looks like an option', steps: ['table set -- -k 1', 'table lookup -- -k'], tells: ['1', '1'] },
  {
    when: 'nobody touches a value for 180 s',
    steps: ['table set k 1', 179, 'table lookup -notouch k', 1, 'table lookup k'],
    tells: ['1', '1', ''],
  },
  { when: 'somebody touches it', steps: ['table set k 1', 179, 'table lookup k', 179, 'table lookup -notouch k'], tells: ['1', '1', '1'] },
  { when: 'it has a timeout', steps: ['table set k 1 10', 9, 'table lookup k', 10, 'table lookup -notouch k'], tells: ['1', '1', ''] },
  { when: 'it has a lifetime', steps: ['table set k 1 10 15', 9, 'table lookup k', 6, 'table lookup -notouch k'], tells: ['1', '1', ''] },
  { when: 'it lasts for ever', steps: ['table set k 1 indef', 1_000_000, 'table lookup k'], tells: ['1', '1'] },
  {
    when: 'it is asked how long',
    steps: ['table set k 1 10 indef', 4, 'table timeout k', 'table timeout -remaining k', 'table lifetime k', 'table timeout none'],
    tells: ['1', '10', '6', 'indef', '-1'],
  },
  {
    when: 'it is told how long',
    steps: ['table set k 1', 'table timeout k 5', 'table lifetime k 3', 4, 'table lookup k'],
    tells: ['1', '5', '3', ''],
  },
  {
    when: 'its times are to stay',
    steps: ['table set k 1 5 7', 'table set k 2 0 0', 'table timeout k', 'table lifetime k'],
    tells: ['1', '2', '5', '7'],
  },
] satisfies { when: string; steps: Step[]; tells: string[] }[])('when $when', async ({ steps, tells }) => {
  expect(await told(...steps)).toEqual(tells);
});

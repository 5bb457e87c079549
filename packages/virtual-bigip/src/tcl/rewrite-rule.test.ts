/** TMM's own ways of reading Tcl, run in plain Tcl. The expected words were measured on a unit. */
import { expect, onTestFinished, test } from 'vitest';
import { Ruled } from '../testing/ruled.ts';
import { checkRule } from './check-rule.ts';

/** What a rule logs that first sets v to XX and then runs `body`. */
async function logged(body: string): Promise<string> {
  const rules = new Ruled({ rules: [`when HTTP_REQUEST {\nset v XX\n${body}\n}`] });
  onTestFinished(() => rules[Symbol.asyncDispose]());
  const { failure } = await rules.connection().fire('HTTP_REQUEST');
  return failure === undefined ? rules.log.map((line) => line.slice(line.indexOf('>: ') + 3)).join('\n') : `failed: ${failure.message}`;
}

test.for([
  { source: '{a}{b}', words: 'a b' },
  { source: '{a}b', words: 'a b' },
  { source: '{a}bc{d}', words: 'a bc{d}' },
  { source: '{a}"b"', words: 'a b' },
  { source: '{a}$v', words: 'a XX' },
  { source: '{a}[list b]', words: 'a b' },
  { source: '{a}{b}{c}', words: 'a b c' },
  { source: '{}{}', words: '{} {}' },
  { source: '{a b}{c d}', words: '{a b} {c d}' },
  { source: '{a{b}}{c}', words: 'a{b} c' },
  { source: '{a}#b', words: 'a #b' },
  { source: '{a}\\ b', words: 'a { b}' },
  { source: '{a}"b"c', words: 'a b c' },
  { source: '"a"{b}', words: 'a b' },
  { source: '"a"b', words: 'a b' },
  { source: '"a""b"', words: 'a b' },
  { source: '"a"$v', words: 'a XX' },
  { source: '{$v}$v', words: '{$v} XX' },
  { source: 'a{b}', words: 'a{b}' },
  { source: 'a{b}c', words: 'a{b}c' },
  { source: '$v{b}', words: 'XX{b}' },
  { source: '$v"b"', words: 'XX\\"b\\"' },
  { source: '[list a]{b}', words: 'a{b}' },
  { source: '[list a]b', words: 'ab' },
  { source: `$\{v}b`, words: 'XXb' },
  { source: `@$\{v}c`, words: '@XXc' },
  { source: `$\{v}{b}`, words: 'XX{b}' },
  { source: '{a}\t{b}', words: 'a b' },
])('the words of $source', async ({ source, words }) => {
  expect(await logged(`log local0. [list ${source}]`)).toBe(words);
});

test.for([
  { when: 'a condition touches its body', body: 'if {1}{log local0. yes}', logs: 'yes' },
  { when: 'else touches on both sides', body: 'if {0}{log local0. a} else {log local0. b}', logs: 'b' },
  { when: 'a command name is in braces', body: 'set b 1;{set}zz 7\nlog local0. $zz', logs: '7' },
  {
    when: 'the body of while is in the next line',
    body: 'set n 1\nwhile {$n < 30}\n{\n set n [expr {$n + 30}]\n}\nlog local0. $n',
    logs: '31',
  },
  { when: 'the body of if is in the next line', body: 'if {1}\n{ log local0. ran }', logs: 'ran' },
  { when: 'if has every word on a line of its own', body: 'if\n{1}\n{ log local0. ran }', logs: 'ran' },
  { when: 'else is in the next line', body: 'if {0} { log local0. a }\nelse { log local0. b }', logs: 'b' },
  { when: 'else and its body are in lines of their own', body: 'if {0}\n{ log local0. a }\nelse\n{ log local0. b }', logs: 'b' },
  { when: 'elseif is in the next line', body: 'if {0} { log local0. a }\nelseif {1} { log local0. b }', logs: 'b' },
  { when: 'for is spread over lines', body: 'for\n{set x 0}\n{$x<3}\n{incr x} {append a $x}\nlog local0. $a', logs: '012' },
  { when: 'any command goes on', body: 'set a [list a b\n{c}]\nlog local0. $a', logs: 'a b c' },
  { when: 'a switch has its bodies in the next line', body: 'switch "a"\n{ a { log local0. matched } }', logs: 'matched' },
])('$when', async ({ body, logs }) => {
  expect(await logged(body)).toBe(logs);
});

test.for([
  { when: 'a blank line comes before the body', body: 'if {1}\n\n{ set a 1 }', problem: 'wrong # args' },
  { when: 'a comment comes before the body', body: 'if {1}\n# comment\n{ set a 1 }', problem: 'wrong # args' },
  { when: 'a blank line comes before else', body: 'if {0} { set a 1 }\n\nelse { set a 2 }', problem: 'undefined procedure: else' },
  { when: 'a variable is in the next line', body: 'catch {set zz 1}\nerrv', problem: 'undefined procedure: errv' },
  { when: 'a name touches its condition', body: 'if{1}{set a 1}', problem: 'undefined procedure: if{1}{set' },
  { when: 'else touches its body', body: 'if {0}{set a 1}else{set a 2}', problem: 'extra words after "else" clause in "if" command' },
])('refused where $when', ({ body, problem }) => {
  const { errors } = checkRule(`when HTTP_REQUEST {\n${body}\n}`);
  expect(errors[0]?.message).toContain(`error: [${problem}]`);
});

test.for([
  { when: 'when has its body in the next line', source: 'when HTTP_REQUEST\n{\nset a 1\n}', problem: undefined },
  { when: 'text follows the body', source: 'when HTTP_REQUEST { set a 1 } junk', problem: 'unexpected extra argument "junk"' },
  { when: 'a priority is too high', source: 'when HTTP_REQUEST priority 1001 { }', problem: 'unexpected extra argument "1001"' },
  { when: 'a priority is negative', source: 'when HTTP_REQUEST priority -1 { }', problem: 'unexpected extra argument "-1"' },
  { when: 'the highest priority is given', source: 'when HTTP_REQUEST priority 1000 { }', problem: undefined },
  { when: 'an event has two handlers', source: 'when HTTP_REQUEST { }\nwhen HTTP_REQUEST { }', problem: 'Duplicate event' },
  { when: 'two handlers differ in priority', source: 'when HTTP_REQUEST priority 1 { }\nwhen HTTP_REQUEST { }', problem: undefined },
  { when: 'a command stands outside', source: 'set a 1', problem: 'command is not valid in the current scope' },
])('at the top level: $when', ({ source, problem }) => {
  expect(checkRule(source).errors.map(({ message }) => /\[(.*?)\]/.exec(message)?.[1])).toEqual(problem === undefined ? [] : [problem]);
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test.for([
  { name: 'shop_front.1', word: 'shop_front.1' },
  { name: 'x; reboot', word: "'x; reboot'" },
  { name: "it's $(reboot) `id`", word: "'it'\\''s $(reboot) `id`'" },
  { name: '--driver=host', word: "'--driver=host'" },
  { name: '', word: "''" },
])('a shell takes $name as one word', ({ name, word }) => {
  expect(shellWord(name)).toBe(word);
  expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(name);
});

test('a control character is written out', () => {
  expect(shellWord('a\n\u202eb')).toBe("'a\\u000a\\u202eb'");
});

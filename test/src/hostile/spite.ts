/** Texts that an attacker would try: to break out of what they are written into, to look like something else, or to be too much. */
import type { Random } from '../random.ts';

const pieces = [
  '\n',
  '\r\n',
  '\t',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '$',
  '\\',
  ';',
  '#',
  '*',
  '?',
  '>',
  '.',
  ' ',
  '%',
  '/',
  '~',
  ':',
  ',',
  '=',
  '-',
  '_',
  '0',
  'a',
  'Z',
  'é',
  '\u001b[2J',
  '\u001b]0;owned\u0007',
  '\u009b31m',
  '\u007f',
  '\u061c',
  '\u200b',
  '\u200f',
  '\u202e',
  '\u2028',
  '\u2066',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
  '[exec reboot]',
  '$::env(HOME)',
  '} data { x',
  '" } records delete { all } "',
  '; class delete',
  '%0a',
  '%1',
  '../..',
  '/Common/http',
  '__proto__',
  'constructor',
  '=base',
  '*.>',
] as const;

/** Some of the pieces one after the other. */
export function spite(random: Random, most = 6): string {
  return Array.from({ length: 1 + Math.floor(random.next() * most) }, () => random.pick(pieces)).join('');
}

/** A piece, or a plausible text, very often. */
export function flood(random: Random): string {
  const [part, times] = [random.pick([spite(random), 'a', '1', '-', 'a.', '/x', 'evil,', '*']), random.pick([70, 260, 5_000, 40_000])];
  return part.repeat(Math.ceil(times / part.length));
}

/** One of `choices`, mostly; else one that something was put into; else spite. */
export function near(random: Random, choices: readonly [string, ...string[]]): string {
  const chosen = random.pick(choices);
  const chance = random.next();
  if (chance < 0.94) return chosen;
  if (chance < 0.97) {
    const at = Math.floor(random.next() * (chosen.length + 1));
    return chosen.slice(0, at) + spite(random, 2) + chosen.slice(at);
  }
  return chance < 0.998 ? spite(random) : flood(random);
}

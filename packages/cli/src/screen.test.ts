/** What reaches the terminal. */
import { expect, test } from 'vitest';
import { draw, drawJson, duration } from './screen.ts';

test('a name can neither move the cursor nor turn the text round', () => {
  expect(draw(['\u001b[2Jwww\r\n\u202e', ['red', '\u009b1m']], 'off')).toBe('\\u001b[2Jwww\\u000d\\u000a\\u202e\\u009b1m');
  expect(drawJson({ name: '\u001b\u202e' }, 0)).toBe('{"name":"\\u001b\\u202e"}');
});

test('what is not shown does not make two names look the same', () => {
  expect(draw(['w\u200bww\u061c\ufeff\u{e0041}\ud800'], 'off')).toBe('w\\u200bww\\u061c\\ufeff\\udb40\\udc41\\ud800');
  expect(drawJson({ name: '\u200b\u{e0041}' }, 2)).toBe('{\n  "name": "\\u200b\\udb40\\udc41"\n}');
});

test('colours come only where asked for', () => {
  expect(draw([['red', 'held']], 'on')).toBe('\u001b[31mheld\u001b[39m');
  expect(draw([['red', 'held']], 'off')).toBe('held');
});

test.for([
  { ms: 400, text: '0 s' },
  { ms: 99_000, text: '99 s' },
  { ms: 180_000, text: '3 min' },
  { ms: 7_200_000, text: '2 h' },
  { ms: 5 * 86_400_000, text: '5 d' },
])('$ms ms is $text', ({ ms, text }) => {
  expect(duration(ms)).toBe(text);
});

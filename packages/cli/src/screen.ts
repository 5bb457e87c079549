/** Text for people: colours only where asked for, and no name can steer the terminal. */
import { styleText } from 'node:util';
import { visible } from '@berth/messages/visible';

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';
/** A piece of a line, plain or in a style. */
export type Span = string | readonly [Style, string];
export type Line = readonly Span[];

/** One line of text, without its end. */
export function draw(line: Line, colours: 'on' | 'off'): string {
  return line
    .map((span) => {
      if (typeof span === 'string') return visible(span);
      const [style, text] = span;
      return colours === 'on' ? styleText(style, visible(text), { validateStream: false }) : visible(text);
    })
    .join('');
}

/** JSON that is as safe on a terminal as the rest. */
export function drawJson(value: unknown, indent: number): string {
  // Between the lines nothing is anybody's text.
  return JSON.stringify(value, undefined, indent).split('\n').map(visible).join('\n');
}

/** `12 s`, `3 min`, `2 h`, `5 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** `1 pool`, `2 pools`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Reads a Tcl list in place, so that its elements keep their lines. */
import { readEnclosed } from './read-script.ts';
import { TclSyntaxError, type Word } from './syntax.ts';

/** The elements of the list in `source` from `start` to `end`. Nothing in them is substituted but backslashes. */
export function readList(source: string, start: number, end: number): Word[] {
  const elements: Word[] = [];
  let at = start;
  for (;;) {
    while (at < end && /\s/.test(source[at] ?? '')) at += 1;
    if (at < end && source.startsWith('\\\n', at)) {
      at += 2;
      continue;
    }
    if (at >= end) return elements;
    const element = source[at] === '{' ? readEnclosed(source, at, end) : plain(source, at, end);
    elements.push(element);
    at = element.end;
    if (at < end && !/[\s\\]/.test(source[at] ?? ''))
      throw new TclSyntaxError('list element in braces followed by characters instead of space', at);
  }
}

function plain(source: string, start: number, end: number): Word {
  const quoted = source[start] === '"';
  let at = quoted ? start + 1 : start;
  while (at < end && (quoted ? source[at] !== '"' : !/\s/.test(source[at] ?? ''))) at += source[at] === '\\' ? 2 : 1;
  if (quoted && at >= end) throw new TclSyntaxError('unmatched open quote in list', start);
  const range = quoted ? { start: start + 1, end: at } : { start, end: at };
  return {
    start,
    end: quoted ? at + 1 : at,
    form: quoted ? 'quoted' : 'bare',
    parts: [{ kind: 'text', text: source.slice(range.start, range.end), ...range }],
  };
}

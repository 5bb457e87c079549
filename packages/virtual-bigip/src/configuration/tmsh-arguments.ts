/** Raw tmsh arguments: words, quoted strings and braces. */

import { tmsh } from './refusal.ts';

/** A word, or what stands between braces. */
export type Argument = string | readonly Argument[];

/** Parses `records add { k { data "a b" } }`. */
export function parseArguments(text: string): Argument[] {
  const tokens = [...tokenize(text)];
  const open: Argument[][] = [[]];
  for (const token of tokens) {
    const top = open.at(-1) ?? [];
    if (token.kind === 'word') top.push(token.text);
    else if (token.kind === 'open') open.push([]);
    else {
      const list = open.pop() ?? [];
      const above = open.at(-1);
      if (above === undefined) throw tmsh('unexpected argument "}"');
      above.push(list);
    }
  }
  if (open.length !== 1) throw tmsh('missing closing brace');
  return open[0] ?? [];
}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: 'open' | 'close' };

function* tokenize(text: string): Generator<Token> {
  const pattern = /\s+|(?<open>\{)|(?<close>\})|"(?<quoted>(?:[^"\\]|\\[\s\S])*)"|(?<word>(?:[^\s{}"\\|;]|\\[\s\S])+)|(?<other>[\s\S])/y;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { open, close, quoted, word, other } = match.groups ?? {};
    if (open !== undefined) yield { kind: 'open' };
    else if (close !== undefined) yield { kind: 'close' };
    else if (quoted !== undefined) yield { kind: 'word', text: plain(quoted) };
    else if (word !== undefined) {
      if (/(?<!\\)[?*]/.test(word)) throw tmsh('the "modify" command does not accept wildcard configuration identifiers');
      yield { kind: 'word', text: plain(word) };
    } else if (other !== undefined) throw tmsh(`unexpected argument "${other}"`);
  }
}

function plain(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, '$1');
}

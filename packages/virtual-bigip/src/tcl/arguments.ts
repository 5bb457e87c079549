/** Which arguments of a command are scripts and expressions. */
import { readList } from './read-list.ts';
import { type Command, content, literal, type Word } from './syntax.ts';

/** A part of a command that is itself Tcl. */
export type Inner = { readonly role: 'script' | 'expression'; readonly word: Word; readonly start: number; readonly end: number };
/** The inner Tcl of a command, or why it has not the form that it must have. */
export type Inners = { readonly kind: 'inners'; readonly inners: readonly Inner[] } | { readonly kind: 'wrong'; readonly message: string };

const wrongArguments = { kind: 'wrong', message: 'wrong # args' } as const;

type Role = Inner['role'] | undefined;

/** Finds what in `command` is a script or an expression. What can't be known before it runs is left out. */
export function innerTcl(command: Command, source: string): Inners {
  const [first, ...words] = command.words;
  const name = literal(first)?.replace(/^::/, '');
  switch (name) {
    case 'if':
      return ifClauses(words, source);
    case 'switch':
      return switchBodies(words, source);
    case 'while':
      return byPosition(words, ['expression', 'script'], source);
    case 'for':
      return byPosition(words, ['script', 'expression', 'script', 'script'], source);
    case 'foreach':
      return words.length >= 3 && words.length % 2 === 1 ? last(words, source) : wrongArguments;
    case 'proc':
      return byPosition(words, [undefined, undefined, 'script'], source);
    case 'catch':
      return words.length === 1 || words.length === 2
        ? byPosition(words, ['script', undefined].slice(0, words.length) as Role[], source)
        : wrongArguments;
    case 'expr':
      return words.length === 1 ? byPosition(words, ['expression'], source) : none;
    case 'eval':
      return words.length === 1 ? byPosition(words, ['script'], source) : none;
    case 'when':
    case 'uplevel':
    case 'after':
      return last(words, source);
    default:
      return none;
  }
}

const none: Inners = { kind: 'inners', inners: [] };

function inner(role: Role, word: Word | undefined, source: string): Inner[] {
  const range = word === undefined ? undefined : content(word, source);
  return word === undefined || role === undefined || range === undefined ? [] : [{ role, word, ...range }];
}

function byPosition(words: readonly Word[], roles: readonly Role[], source: string): Inners {
  if (words.length !== roles.length) return wrongArguments;
  return { kind: 'inners', inners: words.flatMap((word, at) => inner(roles[at], word, source)) };
}

function last(words: readonly Word[], source: string): Inners {
  const body = words.at(-1);
  return body?.form === 'braced' ? { kind: 'inners', inners: inner('script', body, source) } : none;
}

function ifClauses(words: readonly Word[], source: string): Inners {
  const inners: Inner[] = [];
  let at = 0;
  const next = (): Word | undefined => words[at++];
  const body = (): Inner[] | undefined => {
    if (literal(words[at]) === 'then') at += 1;
    const word = next();
    return word === undefined ? undefined : inner('script', word, source);
  };
  for (;;) {
    const condition = next();
    const taken = body();
    if (condition === undefined || taken === undefined) return wrongArguments;
    inners.push(...inner('expression', condition, source), ...taken);
    if (at >= words.length) return { kind: 'inners', inners };
    const keyword = literal(words[at]);
    if (keyword === 'elseif') {
      at += 1;
      continue;
    }
    if (keyword === 'else') at += 1;
    const otherwise = next();
    if (otherwise === undefined) return wrongArguments;
    if (at < words.length) return { kind: 'wrong', message: 'extra words after "else" clause in "if" command' };
    return { kind: 'inners', inners: [...inners, ...inner('script', otherwise, source)] };
  }
}

function switchBodies(words: readonly Word[], source: string): Inners {
  let at = 0;
  for (; at < words.length; at++) {
    const option = literal(words[at]);
    if (option === undefined || !option.startsWith('-')) break;
    if (option === '--') {
      at += 1;
      break;
    }
  }
  const arms = words.slice(at + 1);
  if (arms.length === 0) return wrongArguments;
  if (arms.length > 1)
    return arms.length % 2 === 0 ? bodiesOf(arms, source) : { kind: 'wrong', message: 'extra switch pattern with no body' };
  const [list] = arms;
  const range = list === undefined ? undefined : content(list, source);
  if (range === undefined) return none;
  const elements = readList(source, range.start, range.end);
  return elements.length % 2 === 0 ? bodiesOf(elements, source) : { kind: 'wrong', message: 'extra switch pattern with no body' };
}

function bodiesOf(arms: readonly Word[], source: string): Inners {
  const bodies = arms.filter((word, at) => at % 2 === 1 && literal(word) !== '-');
  return { kind: 'inners', inners: bodies.flatMap((word) => inner('script', word, source)) };
}

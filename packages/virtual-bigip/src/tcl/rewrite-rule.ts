/** Turns a rule into handlers and procedures in plain Tcl: what TMM's expressions add becomes calls of functions. */
import { innerTcl } from './arguments.ts';
import { readExpression, textOperators } from './read-expression.ts';
import { readScript } from './read-script.ts';
import { type Command, content, type Expression, literal, type Part, type Script } from './syntax.ts';

type Handler = { readonly event: string; readonly priority: number; readonly body: string };
type Procedure = { readonly name: string; readonly parameters: string; readonly body: string };
export type PlainRule = { readonly handlers: readonly Handler[]; readonly procedures: readonly Procedure[] };

/** The functions that stand for iRule operators are called `irule_<operator>`. */
const functionPrefix = 'irule_';

const defaultPriority = 500;
const plainWords: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' };

/** Rewrites a rule that `checkRule` accepts. */
export function rewriteRule(source: string): PlainRule {
  const handlers: Handler[] = [];
  const procedures: Procedure[] = [];
  let rulePriority = defaultPriority;
  const body = (word: Command['words'][number] | undefined): string => {
    const range = word === undefined ? undefined : content(word, source);
    return range === undefined ? '' : rewritten(source, range.start, range.end);
  };
  for (const { words } of readScript(source).commands) {
    const [name, first = '', ...rest] = words.map((word) => literal(word) ?? '');
    if (name === 'priority') rulePriority = Number(first);
    if (name === 'proc') procedures.push({ name: first, parameters: rest[0] ?? '', body: body(words[3]) });
    if (name === 'when') {
      const at = rest.indexOf('priority');
      handlers.push({ event: first, priority: at < 0 ? rulePriority : Number(rest[at + 1]), body: body(words.at(-1)) });
    }
  }
  return { handlers, procedures };
}

type Replaced = { readonly start: number; readonly end: number; readonly text: string };

function rewritten(source: string, start: number, end: number): string {
  return spliced(source, start, end, inScript(readScript(source, start, end), source));
}

/** The source from `start` to `end` with each of `replaced` in place of its range. */
function spliced(source: string, start: number, end: number, replaced: readonly Replaced[]): string {
  let text = '';
  let at = start;
  for (const piece of replaced.toSorted((one, other) => one.start - other.start)) {
    text += source.slice(at, piece.start) + piece.text;
    at = piece.end;
  }
  return text + source.slice(at, end);
}

function inScript(script: Script, source: string): Replaced[] {
  return script.commands.flatMap((command) => {
    const found = innerTcl(command, source);
    const inners = found.kind === 'inners' ? found.inners : [];
    const held = new Set(inners.map(({ word }) => word));
    const words = command.words.filter((word) => word.form !== 'braced' && !held.has(word));
    return [
      ...betweenWords(command, source),
      ...words.flatMap((word) => inParts(word.parts, source)),
      ...inners.flatMap((inner) => inInner(inner, source)),
    ];
  });
}

/** Plain Tcl needs a blank where TMM ends a word or goes on in the next line by itself. */
function betweenWords({ words }: Command, source: string): Replaced[] {
  return words.slice(1).flatMap(({ start: end }, at) => {
    const start = words[at]?.end ?? end;
    return /^$|(?:^|[^\\])\n/.test(source.slice(start, end)) ? [{ start, end, text: ' ' }] : [];
  });
}

function inInner(
  { role, word, start, end }: { role: string; word: Command['words'][number]; start: number; end: number },
  source: string,
): Replaced[] {
  if (role === 'script') return inScript(readScript(source, start, end), source);
  if (word.form !== 'braced') return inParts(word.parts, source);
  const expression = readExpression(source, start, end);
  return [{ start: expression.start, end: expression.end, text: plain(expression, source) }];
}

function inParts(parts: readonly Part[], source: string): Replaced[] {
  return parts.flatMap((part) => {
    if (part.kind === 'command') return inScript(part.script, source);
    return part.kind === 'variable' ? inParts(part.index, source) : [];
  });
}

function plain(expression: Expression, source: string): string {
  const { start, end } = expression;
  switch (expression.kind) {
    case 'operand':
      return spliced(source, start, end, inParts(expression.parts, source));
    case 'unary':
      return `${plainWords[expression.operator.text] ?? expression.operator.text} ${plain(expression.operand, source)}`;
    case 'binary': {
      const { operator, left, right } = expression;
      const isText = textOperators.some((name) => name === operator.text);
      if (isText) return `${functionPrefix}${operator.text}(${plain(left, source)}, ${plain(right, source)})`;
      return `${plain(left, source)} ${plainWords[operator.text] ?? operator.text} ${plain(right, source)}`;
    }
    case 'choice': {
      const [condition, yes, no] = expression.choices.map((choice) => plain(choice, source));
      return `${condition} ? ${yes} : ${no}`;
    }
    case 'call':
      return `${expression.name}(${expression.operands.map((operand) => plain(operand, source)).join(', ')})`;
    case 'group':
      return `(${plain(expression.inner, source)})`;
    default:
      return expression satisfies never;
  }
}

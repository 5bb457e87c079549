/** The parts of a Tcl script, each with its place in the source. */

type Placed = { readonly start: number; readonly end: number };

export type Part = Placed &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'variable'; readonly name: string; readonly index: readonly Part[] }
    | { readonly kind: 'command'; readonly script: Script }
  );

/** One word. `parts` of a braced word is its content as one text. */
export type Word = Placed & { readonly form: 'braced' | 'quoted' | 'bare'; readonly parts: readonly Part[] };
export type Command = Placed & { readonly words: readonly [Word, ...Word[]] };
export type Script = Placed & { readonly commands: readonly Command[] };

export type Expression = Placed &
  (
    | { readonly kind: 'operand'; readonly parts: readonly Part[] }
    | { readonly kind: 'unary'; readonly operator: Operator; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'choice'; readonly choices: readonly [Expression, Expression, Expression] }
    | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
    | { readonly kind: 'group'; readonly inner: Expression }
  );
export type Operator = Placed & { readonly text: string };

/** The source is not Tcl. */
export class TclSyntaxError extends Error {
  override readonly name = 'TclSyntaxError';
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** What a word stands for when it needs no substitution, else undefined. */
export function literal(word: Word | undefined): string | undefined {
  let text = '';
  for (const part of word?.parts ?? []) {
    if (part.kind !== 'text') return undefined;
    text += part.text;
  }
  return word === undefined ? undefined : text;
}

/** Where the content of a word lies when it can be read again as a script, an expression or a list, else undefined. */
export function content(word: Word, source: string): Placed | undefined {
  if (word.form === 'braced') return { start: word.start + 1, end: word.end - 1 };
  const range = word.form === 'quoted' ? { start: word.start + 1, end: word.end - 1 } : { start: word.start, end: word.end };
  return literal(word) === source.slice(range.start, range.end) ? range : undefined;
}

/** The substitutions in an expression, in order. */
export function substitutions(expression: Expression): readonly Part[] {
  switch (expression.kind) {
    case 'operand':
      return expression.parts;
    case 'unary':
      return substitutions(expression.operand);
    case 'binary':
      return [...substitutions(expression.left), ...substitutions(expression.right)];
    case 'choice':
      return expression.choices.flatMap(substitutions);
    case 'call':
      return expression.operands.flatMap(substitutions);
    case 'group':
      return substitutions(expression.inner);
    default:
      return expression satisfies never;
  }
}

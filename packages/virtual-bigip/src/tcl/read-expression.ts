/** Reads expressions as TMM's `expr` does: Tcl 8.4's operators and functions, and those that iRules add. */
import { readEnclosed, readSubstitution } from './read-script.ts';
import { type Expression, type Operator, type Part, TclSyntaxError } from './syntax.ts';

/** The operators that iRules add and plain Tcl lacks, except `and`, `or` and `not`. */
export const textOperators = ['equals', 'contains', 'starts_with', 'ends_with', 'matches', 'matches_glob', 'matches_regex'] as const;

const precedence: Readonly<Record<string, number>> = {
  ...{ '*': 10, '/': 10, '%': 10, '+': 9, '-': 9, '<<': 8, '>>': 8, '<': 7, '>': 7, '<=': 7, '>=': 7, '==': 6, '!=': 6, eq: 6, ne: 6 },
  ...Object.fromEntries(textOperators.map((operator) => [operator, 6])),
  ...{ '&': 5, '^': 4, '|': 3, '&&': 2, and: 2, '||': 1, or: 1 },
};
const prefixes = new Set(['-', '+', '~', '!', 'not']);
const functions = new Set(
  'abs acos asin atan atan2 ceil cos cosh double exp floor fmod hypot int log log10 pow rand round sin sinh sqrt srand tan tanh wide'.split(
    ' ',
  ),
);
const gap = /(?:\s|\\\n)*/y;
const number = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])/y;
const word = /[A-Za-z_]\w*/y;
const symbol = /<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&^|!~]/y;

/** Reads `source` from `start` to `end` as one expression. */
export function readExpression(source: string, start = 0, end = source.length): Expression {
  return new Reader(source, start, end).whole();
}

class Reader {
  readonly #source: string;
  readonly #start: number;
  readonly #end: number;
  #at: number;

  constructor(source: string, start: number, end: number) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.#at = start;
  }

  whole(): Expression {
    const expression = this.#choice();
    if (!this.#done()) throw this.#error('extra tokens at end of expression');
    return expression;
  }

  #choice(): Expression {
    const condition = this.#binary(1);
    if (!this.#skip('?')) return condition;
    const yes = this.#choice();
    if (!this.#skip(':')) throw this.#error('missing colon from ternary conditional');
    const no = this.#choice();
    return { kind: 'choice', choices: [condition, yes, no], start: condition.start, end: no.end };
  }

  #binary(lowest: number): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#operator();
      const rank = precedence[operator?.text ?? ''];
      if (operator === undefined || rank === undefined || rank < lowest) return left;
      this.#at = operator.end;
      const right = this.#binary(rank + 1);
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  #unary(): Expression {
    const operator = this.#operator();
    if (operator === undefined || !prefixes.has(operator.text)) return this.#primary();
    this.#at = operator.end;
    const operand = this.#unary();
    return { kind: 'unary', operator, operand, start: operator.start, end: operand.end };
  }

  #primary(): Expression {
    if (this.#done()) throw this.#error('premature end of expression');
    const start = this.#at;
    if (this.#skip('(')) {
      const inner = this.#choice();
      if (!this.#skip(')')) throw this.#error('looking for close parenthesis');
      return { kind: 'group', inner, start, end: this.#at };
    }
    const here = this.#source[start] ?? '';
    if (here === '$' || here === '[') return this.#substitution(start);
    if (here === '"' || here === '{') return this.#operand(readEnclosed(this.#source, start, this.#end));
    const digits = this.#match(number);
    if (digits !== undefined) {
      if (/^0\d*[89]/.test(digits) && !/[.eE]/.test(digits)) throw this.#error('looks like invalid octal number');
      return this.#operand({ start, end: start + digits.length, parts: [] });
    }
    return this.#call(start);
  }

  #substitution(start: number): Expression {
    const part: Part = readSubstitution(this.#source, start, this.#end);
    if (part.kind === 'text') throw this.#error('character not legal in expressions');
    return this.#operand({ start, end: part.end, parts: [part] });
  }

  #operand({ start, end, parts }: { readonly start: number; readonly end: number; readonly parts: readonly Part[] }): Expression {
    this.#at = end;
    return { kind: 'operand', parts, start, end };
  }

  #call(start: number): Expression {
    const name = this.#match(word);
    if (name === undefined) throw this.#error('unexpected operator or character');
    this.#at += name.length;
    if (!this.#skip('(')) {
      this.#at = start;
      throw this.#error('variable references require preceding $');
    }
    if (!functions.has(name)) throw new TclSyntaxError(`unknown math function "${name}"`, start);
    const operands: Expression[] = [];
    if (!this.#skip(')')) {
      do operands.push(this.#choice());
      while (this.#skip(','));
      if (!this.#skip(')')) throw this.#error('missing close parenthesis at end of function call');
    }
    return { kind: 'call', name, operands, start, end: this.#at };
  }

  #operator(): Operator | undefined {
    if (this.#done()) return undefined;
    const text = this.#match(symbol) ?? this.#match(word);
    return text === undefined ? undefined : { text, start: this.#at, end: this.#at + text.length };
  }

  #done(): boolean {
    this.#at += this.#match(gap)?.length ?? 0;
    return this.#at >= this.#end;
  }

  #skip(character: string): boolean {
    if (this.#done() || this.#source[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0].slice(0, this.#end - this.#at);
  }

  #error(reason: string): TclSyntaxError {
    const text = this.#source.slice(this.#start, this.#end);
    return new TclSyntaxError(`PARSE syntax ${this.#at} {syntax error in expression "${text}": ${reason}}`, this.#at);
  }
}

/**
 * Reads Tcl as TMM does: by the rules of 8.4 for commands, words, substitutions and comments, and by two of TMM's own. After a close-brace
 * or close-quote a word is over whatever follows, and a line that begins with an open brace goes on with the command before it.
 */
import { type Command, type Part, type Script, TclSyntaxError, type Word } from './syntax.ts';

const space = /[ \t\v\f\r]|\\\n/y;
/** A line end after which the command goes on. */
const continuation = /\n[ \t\v\f\r]*(?=\{)/y;
/** The same in `if`. */
const otherwise = /\n[ \t\v\f\r]*(?=\{|else(?:if)?[\s{])/y;
const name = /(?:\w|::+)+/y;
const backslashSequence = /\\(?:\n[ \t]*|x[0-9a-fA-F]+|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|[\s\S])/y;
const escaped: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Reads `source` from `start` to `end` as a script. */
export function readScript(source: string, start = 0, end = source.length): Script {
  return new Reader(source, start, end).script(undefined);
}

/** Reads the substitution that begins at `start`, such as `$name` or `[command]`; a `$` that begins none is text. */
export function readSubstitution(source: string, start: number, end: number): Part {
  return new Reader(source, start, end).part('');
}

/** Reads the word in braces or quotes that begins at `start`; what follows it is the caller's to judge. */
export function readEnclosed(source: string, start: number, end: number): Word {
  return new Reader(source, start, end).enclosed();
}

class Reader {
  readonly #source: string;
  readonly #end: number;
  #at: number;

  constructor(source: string, start: number, end: number) {
    this.#source = source;
    this.#at = start;
    this.#end = end;
  }

  /** Reads commands up to the end, or up to `closing`. */
  script(closing: ']' | undefined): Script {
    const start = this.#at;
    const commands: Command[] = [];
    for (;;) {
      while (this.#take(space) !== undefined || this.#is('\n') || this.#is(';')) if (this.#is('\n') || this.#is(';')) this.#at += 1;
      if (this.#at >= this.#end || this.#here() === closing) break;
      if (this.#is('#')) this.#comment();
      else commands.push(this.#command(closing));
    }
    return { start, end: this.#at, commands };
  }

  #comment(): void {
    while (this.#at < this.#end && !this.#is('\n')) this.#at += this.#is('\\') ? 2 : 1;
  }

  #command(closing: ']' | undefined): Command {
    const start = this.#at;
    const words: [Word, ...Word[]] = [this.#word(closing)];
    const lineEnd = this.#source.slice(start, this.#at) === 'if' ? otherwise : continuation;
    let end = this.#at;
    for (;;) {
      while ((this.#take(space) ?? this.#take(lineEnd)) !== undefined);
      if (this.#ends(closing)) return { start, end, words };
      words.push(this.#word(closing));
      end = this.#at;
    }
  }

  #word(closing: ']' | undefined): Word {
    if (!this.#is('{') && !this.#is('"')) return this.#bare(closing);
    const word = this.enclosed();
    // TMM takes this for a word `*`, which nobody means who writes it.
    const expands = this.#source.slice(word.start, this.#at) === '{*}' && !this.#ends(closing) && !/\s/.test(this.#here());
    if (expands) throw new TclSyntaxError('extra characters after close-brace', word.start);
    return word;
  }

  enclosed(): Word {
    return this.#is('{') ? this.#braced() : this.#quoted();
  }

  #braced(): Word {
    const start = this.#at;
    let depth = 0;
    while (this.#at < this.#end) {
      const here = this.#here();
      this.#at += here === '\\' ? 2 : 1;
      if (here === '{') depth += 1;
      if (here === '}') depth -= 1;
      if (depth === 0) {
        const text = this.#source.slice(start + 1, this.#at - 1).replaceAll(/\\\n[ \t]*/g, ' ');
        return { start, end: this.#at, form: 'braced', parts: [{ kind: 'text', text, start: start + 1, end: this.#at - 1 }] };
      }
    }
    throw new TclSyntaxError('missing close-brace', start);
  }

  #quoted(): Word {
    const start = this.#at;
    this.#at += 1;
    const parts: Part[] = [];
    while (this.#at < this.#end && !this.#is('"')) parts.push(this.part('"'));
    if (this.#at >= this.#end) throw new TclSyntaxError('missing "', start);
    this.#at += 1;
    return { start, end: this.#at, form: 'quoted', parts };
  }

  #bare(closing: ']' | undefined): Word {
    const start = this.#at;
    const parts: Part[] = [];
    const stops = ` \t\v\f\r\n;${closing ?? ''}`;
    while (!this.#ends(closing) && !stops.includes(this.#here()) && !this.#source.startsWith('\\\n', this.#at))
      parts.push(this.part(stops));
    return { start, end: this.#at, form: 'bare', parts };
  }

  /** One piece of a word: text up to a substitution or one of `stops`, or a substitution. */
  part(stops: string): Part {
    const start = this.#at;
    const here = this.#here();
    if (here === '[') return this.#bracketed();
    if (here === '$') return this.#variable();
    if (here === '\\') {
      const sequence = this.#take(backslashSequence) ?? '\\';
      if (sequence === '\\') this.#at += 1;
      return { kind: 'text', text: unescaped(sequence), start, end: this.#at };
    }
    while (this.#at < this.#end && !'[$\\'.includes(this.#here()) && !stops.includes(this.#here())) this.#at += 1;
    return { kind: 'text', text: this.#source.slice(start, this.#at), start, end: this.#at };
  }

  #bracketed(): Part {
    const start = this.#at;
    this.#at += 1;
    const script = this.script(']');
    if (this.#at >= this.#end) throw new TclSyntaxError('missing close-bracket', start);
    this.#at += 1;
    return { kind: 'command', script, start, end: this.#at };
  }

  #variable(): Part {
    const start = this.#at;
    this.#at += 1;
    if (this.#is('{')) {
      const close = this.#source.indexOf('}', this.#at);
      if (close < 0 || close >= this.#end) throw new TclSyntaxError('missing close-brace for variable name', start);
      const braced = this.#source.slice(this.#at + 1, close);
      this.#at = close + 1;
      return { kind: 'variable', name: braced, index: [], start, end: this.#at };
    }
    const plain = this.#take(name) ?? '';
    const index: Part[] = [];
    if (this.#is('(')) {
      this.#at += 1;
      while (this.#at < this.#end && !this.#is(')')) index.push(this.part(')'));
      if (this.#at >= this.#end) throw new TclSyntaxError('missing )', start);
      this.#at += 1;
    } else if (plain === '') return { kind: 'text', text: '$', start, end: this.#at };
    return { kind: 'variable', name: plain, index, start, end: this.#at };
  }

  #here(): string {
    return this.#source[this.#at] ?? '';
  }

  #is(character: string): boolean {
    return this.#at < this.#end && this.#source[this.#at] === character;
  }

  #ends(closing: ']' | undefined): boolean {
    return this.#at >= this.#end || this.#is('\n') || this.#is(';') || this.#here() === closing;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found === undefined || this.#at + found.length > this.#end) return undefined;
    this.#at += found.length;
    return found;
  }
}

function unescaped(sequence: string): string {
  const rest = sequence.slice(1);
  if (rest.startsWith('\n')) return ' ';
  if (/^x[0-9a-fA-F]/.test(rest)) return String.fromCharCode(Number.parseInt(rest.slice(-2).replace('x', ''), 16));
  if (/^u[0-9a-fA-F]/.test(rest)) return String.fromCharCode(Number.parseInt(rest.slice(1), 16));
  if (/^[0-7]/.test(rest)) return String.fromCharCode(Number.parseInt(rest, 8) & 255);
  return escaped[rest] ?? rest;
}

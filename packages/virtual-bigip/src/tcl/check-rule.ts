/** Says what TMOS would refuse in the source of a rule, and which pools and data groups it names. */
import type { RuleError, RuleReport } from '../traffic.ts';
import { type Inner, innerTcl } from './arguments.ts';
import { commandProblem, type Scope } from './check-command.ts';
import { eventGroup } from './events.ts';
import { readExpression } from './read-expression.ts';
import { readScript } from './read-script.ts';
import { literalReference } from './rule-references.ts';
import { type Command, literal, type Part, type Script, substitutions, TclSyntaxError } from './syntax.ts';

/** The longest string that one message between TMOS's daemons takes. */
const longestSource = 65_535;

/** Checks the source of a rule as TMOS does when it is saved. */
export function checkRule(source: string): RuleReport {
  if (source.length > longestSource) {
    const message = `01020057:3: The string with more than ${longestSource} characters cannot be stored in a message.`;
    return { errors: [{ line: 0, message }], pools: [], dataGroups: [] };
  }
  const check = new RuleCheck(source);
  check.characters();
  check.topLevel();
  return check.report();
}

class RuleCheck {
  readonly #source: string;
  readonly #errors: RuleError[] = [];
  readonly #pools: RuleReport['pools'][number][] = [];
  readonly #dataGroups: RuleReport['dataGroups'][number][] = [];
  readonly #handlers = new Set<string>();

  constructor(source: string) {
    this.#source = source;
  }

  report(): RuleReport {
    return { errors: this.#errors, pools: this.#pools, dataGroups: this.#dataGroups };
  }

  /** TMM's parser stumbles over what isn't ASCII, with a message about something else (K44543159). */
  characters(): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant.
    const at = this.#source.search(/[^\x00-\x7f]/);
    if (at >= 0) this.#error(at, 'braces are required around the expression', this.#lineText(at));
  }

  topLevel(): void {
    for (const command of this.#read(0, this.#source.length)?.commands ?? []) {
      const name = literal(command.words[0]);
      if (name === 'when') this.#handler(command);
      else if (name === 'proc') this.#command(command, { kind: 'procedure' });
      else if (name !== 'timing' && name !== 'priority') this.#refuse(command, 'command is not valid in the current scope');
    }
  }

  #handler(command: Command): void {
    const { event, priority, problem } = readHandler(command);
    const handler = `${event} ${priority}`;
    if (problem !== undefined) this.#refuse(command, problem);
    else if (this.#handlers.has(handler)) this.#refuse(command, 'Duplicate event');
    this.#handlers.add(handler);
    const body = command.words.at(-1);
    if (problem === undefined && body !== undefined) this.#script(this.#read(body.start + 1, body.end - 1), { kind: 'event', event });
  }

  #script(script: Script | undefined, scope: Scope): void {
    for (const command of script?.commands ?? []) this.#command(command, scope);
  }

  #command(command: Command, scope: Scope): void {
    const name = literal(command.words[0]);
    const nested = name === 'when' || (name === 'proc' && scope.kind === 'event');
    const problem = nested ? 'command is not valid in the current scope' : commandProblem(command, scope);
    if (problem !== undefined) this.#refuse(command, problem);
    this.#reference(command);
    for (const word of command.words) if (word.form !== 'braced') this.#parts(word.parts, scope);
    if (problem !== undefined) return;
    const inners = this.#attempt(() => innerTcl(command, this.#source));
    if (inners?.kind === 'wrong') this.#refuse(command, inners.message);
    else for (const inner of inners?.inners ?? []) this.#inner(inner, scope);
  }

  #inner({ role, word, start, end }: Inner, scope: Scope): void {
    if (role === 'script') this.#script(this.#read(start, end), scope);
    else {
      const expression = this.#attempt(() => readExpression(this.#source, start, end));
      // The substitutions of a word that isn't in braces were looked at with the word.
      if (expression !== undefined && word.form === 'braced') this.#parts(substitutions(expression), scope);
    }
  }

  #parts(parts: readonly Part[], scope: Scope): void {
    for (const part of parts) {
      if (part.kind === 'command') this.#script(part.script, scope);
      if (part.kind === 'variable') this.#parts(part.index, scope);
    }
  }

  #reference(command: Command): void {
    const reference = literalReference(command);
    if (reference === undefined) return;
    const found = { line: this.#line(command.start), name: reference.name, command: this.#text(command) };
    if (reference.kind === 'pool') this.#pools.push(found);
    else this.#dataGroups.push(found);
  }

  #read(start: number, end: number): Script | undefined {
    return this.#attempt(() => readScript(this.#source, start, end));
  }

  #attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TclSyntaxError)) throw error;
      this.#error(error.at, `parse error: ${error.message}`, this.#lineText(error.at));
      return undefined;
    }
  }

  #refuse(command: Command, problem: string): void {
    this.#error(command.start, problem, this.#text(command));
  }

  #error(at: number, problem: string, snippet: string): void {
    this.#errors.push({ line: this.#line(at), message: `error: [${problem}][${snippet}]` });
  }

  #text({ start, end }: Command): string {
    return this.#source.slice(start, end);
  }

  #line(at: number): number {
    return this.#source.slice(0, at).split('\n').length;
  }

  #lineText(at: number): string {
    return (this.#source.slice(at).split('\n')[0] ?? '').trim();
  }
}

/** What `when` waits for, and what is wrong with how it says so. */
function readHandler({ words }: Command): { event: string; priority: number; problem?: string } {
  const [event, ...rest] = words.slice(1).map((word) => literal(word) ?? '');
  if (event === undefined || rest.length === 0) return { event: '', priority: 0, problem: 'wrong # args' };
  let priority = 500;
  if (eventGroup(event) === undefined) return { event, priority, problem: `unknown event (${event})` };
  if (words.at(-1)?.form !== 'braced') {
    const extra = words.some(({ form }) => form === 'braced') ? `unexpected extra argument "${rest.at(-1)}"` : 'wrong # args';
    return { event, priority, problem: extra };
  }
  const settings = rest.slice(0, -1);
  for (let at = 0; at < settings.length; at += 2) {
    const [setting, value = ''] = settings.slice(at, at + 2);
    if (setting === 'priority' && /^\d+$/.test(value) && Number(value) <= 1000) priority = Number(value);
    else if (setting !== 'timing' || !/^(?:on|off)$/.test(value)) {
      const extra = setting === 'priority' || setting === 'timing' ? value : setting;
      return { event, priority, problem: `unexpected extra argument "${extra}"` };
    }
  }
  return { event, priority };
}

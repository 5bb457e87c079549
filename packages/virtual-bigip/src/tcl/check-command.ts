/** Says what TMM's Tcl 8.4 would refuse in one command: its name, its place, its options and the number of its arguments. */
import type { CommandForm } from './command-form.ts';
import { eventGroup } from './events.ts';
import { type Command, literal, type Word } from './syntax.ts';
import { characterClasses, disabledCommands, tclCommands } from './tcl-commands.ts';
import { tmmCommands } from './tmm-commands.ts';

/** Where a command stands: in the body of an event, or of a procedure. */
export type Scope = { readonly kind: 'event'; readonly event: string } | { readonly kind: 'procedure' };

/** What is wrong with `command` as TMOS words it, or undefined. The bodies in it are not looked at. */
export function commandProblem(command: Command, scope: Scope): string | undefined {
  const name = literal(command.words[0])?.replace(/^::/, '');
  if (name === undefined) return undefined;
  if (disabledCommands.has(name)) return `command is disabled: "${name}"`;
  const form = lookUp(tclCommands, name) ?? lookUp(tmmCommands, name);
  if (form === undefined) return `undefined procedure: ${name}`;
  if (scope.kind === 'event' && !isValidIn(scope.event, form)) return `command is not valid in current event context (${scope.event})`;
  return formProblem(name, form, command.words.slice(1));
}

function isValidIn(event: string, { events, except }: CommandForm): boolean {
  const group = eventGroup(event);
  return group === undefined || ((events?.includes(group) ?? true) && except?.includes(event) !== true);
}

function lookUp(forms: Readonly<Record<string, CommandForm>>, name: string): CommandForm | undefined {
  return Object.hasOwn(forms, name) ? forms[name] : undefined;
}

function formProblem(name: string, form: CommandForm, words: readonly Word[]): string | undefined {
  if (form.subcommands !== undefined) return subcommandProblem(name, form.subcommands, words);
  const options = optionWords(name, form, words);
  if (options.problem !== undefined) return options.problem;
  const operands = words.slice(options.count);
  const [least, most] = form.count;
  // What follows a computed option can be an option too, so only the total says anything.
  if (operands.length < least || (options.known && operands.length > most)) return 'wrong # args';
  const { from, to } = form.indices ?? { from: 0, to: -1 };
  const index = operands.find((word, at) => at >= from && at <= to && !isIndex(word));
  if (index !== undefined) return `bad index: must be integer or end?-integer?`;
  return valueProblem(name, operands, words);
}

function subcommandProblem(name: string, subcommands: Readonly<Record<string, CommandForm>>, words: readonly Word[]): string | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return 'wrong # args';
  const given = literal(first);
  if (given === undefined) return undefined;
  const full = unabbreviated(Object.keys(subcommands), given);
  const form = full === undefined ? undefined : subcommands[full];
  return form === undefined ? `"invalid argument ${given}"` : formProblem(`${name} ${full}`, form, rest);
}

/** How many of `words` are options and their values. */
function optionWords(name: string, form: CommandForm, words: readonly Word[]): { count: number; known: boolean; problem?: string } {
  if (form.options === undefined) return { count: 0, known: true };
  const names = Object.keys(form.options);
  let at = 0;
  while (at < words.length) {
    // Without `--`, the least operands at the end are no options whatever they look like, except where Tcl looks at every word.
    const open = words.length - at > form.count[0] || name === 'unset';
    const given = literal(words[at]);
    if (given === undefined) return { count: at, known: false };
    if (!given.startsWith('-') || !open) break;
    if (given === '--') return { count: at + 1, known: true };
    const full = unabbreviated(names, given);
    if (full === undefined) return { count: at, known: true, problem: `"invalid argument ${given}"` };
    at += 1 + (form.options[full] ?? 0);
  }
  return { count: at, known: true };
}

/** Tcl takes any beginning that only one name has. */
function unabbreviated(names: readonly string[], given: string): string | undefined {
  if (names.includes(given)) return given;
  const meant = given.length > 1 ? names.filter((name) => name.startsWith(given)) : [];
  return meant.length === 1 ? meant[0] : undefined;
}

/** 8.4 knows `5`, `end` and `end-5`; sums such as `$i+1` came later. */
function isIndex(word: Word): boolean {
  const text = word.parts.map((part) => (part.kind === 'text' ? part.text : '0')).join('');
  const computed = word.parts.some((part) => part.kind !== 'text');
  if (word.form === 'braced' || (computed && word.parts.length === 1)) return true;
  return /^\s*(?:[-+]?(?:\d+|0x[0-9a-f]+)|e(?:nd?)?(?:-\d+)?)?\s*$/i.test(text);
}

function valueProblem(name: string, operands: readonly Word[], words: readonly Word[]): string | undefined {
  const first = literal(operands[0]);
  switch (name) {
    case 'string is':
      return characterClassProblem(words.map(literal));
    case 'format':
      return first === undefined || formats.test(first) ? undefined : `bad field specifier "${first}"`;
    case 'binary format':
      return first === undefined || binaryFields.test(first) ? undefined : `bad field specifier "${first}"`;
    case 'binary scan':
      return binaryFields.test(literal(operands[1]) ?? '') ? undefined : `bad field specifier "${literal(operands[1])}"`;
    case 'scan':
      return /%(?:\*?\d*)(?:b|ll)/.test(literal(operands[1]) ?? '') ? 'bad scan conversion character' : undefined;
    case 'clock format':
    case 'clock scan':
      return clockOptionProblem(name, operands.slice(1));
    default:
      return undefined;
  }
}

const formats = /^(?:[^%]|%(?:\d+\$)?[-+ 0#]*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?[hl]?[diouxXcsfeEgG%])*$/;
const binaryFields = /^(?:[aAbBhHcsSiIwWfdxX@](?:\d+|\*)?\s*)*$/;

function characterClassProblem([kind, ...rest]: readonly (string | undefined)[]): string | undefined {
  if (kind === undefined) return undefined;
  const full = unabbreviated([...characterClasses], kind);
  if (full === undefined) return `"invalid argument ${kind}"`;
  const option = rest
    .slice(0, -1)
    .find((word) => word?.startsWith('-') === true && unabbreviated(['-strict', '-failindex'], word) === undefined);
  return option === undefined ? undefined : `"invalid argument ${option}"`;
}

function clockOptionProblem(name: string, words: readonly Word[]): string | undefined {
  const known = name === 'clock format' ? ['-format', '-gmt'] : ['-base', '-gmt'];
  const option = words.map(literal).find((word, at) => at % 2 === 0 && word !== undefined && unabbreviated(known, word) === undefined);
  return option === undefined ? undefined : `"invalid argument ${option}"`;
}

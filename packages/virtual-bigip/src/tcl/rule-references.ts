/** Which pools and data groups a command names literally. */
import { type Command, literal } from './syntax.ts';

export type Reference = { readonly kind: 'pool' | 'data-group'; readonly name: string };

const classWordAt: Readonly<Record<string, 'last' | 'first'>> = {
  ...{ match: 'last', lookup: 'last', exists: 'last', size: 'last', type: 'last', startsearch: 'last', element: 'last' },
  ...{ search: 'first', get: 'first', names: 'first', nextelement: 'first', anymore: 'first', donesearch: 'first' },
};

/** The pool or data group that TMOS resolves when it saves a rule with `command`. */
export function literalReference(command: Command): Reference | undefined {
  const [first, ...rest] = command.words.map(literal);
  switch (first) {
    case 'pool':
      return named('pool', rest[0]);
    case 'LB::reselect':
    case 'LB::status':
    case 'clone':
      return rest[0] === 'pool' ? named('pool', rest[1]) : undefined;
    case 'active_members':
    case 'members':
      return named(
        'pool',
        rest.find((word) => word !== '-list'),
      );
    case 'matchclass':
      return named('data-group', rest[2]);
    case 'findclass':
      return named('data-group', rest[1]);
    case 'class':
      return classReference(rest);
    default:
      return undefined;
  }
}

function classReference([subcommand, ...rest]: readonly (string | undefined)[]): Reference | undefined {
  // `class exists` asks whether there is such a data group, so it may name one that there isn't.
  if (subcommand === undefined || subcommand === 'exists') return undefined;
  let at = 0;
  while (rest[at]?.startsWith('-') === true && rest[at] !== '--') at += 1;
  const words = rest[at] === '--' ? rest.slice(at + 1) : rest.slice(at);
  return named('data-group', classWordAt[subcommand] === 'first' ? words[0] : words.at(-1));
}

function named(kind: Reference['kind'], name: string | undefined): Reference | undefined {
  return name === undefined || name === '' ? undefined : { kind, name };
}

/** Cases that are alike for each property of an object: a line of a table names the property and a value. */

import { tmshName } from '../configuration/refusal.ts';
import { type Ask, type Case, invalid, type Step, tmsh } from './case.ts';

type Values = Readonly<Record<string, unknown>>;

/** What each property can't be. `make` creates an object with more properties. */
export function wrongValues(what: string, given: readonly Step[], make: (more: object) => Ask, values: Values): Case[] {
  return Object.entries(values).map(([name, value]) => ({
    it: `${what} with ${shown(value)} as ${name}`,
    by: 'f5-common-python 840',
    given,
    ask: make({ [name]: value }),
    gets: invalid(name, value),
  }));
}

/** What can be said again and not changed, with another value than it has. */
export function fixed(what: string, given: readonly Step[], path: string, values: Values): Case[] {
  return Object.entries(values).map(([name, value]) => ({
    it: `${what} with another ${name}`,
    by: 'f5-sdk: immutable properties',
    given,
    ask: ['PATCH', path, { [name]: value }],
    gets: tmsh(`"${tmshName(name)}" may not be modified`),
  }));
}

/** What is told and not taken: alone it is as if nothing was said. */
export function onlyTold(what: string, given: readonly Step[], path: string, names: readonly string[]): Case[] {
  return names.map((name) => ({
    it: `${what} by ${name} alone`,
    by: 'f5-sdk: read-only properties',
    given,
    ask: ['PATCH', path, { [name]: 'x' }],
    gets: tmsh('one or more properties must be specified'),
  }));
}

/** What an object can't be made without; `make` leaves a property out. */
export function required(what: string, make: (without: string) => Ask, names: readonly string[]): Case[] {
  return names.map((name) => ({
    it: `${what} without ${name}`,
    by: 'tmsh: required properties',
    ask: make(name),
    gets: tmsh(`"${tmshName(name)}" is required`),
  }));
}

/** Flags of which one at most can be given. */
export function exclusive(
  what: string,
  given: readonly Step[],
  make: (more: object) => Ask,
  pairs: readonly (readonly [string, string])[],
): Case[] {
  return pairs.map(([first, second]) => ({
    it: `${what} with ${first} and ${second}`,
    by: 'terraform-provider-bigip 809',
    given,
    ask: make({ [first]: true, [second]: true }),
    gets: tmsh(`"${tmshName(second)}" may not be specified with "${tmshName(first)}"`),
  }));
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

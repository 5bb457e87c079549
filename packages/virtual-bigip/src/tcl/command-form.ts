/** The form that the arguments of a command must have, as the tables of commands write it. */
import type { EventGroup } from './events.ts';

export type CommandForm = {
  /** Least and most arguments, options not counted when `options` is there. */
  readonly count: readonly [number, number];
  /** Options that may come first, each with how many values follow it. */
  readonly options?: Readonly<Record<string, number>>;
  readonly subcommands?: Readonly<Record<string, CommandForm>>;
  /** Which arguments are indices into a string or list, counted after the options; `rest` for all from there on. */
  readonly indices?: { readonly from: number; readonly to: number };
  /** Groups of events in which the command is valid; all when left out. */
  readonly events?: readonly EventGroup[];
  /** Events of those groups in which it is not valid. */
  readonly except?: readonly string[];
};

/** A form that takes `least` to `most` arguments. */
export function takes(least: number, most = Number.POSITIVE_INFINITY, more: Omit<CommandForm, 'count'> = {}): CommandForm {
  return { count: [least, most], ...more };
}

/** A form whose first argument says which of `subcommands` is meant. */
export function either(
  subcommands: Readonly<Record<string, CommandForm>>,
  more: Omit<CommandForm, 'count' | 'subcommands'> = {},
): CommandForm {
  return { count: [1, Number.POSITIVE_INFINITY], subcommands, ...more };
}

/** Options without a value, written in one string. */
export function flags(names: string): Readonly<Record<string, number>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 0]));
}

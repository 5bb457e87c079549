/** The kinds of properties that resources are declared with. */

import { createHash } from 'node:crypto';
import { absolute, toUrl } from './names.ts';
import { invalidValue, mcpd, tmsh } from './refusal.ts';
import type { Draft, Json, JsonObject, Property, ReferenceRule, Value, View } from './resource.ts';

/** Text; empty or `none` clears it. */
export function text(more: Partial<Property> = {}): Property {
  return { parse: (value, { name }) => clearable(asText(value, name)), ...more };
}

/** Text that is kept as it is given, `none` too. */
export function literal(more: Partial<Property> = {}): Property {
  return { parse: (value, { name }) => asText(value, name), ...more };
}

/** A password: it is kept encrypted and comes back so. What came back may be sent again. */
export function secret(): Property {
  return {
    parse: (value, { name }) => {
      const said = clearable(asText(value, name));
      return said === undefined || said.startsWith('$M$')
        ? said
        : `$M$7F$${createHash('sha256').update(said).digest('base64').slice(0, 24)}`;
    },
  };
}

export function integer(initial: number | undefined, min: number, max: number, more: Partial<Property> = {}): Property {
  return {
    parse: (value, { name }) => {
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) throw invalidValue(name, value);
      return number;
    },
    ...(initial === undefined ? {} : { initial }),
    ...more,
  };
}

export function oneOf(values: readonly string[], initial?: string, more: Partial<Property> = {}): Property {
  return {
    parse: (value, { name }) => {
      if (typeof value !== 'string' || !values.includes(value)) throw invalidValue(name, value);
      return value;
    },
    ...(initial === undefined ? {} : { initial }),
    ...more,
  };
}

export function onOff(initial: 'enabled' | 'disabled'): Property {
  return oneOf(['enabled', 'disabled'], initial);
}

/** Two names of which one is present and true. It is kept under `on`. */
export function flags(on: string, off: string, initial: string): Property {
  return {
    counterpart: off,
    initial,
    parse: (value, { name, device }) => {
      if (value === true) return name;
      if (value === false && device.switches.falseFlags === 'ignored') return name === on ? off : on;
      throw invalidValue(name, value);
    },
    render: (value) => ({ [String(value)]: true }),
  };
}

/** A name that is there and true, or isn't there. */
export function lone(name: string): Property {
  return {
    parse: (value, { device }) => {
      if (value === true) return name;
      if (value === false && device.switches.falseFlags === 'ignored') return undefined;
      throw invalidValue(name, value);
    },
    render: () => ({ [name]: true }),
  };
}

/** One of them at most. */
export function choice(names: readonly string[]): Record<string, Property> {
  return Object.fromEntries(names.map((name) => [name, { ...lone(name), excludes: names.filter((other) => other !== name) }]));
}

/** A list of some of these words. */
export function someOf(words: readonly string[]): Property {
  return {
    parse: (value, { name }) => {
      const given = asList(value, name).map((entry) => asText(entry, name));
      const wrong = given.find((entry) => !words.includes(entry));
      if (wrong !== undefined) throw invalidValue(name, wrong);
      return given.length === 0 ? undefined : given.toSorted();
    },
  };
}

/** The full path of another object, with its link; empty or `none` clears it. */
export function reference(
  name: string,
  rule: Omit<ReferenceRule, 'paths'>,
  linkTo: string | undefined,
  more: Partial<Property> = {},
): Property {
  return {
    parse: (value, given) => {
      const path = clearable(asText(value, given.name));
      return path === undefined ? undefined : absolute(path);
    },
    refersTo: { ...rule, paths: (value) => [String(value)] },
    ...(linkTo === undefined
      ? {}
      : { render: (value, view) => ({ [name]: String(value), [`${name}Reference`]: link(linkTo, String(value), view) }) }),
    ...more,
  };
}

/** Full paths in an order that counts, with their links. */
export function references(name: string, rule: Omit<ReferenceRule, 'paths'>, linkTo: string): Property {
  return {
    parse: (value, given) => {
      const paths = asList(value, given.name).map((path) => absolute(asText(path, given.name)));
      return paths.length === 0 ? undefined : [...new Set(paths)];
    },
    refersTo: { ...rule, paths: (value) => value as readonly string[] },
    render: (value, view) => ({
      [name]: value as readonly string[],
      [`${name}Reference`]: (value as string[]).map((path) => link(linkTo, path, view)),
    }),
  };
}

/** `[{ name, value, persist }]`; the value is left out when empty. */
export function metadata(): Property {
  return {
    parse: (value, { name }) => {
      const entries = asList(value, name).map((entry) => {
        const { name: key, value: data = '', persist = 'true', ...rest } = asObject(entry, name);
        if (typeof key !== 'string' || key === '' || Object.keys(rest).length > 0) throw invalidValue(name, entry);
        if (persist !== 'true' && persist !== 'false') throw invalidValue('persist', persist);
        return { name: key, persist, ...(data === '' ? {} : { value: asText(data, 'value') }) };
      });
      return entries.length === 0 ? undefined : entries;
    },
  };
}

/** Something REST tells and does not take; in a body it is ignored, because clients send back what they got. */
export function told(): Property {
  return { parse: () => undefined, life: 'read-only' };
}

export function link(resource: string, fullPath: string, view: View): JsonObject {
  return { link: `https://localhost/mgmt/tm/${resource}/${toUrl(fullPath)}?ver=${view.version}` };
}

/** What most references say when their target is missing. */
export function notFound(noun: string): ReferenceRule['missing'] {
  return (path) => mcpd('01020036', `The requested ${noun} (${path}) was not found.`);
}

/** What is said of a target in another partition. */
export function otherPartition(who: string, what: string): NonNullable<ReferenceRule['foreign']> {
  return (path: string, from: Draft) =>
    mcpd('01070726', `A ${who} may only reference ${what} in the same partition or the common partition (${from.fullPath}:${path})`);
}

export function asText(value: Json, name: string): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw invalidValue(name, value);
  if (value.length > 65_535) throw mcpd('01020057', 'The string with more than 65535 characters cannot be stored in a message.');
  return value;
}

export function asList(value: Json, name: string): readonly Json[] {
  if (value === 'none' || value === '' || value === null) return [];
  if (!Array.isArray(value)) throw invalidValue(name, value);
  return value as readonly Json[];
}

export function asObject(value: Json, name: string): Readonly<Record<string, Json>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidValue(name, value);
  return value as JsonObject;
}

/** The property as text, empty if it has none. */
export function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function unknownProperty(name: string): Error {
  return tmsh(`"${name}" unknown property`);
}

function clearable(value: string): string | undefined {
  return value === '' || value === 'none' ? undefined : value;
}

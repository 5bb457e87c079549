/** Nodes and members that are named by a host name. Names are not resolved here: such a node has no address to send to. */

import { asObject, asText, textOf } from '../configuration/properties.ts';
import { invalidValue, tmsh } from '../configuration/refusal.ts';
import type { Draft, Json, JsonObject, Property, Value, Values } from '../configuration/resource.ts';

/** What such a node has for an address. */
export const NO_ADDRESS = 'any6';

/** What can't change once a node is there, in tmsh's words, and what it is at first. */
const FIXED: Readonly<Record<string, { readonly word: string; readonly initial: string | undefined }>> = {
  tmName: { word: 'name', initial: undefined },
  autopopulate: { word: 'autopopulate', initial: 'disabled' },
  addressFamily: { word: 'address-family', initial: 'ipv4' },
};

/** `{ tmName, autopopulate, … }`: `more` are the parts that it has besides, with what they are at first. */
export function fqdn(more: JsonObject): Property {
  const initial: JsonObject = { ...more, autopopulate: 'disabled' };
  return {
    initial: {},
    parse: (value, { name }) => {
      const { name: alias, tmName = alias, ...rest } = asObject(value, name);
      const unknown = Object.keys(rest).find((part) => !Object.hasOwn(initial, part));
      if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
      const { autopopulate, addressFamily } = rest;
      if (autopopulate !== undefined && autopopulate !== 'enabled' && autopopulate !== 'disabled')
        throw invalidValue('autopopulate', autopopulate);
      if (addressFamily !== undefined && !['ipv4', 'ipv6', 'all'].includes(asText(addressFamily, 'addressFamily'))) {
        throw invalidValue('addressFamily', addressFamily);
      }
      const said = tmName === undefined ? '' : asText(tmName, 'tmName');
      return { ...rest, ...(said === '' || said === 'none' ? {} : { tmName: said }) };
    },
    render: (value) => ({ fqdn: sorted({ ...initial, ...partsOf(value) }) }),
  };
}

/** The host name; empty if there is none. */
export function hostNameIn(properties: Values): string {
  return textOf(partsOf(properties['fqdn'])['tmName']);
}

/** The properties of a changed object with the parts that it had before. Refuses to change those that can't. */
export function withFixedParts({ properties, before }: Pick<Draft, 'properties' | 'before'>): Values {
  if (before === undefined) return properties;
  const then = partsOf(before.properties['fqdn']);
  const now = partsOf(properties['fqdn']);
  for (const [part, { word, initial }] of Object.entries(FIXED)) {
    if (now[part] !== undefined && now[part] !== (then[part] ?? initial)) throw tmsh(`"${word}" may not be modified`);
  }
  const parts = { ...then, ...now };
  return Object.keys(parts).length === 0 ? properties : { ...properties, fqdn: parts };
}

function partsOf(value: Value | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}; // as parsed above
}

function sorted(parts: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

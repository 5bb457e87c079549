/** `ltm/data-group/internal`: typed records that rules look names up in. */

import { asList, asObject, asText, oneOf, text } from '../configuration/properties.ts';
import { canonicalRecordName, Records, type RecordType, recordType } from '../configuration/records.ts';
import { invalidValue, mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, Entity, Json, JsonObject, Resource, Values } from '../configuration/resource.ts';
import { type Argument, parseArguments } from '../configuration/tmsh-arguments.ts';

type Entry = { readonly name: string; readonly data: string };

const LONGEST_VALUE = 65_520;
const MOST_RECORDS = 65_000;
const MOST_BYTES = 4 * 1024 * 1024;

export const dataGroupInternal: Resource = {
  path: 'ltm/data-group/internal',
  namespace: 'ltm/data-group',
  noun: 'value list',
  className: 'value_list',
  naming: 'folder',
  properties: {
    description: text(),
    type: { ...oneOf(['string', 'ip', 'integer']), life: 'fixed', required: true },
    // Read here, made into records when the type is known.
    records: {
      parse: (value, { name }) => asList(value, name).map((entry) => readRecord(entry)),
      render: (value, { device }) => (value instanceof Records && value.size > 0 ? { records: told(value, device) } : {}),
    },
  },
  prepare: ({ fullPath, properties }, device) => {
    const { records, ...rest } = properties;
    if (records === undefined) return properties;
    const made = records instanceof Records ? records : replaceAll(recordType(properties['type']), fullPath, records as readonly Entry[]);
    checkSize(made, fullPath, device);
    return made.size === 0 ? rest : { ...rest, records: made };
  },
  builtIn: [
    ['/Common/aol', addresses(['64.12.96.0/19', '195.93.16.0/20', '195.93.48.0/22', '195.93.64.0/19'])],
    [
      '/Common/images',
      {
        type: 'string',
        records: Records.of(
          'string',
          ['.bmp', '.gif', '.jpg'].map((name) => ({ name, data: '' })),
        ),
      },
    ],
    ['/Common/private_net', addresses(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'])],
  ],
  options: changeRecords,
};

function addresses(names: readonly string[]): Values {
  return {
    type: 'ip',
    records: Records.of(
      'ip',
      names.map((name) => ({ name, data: '' })),
    ),
  };
}

/** What is larger belongs into an external data group. */
function checkSize({ size, bytes }: Records, fullPath: string, { switches }: Device): void {
  if (switches.recordLimits === 'none') return;
  if (size > MOST_RECORDS)
    throw mcpd('01070712', `The data group (${fullPath}) has ${size} records, more than the ${MOST_RECORDS} of an internal data group.`);
  if (bytes > MOST_BYTES)
    throw mcpd('01070712', `The data group (${fullPath}) has ${bytes} bytes, more than the ${MOST_BYTES} of an internal data group.`);
}

/** Names come back as tmsh would have them. */
function told(records: Records, { switches }: Device): JsonObject[] {
  if (switches.specialNames === 'plain') return records.toJSON();
  return records.toJSON().map(({ name, data }) => ({ name: name.replaceAll(/[?*|{};"\\]/g, '\\$&'), data }));
}

function readRecord(entry: Json): Entry {
  const { name, data = '', ...rest } = asObject(typeof entry === 'string' ? { name: entry } : entry, 'records');
  if (name === undefined || name === '') throw tmsh('one or more configuration identifiers must be provided');
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
  return { name: unescaped(asText(name, 'name')), data: asText(data, 'data') };
}

/** Names go through tmsh, which takes some characters as its own. */
function unescaped(name: string): string {
  const plain = name.replaceAll(/\\./g, '');
  if (/[?*]/.test(plain)) throw tmsh('the "create" command does not accept wildcard configuration identifiers');
  const special = /[|{};"]/.exec(plain)?.[0];
  if (special !== undefined) throw tmsh(`unexpected argument "${special}"`);
  return name.replaceAll(/\\(.)/g, '$1');
}

function replaceAll(type: RecordType, group: string, entries: readonly Entry[]): Records {
  const seen = new Set<string>();
  const records = entries.map((entry) => {
    const record = checked(type, entry);
    if (seen.has(record.name)) throw alreadyThere(type, group, record.name);
    seen.add(record.name);
    return record;
  });
  return Records.of(type, records);
}

function checked(type: RecordType, { name, data }: Entry): Entry {
  const canonical = canonicalRecordName(type, name);
  if (canonical === undefined) throw invalidValue('name', name);
  const bytes = Buffer.byteLength(data);
  if (bytes > LONGEST_VALUE) {
    throw mcpd(
      '01070712',
      `Max string size exceeded during update of attribute:data type:class_value_item max:${LONGEST_VALUE} received:${bytes}`,
    );
  }
  return { name: canonical, data };
}

/** `?options=records add { k { data v } }`, and modify, delete, replace-all-with, none. */
function changeRecords({ fullPath, properties }: Entity, options: string): Values {
  const [property, verb, list, ...more] = parseArguments(options);
  if (property !== 'records') throw tmsh(`unexpected argument "${wordOf(property)}"`);
  if (more.length > 0) throw tmsh(`unexpected argument "${wordOf(more[0])}"`);
  const type = recordType(properties['type']);
  let records = properties['records'] instanceof Records ? properties['records'] : Records.of(type, []);
  if (verb === 'none' && list === undefined) return without(properties);
  if (!Array.isArray(list)) throw tmsh(`"records ${wordOf(verb)}" requires a list of records`);
  if (verb === 'delete') {
    for (const word of list) {
      if (typeof word !== 'string') throw tmsh('unexpected argument "{"');
      const name = canonicalRecordName(type, word) ?? word;
      if (!records.has(name)) throw notThere(type, fullPath, name);
      records = records.without(name);
    }
  } else if (verb === 'add' || verb === 'modify') {
    for (const entry of entriesOf(list)) {
      const { name, data } = checked(type, entry);
      if (verb === 'add' && records.has(name)) throw alreadyThere(type, fullPath, name);
      if (verb === 'modify' && !records.has(name)) throw notThere(type, fullPath, name);
      records = records.with(name, data);
    }
  } else if (verb === 'replace-all-with') {
    records = replaceAll(type, fullPath, entriesOf(list));
  } else {
    throw tmsh(`unexpected argument "${wordOf(verb)}"`);
  }
  return records.size === 0 ? without(properties) : { ...properties, records };
}

/** `k1 { data v1 } k2 { } k3` */
function entriesOf(list: readonly Argument[]): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const name = list[at];
    if (typeof name !== 'string') throw tmsh('unexpected argument "{"');
    const block = list[at + 1];
    if (!Array.isArray(block)) {
      entries.push({ name, data: '' });
      continue;
    }
    at += 1;
    const [key, data = '', ...more] = block as readonly Argument[];
    if (key !== undefined && key !== 'data') throw tmsh(`"${wordOf(key)}" unknown property`);
    if (typeof data !== 'string' || more.length > 0) throw tmsh(`unexpected argument "${wordOf(more[0] ?? data)}"`);
    entries.push({ name, data });
  }
  return entries;
}

function without(properties: Values): Values {
  const { records: _, ...rest } = properties;
  return rest;
}

function wordOf(argument: Argument | undefined): string {
  return typeof argument === 'string' ? argument : '{';
}

const ITEM_NOUNS = { string: 'class string item', ip: 'class ip item', integer: 'class integer item' } as const;

function alreadyThere(type: RecordType, group: string, name: string): Error {
  return mcpd('01020066', `The requested ${ITEM_NOUNS[type]} (${group} ${name}) already exists in partition ${group.split('/')[1] ?? ''}.`);
}

function notThere(type: RecordType, group: string, name: string): Error {
  return mcpd('01020036', `The requested ${ITEM_NOUNS[type]} (${group} ${name}) was not found.`);
}

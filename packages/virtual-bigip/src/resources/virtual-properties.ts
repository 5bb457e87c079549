/** The properties of a virtual server that are more than a text or a number. */

import { absolute } from '../configuration/names.ts';
import { asList, asObject, asText, link, notFound, oneOf, otherPartition } from '../configuration/properties.ts';
import { invalidValue, mcpd, tmsh } from '../configuration/refusal.ts';
import type { JsonObject, Property } from '../configuration/resource.ts';

const PROTOCOLS = ['any', 'tcp', 'udp', 'sctp', 'icmp'];
/** As IANA numbers them; F5's own modules send the numbers. */
const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = { '0': 'any', '1': 'icmp', '6': 'tcp', '17': 'udp', '132': 'sctp' };

/** A name, or a number that is shown as its name. */
export function ipProtocol(): Property {
  const named = oneOf(PROTOCOLS, 'any');
  return { ...named, parse: (value, context) => named.parse(PROTOCOL_NUMBERS[String(value)] ?? value, context) };
}

/** `{ type: 'none' | 'automap' | 'snat', pool }` */
export function sourceAddressTranslation(): Property {
  return {
    initial: { type: 'none' },
    parse: (value, { name }) => {
      const { type = 'none', pool, poolReference: _, ...rest } = asObject(value, name);
      const unknown = Object.keys(rest)[0];
      if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
      if (type !== 'none' && type !== 'automap' && type !== 'snat') throw invalidValue('type', type);
      const path = pool === undefined ? 'none' : asText(pool, 'pool');
      const named = path === 'none' || path === '' ? undefined : absolute(path);
      if (type === 'snat' && named === undefined)
        throw mcpd('01070734', 'Configuration error: A snat pool is required for source address translation of type snat');
      if (type !== 'snat' && named !== undefined)
        throw mcpd('01070734', `Configuration error: A snat pool is not allowed for source address translation of type ${type}`);
      return named === undefined ? { type } : { type, pool: named };
    },
    refersTo: {
      namespace: 'ltm/snatpool',
      paths: (value) => {
        const { pool } = value as JsonObject; // as parsed above
        return typeof pool === 'string' ? [pool] : [];
      },
      missing: notFound('Snatpool'),
      foreign: otherPartition('virtual server', 'snat pools'),
    },
    render: (value, view) => {
      const { type, pool } = value as JsonObject;
      const named = typeof pool === 'string' ? { pool, poolReference: link('ltm/snatpool', pool, view) } : {};
      return { sourceAddressTranslation: { type: type ?? 'none', ...named } };
    },
  };
}

/** `[{ name, partition, tmDefault }]`, at most one. */
export function persist(): Property {
  return {
    parse: (value, { name }) => {
      const list = typeof value === 'string' && value !== 'none' && value !== '' ? [value] : asList(value, name);
      if (list.length > 1) throw invalidValue(name, value);
      const entries = list.map((entry) => {
        const {
          name: profile,
          partition = 'Common',
          tmDefault = 'yes',
          nameReference: _,
          ...rest
        } = asObject(typeof entry === 'string' ? { name: entry } : entry, name);
        const unknown = Object.keys(rest)[0];
        if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
        const path = asText(profile ?? '', 'name');
        return {
          path: path.startsWith('/') ? path : `/${asText(partition, 'partition')}/${path}`,
          tmDefault: asText(tmDefault, 'tmDefault'),
        };
      });
      return entries.length === 0 ? undefined : entries;
    },
    refersTo: {
      namespace: 'ltm/persistence',
      paths: (value) => entries(value).map(({ path }) => path),
      missing: (path) => mcpd('01020036', `The requested profile (${path}) was not found.`),
      foreign: otherPartition('virtual server', 'persistence profiles'),
    },
    render: (value, view) => ({
      persist: entries(value).map(({ path, tmDefault }) => {
        const kind = view.device.store.find('ltm/persistence', path)?.resource.path ?? 'ltm/persistence';
        return {
          name: path.split('/').at(-1) ?? '',
          partition: path.split('/')[1] ?? '',
          tmDefault,
          nameReference: link(kind, path, view),
        };
      }),
    }),
  };
}

function entries(value: unknown): readonly { readonly path: string; readonly tmDefault: string }[] {
  return value as readonly { path: string; tmDefault: string }[]; // as parsed above
}

/** What the monitors of all types have in common. They share one name space. */

import { parseAddress, splitPort } from '../configuration/addresses.ts';
import { absolute } from '../configuration/names.ts';
import { asText, integer, literal, oneOf, onOff, text, textOf } from '../configuration/properties.ts';
import { invalidValue, mcpd } from '../configuration/refusal.ts';
import type { Property, Resource, Values } from '../configuration/resource.ts';

/** A monitor type with the properties of its own. */
export function monitorType(
  type: string,
  destination: string,
  own: Readonly<Record<string, Property>>,
  builtIn: readonly (readonly [string, Values])[],
): Resource {
  return {
    ...inheritingMonitor('ltm/monitor', type),
    properties: {
      ...inherited('ltm/monitor'),
      adaptive: onOff('disabled'),
      adaptiveDivergenceType: oneOf(['relative', 'absolute'], 'relative'),
      adaptiveDivergenceValue: integer(25, 1, 500),
      adaptiveLimit: integer(200, 1, 86_400_000),
      adaptiveSamplingTimespan: integer(300, 1, 86_400),
      destination: monitorDestination(destination),
      interval: integer(5, 1, 86_400),
      manualResume: onOff('disabled'),
      timeUntilUp: integer(0, 0, 2_147_483_647),
      timeout: integer(16, 1, 86_400),
      transparent: onOff('disabled'),
      upInterval: integer(0, 0, 86_400),
      ...own,
    },
    builtIn,
  };
}

type Area = 'ltm/monitor' | 'gtm/monitor';

/** A monitor type whose monitors take from others of their type what they don't say themselves. */
export function inheritingMonitor(area: Area, type: string): Omit<Resource, 'properties'> {
  return {
    path: `${area}/${type}`,
    namespace: area,
    noun: 'monitor',
    className: 'monitor',
    naming: 'folder',
    inheritsThrough: 'defaultsFrom',
    heldUntilCommit: true,
    prepare: ({ before, fullPath, properties }, device) => {
      if (before !== undefined) return properties;
      const from = textOf(properties['defaultsFrom']) || `/Common/${type.replace('-', '_')}`;
      if (from === fullPath) throw mcpd('01070734', `Configuration error: A monitor may not default from itself "${fullPath}"`);
      const found = device.store.find(area, from);
      if (found !== undefined && found.resource.path !== `${area}/${type}`) {
        throw mcpd('01070734', `Configuration error: A monitor may not default from a monitor of another type "${from}"`);
      }
      return { ...properties, defaultsFrom: from };
    },
    inUse: ({ fullPath }) => mcpd('01070083', `Monitor ${fullPath} is in use.`),
  };
}

/** What says where the rest comes from, and what for. */
export function inherited(area: Area): Resource['properties'] {
  return {
    defaultsFrom: {
      parse: (value, { name }) => absolute(asText(value, name)),
      life: 'fixed',
      refersTo: {
        namespace: area,
        paths: (value) => [String(value)],
        missing: (path) => mcpd('01070022', `The monitor template ${path} was not found.`),
        foreign: (path, from) =>
          mcpd(
            '01070726',
            `A monitor may only reference monitors in the same partition or the common partition (${from.fullPath}:${path})`,
          ),
      },
    },
    description: text(),
  };
}

/** `*:*`, `*:80`, `192.0.2.1:80`, `2001:db8::1.80`; of a type without ports `*` or an address. */
export function monitorDestination(initial: string): Property {
  const withPort = initial.includes(':');
  return {
    initial,
    parse: (value, { name }) => {
      const said = asText(value, name);
      const port = withPort ? /[:.](?<port>\*|[a-z0-9-]+)$/.exec(said)?.groups?.['port'] : '*';
      const host = withPort ? said.slice(0, -1 - (port?.length ?? 0)) : said;
      const hostFits = host === '*' || parseAddress(host) !== undefined;
      if (port === undefined || !hostFits || (port !== '*' && splitPort(`192.0.2.1:${port}`) === undefined)) throw invalidValue(name, said);
      return said;
    },
  };
}

/** What probes that send and expect have. The text is kept as tmsh has it, with its backslashes. */
export const dialogue = {
  recv: literal(),
  recvDisable: literal(),
  reverse: onOff('disabled'),
} satisfies Readonly<Record<string, Property>>;

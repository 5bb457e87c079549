/** `gtm/server/devices`: the addresses that a server has, by device. */

import { parseAddress } from '../../configuration/addresses.ts';
import { asList, asObject, asText, text } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Entity, Property, Resource } from '../../configuration/resource.ts';

export type DeviceAddress = { readonly name: string; readonly translation: string };

export const serverDevice: Resource = {
  path: 'gtm/server/devices',
  noun: 'GTM Server Device',
  className: 'gtm_server_device',
  naming: 'flat',
  properties: { addresses: addresses(), description: text() },
  unique: (device) =>
    addressesOf(device).map(({ name }) => ({
      index: `GTM address ${name}`,
      refusal: ({ parent = '' }) => mcpd('01020066', `The requested GTM IP (${name}) already exists on GTM Server (${parent}).`),
    })),
};

export function addressesOf({ properties }: Entity): readonly DeviceAddress[] {
  return (properties['addresses'] as readonly DeviceAddress[] | undefined) ?? []; // as its property takes them
}

export function readTranslation(said: string): string {
  if (said === '' || said === 'none') return 'none';
  if (parseAddress(said) === undefined) throw invalidValue('translation', said);
  return said;
}

function addresses(): Property {
  return {
    required: true,
    // REST tells them of the server, all in one list.
    render: () => ({}),
    parse: (value, { name }) => {
      const list = asList(value, name).map((entry) => {
        const given = typeof entry === 'string' ? { name: entry } : asObject(entry, name);
        const { name: address, translation = 'none', ...rest } = given;
        const known = typeof address === 'string' ? parseAddress(address) : undefined;
        if (known === undefined || Object.keys(rest).length > 0) throw invalidValue(name, entry);
        return { name: known.host, translation: readTranslation(asText(translation, 'translation')) };
      });
      return list.length === 0 ? undefined : list;
    },
  };
}

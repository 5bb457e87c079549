/** `gtm/listener`: where DNS queries are taken. It is a virtual server, made and removed with it. */

import { joinPort, parseAddress } from '../../configuration/addresses.ts';
import { create, modify, remove } from '../../configuration/commands.ts';
import { asText, flags, integer, oneOf, onOff, text } from '../../configuration/properties.ts';
import { invalidValue, mcpd, Refusal } from '../../configuration/refusal.ts';
import type { Device, Entity, JsonObject, Property, Resource } from '../../configuration/resource.ts';
import { virtual } from '../virtual.ts';
import { virtualProfile } from '../virtual-profile.ts';
import { virtualStatistics } from '../virtual-statistics.ts';
import { enabled } from './parts.ts';

const listenerProfile: Resource = {
  path: 'gtm/listener/profiles',
  noun: 'Listener Profile',
  className: 'listener_profile',
  naming: 'folder',
  properties: {},
  ...(virtualProfile.live === undefined ? {} : { live: virtualProfile.live }),
};

export const listener: Resource = {
  path: 'gtm/listener',
  noun: 'listener',
  className: 'gtm_listener',
  asUser: 'a listener',
  naming: 'folder',
  properties: {
    address: address(),
    advertise: oneOf(['yes', 'no'], 'no'),
    autoLasthop: text({ initial: 'default' }),
    description: text(),
    enabled: enabled(),
    ipProtocol: oneOf(['tcp', 'udp'], 'udp'),
    mask: text({ initial: '255.255.255.255' }),
    pool: ofVirtual('pool'),
    port: integer(53, 0, 65_535),
    rules: ofVirtual('rules'),
    sourceAddressTranslation: ofVirtual('sourceAddressTranslation'),
    sourcePort: oneOf(['preserve', 'preserve-strict', 'change'], 'preserve'),
    translateAddress: onOff('disabled'),
    translatePort: onOff('disabled'),
    vlansEnabled: flags('vlansEnabled', 'vlansDisabled', 'vlansDisabled'),
  },
  subcollections: { profiles: listenerProfile },
  missing: (fullPath) => new Refusal(400, `The requested listener (${fullPath}): listener does not exist.`, 1),
  prepare: ({ before, fullPath, partition, properties }, device) => {
    if (before === undefined && device.store.get('ltm/virtual', fullPath) !== undefined)
      throw mcpd('01020066', `The requested Virtual Server (${fullPath}) already exists in partition ${partition ?? 'Common'}.`);
    return properties;
  },
  references: ({ fullPath }) => [{ namespace: 'ltm/virtual', path: fullPath }],
  complete,
  removed: ({ fullPath }, device) => {
    const made = device.store.get('ltm/virtual', fullPath);
    if (made !== undefined) remove(device, made);
  },
  statistics: (entity, device) => {
    const made = device.store.get('ltm/virtual', entity.fullPath);
    return made === undefined ? {} : virtualStatistics(made, device);
  },
};

/** As the virtual server has it, which checks what it refers to. */
function ofVirtual(name: 'pool' | 'rules' | 'sourceAddressTranslation'): Property {
  const { refersTo: _, ...property } = virtual.properties[name] ?? text();
  return property;
}

function address(): Property {
  return {
    required: true,
    parse: (value, { name }) => {
      const said = asText(value, name);
      const known = parseAddress(said);
      if (known === undefined) throw invalidValue(name, said);
      return known.host;
    },
  };
}

/** Makes the virtual server what the listener says. */
function complete(entity: Entity, device: Device): void {
  const { store } = device;
  const profiles = () => [...store.children(listenerProfile.path, entity.key)];
  if (profiles().length === 0) {
    const transport = entity.properties['ipProtocol'] === 'tcp' ? 'tcp' : 'udp_gtm_dns';
    for (const name of [transport, 'dns']) create(device, listenerProfile, entity, { name: `/Common/${name}` });
    return;
  }
  const { name, partition = 'Common' } = entity;
  const body = {
    ...virtualBody(entity),
    profiles: profiles().map(({ fullPath }) => fullPath),
  };
  const made = store.get('ltm/virtual', entity.fullPath);
  if (made === undefined) create(device, virtual, undefined, { name, partition, ...body } as JsonObject);
  else modify(device, made, body as JsonObject, 'put');
}

function virtualBody({ partition = 'Common', properties }: Entity): Readonly<Record<string, unknown>> {
  const { address: host, port = 53, ipProtocol = 'udp', pool, rules, sourceAddressTranslation: translation } = properties;
  return {
    destination: `/${partition}/${joinPort(String(host), Number(port))}`,
    ipProtocol,
    [properties['enabled'] === 'disabled' ? 'disabled' : 'enabled']: true,
    ...(pool === undefined ? {} : { pool }),
    ...(rules === undefined ? {} : { rules }),
    ...(translation === undefined ? {} : { sourceAddressTranslation: translation }),
  };
}

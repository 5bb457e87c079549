/** `gtm/server`: something with virtual servers that clients can be sent to, a BIG-IP or not. */

import { parseAddress } from '../../configuration/addresses.ts';
import { create, removeTree } from '../../configuration/commands.ts';
import { monitorExpression } from '../../configuration/monitor-expression.ts';
import { asList, asObject, asText, metadata, notFound, oneOf, reference, text } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Device, Entity, JsonObject, Property, Resource } from '../../configuration/resource.ts';
import { enabled, inCommon, limits } from './parts.ts';
import { addressesOf, readTranslation, serverDevice } from './server-device.ts';
import { forgetMembers, virtualServer } from './virtual-server.ts';

const PRODUCTS = [
  'bigip',
  'generic-host',
  'generic-load-balancer',
  'alteon-ace-director',
  'cisco-css',
  'cisco-server-load-balancer',
  'foundry-server-iron',
  'radware-wsd',
  'redundant-bigip',
  'single-bigip',
];

const DISCOVERY = ['disabled', 'enabled', 'enabled-no-delete'];
const PROBERS = ['inherit', 'any-available', 'inside-datacenter', 'none', 'outside-datacenter'];

export const server: Resource = {
  path: 'gtm/server',
  noun: 'GTM Server',
  className: 'gtm_server',
  asUser: 'a GTM Server',
  naming: 'folder',
  properties: {
    addresses: addresses(),
    datacenter: reference('datacenter', { namespace: 'gtm/datacenter', missing: notFound('GTM datacenter') }, 'gtm/datacenter', {
      required: true,
    }),
    description: text(),
    enabled: enabled(),
    exposeRouteDomains: oneOf(['yes', 'no'], 'no'),
    iqAllowPath: oneOf(['yes', 'no'], 'yes'),
    iqAllowServiceCheck: oneOf(['yes', 'no'], 'yes'),
    iqAllowSnmp: oneOf(['yes', 'no'], 'yes'),
    ...limits('CpuUsage', 'MemAvail'),
    linkDiscovery: oneOf(DISCOVERY, 'disabled'),
    metadata: metadata(),
    monitor: monitorExpression('none', 'gtm/monitor'),
    proberFallback: oneOf(PROBERS, 'inherit'),
    proberPreference: oneOf(
      PROBERS.filter((prober) => prober !== 'any-available' && prober !== 'none'),
      'inherit',
    ),
    product: product(),
    virtualServerDiscovery: oneOf(DISCOVERY, 'disabled'),
  },
  prepare: inCommon,
  subcollections: { devices: serverDevice, 'virtual-servers': virtualServer },
  complete,
  live: (entity, { device }) => ({ addresses: flatAddresses(entity, device) }),
  removed: ({ fullPath }, device) => forgetMembers(`${fullPath}:`, device),
  statistics: ({ fullPath, properties }) => ({
    'status.availabilityState': 'unknown',
    'status.enabledState': properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
    'status.statusReason': '',
    serverName: fullPath,
    serverType: String(properties['product'] ?? 'bigip').toUpperCase(),
  }),
};

/** `redundant-bigip` and `single-bigip` are what `bigip` was called until 12. */
function product(): Property {
  const known = oneOf(PRODUCTS, 'bigip');
  return {
    ...known,
    parse: (value, given) => {
      if (value === 'redundant-bigip' || value === 'single-bigip') throw invalidValue('product', value);
      return known.parse(value, given);
    },
  };
}

/** The other form of the devices: all their addresses, each with the name of its device. */
function addresses(): Property {
  return {
    parse: (value, { name }) => {
      const list = asList(value, name).map((entry) => {
        const { name: address, deviceName, translation = 'none', ...rest } = asObject(entry, name);
        if (typeof address !== 'string' || parseAddress(address) === undefined) throw invalidValue('addresses', entry);
        if (typeof deviceName !== 'string' || deviceName === '' || Object.keys(rest).length > 0) throw invalidValue('addresses', entry);
        return { name: address, deviceName, translation: readTranslation(asText(translation, 'translation')) };
      });
      return list.length === 0 ? undefined : list;
    },
  };
}

function flatAddresses({ key }: Entity, { store }: Device): JsonObject[] {
  return [...store.children(serverDevice.path, key)].flatMap((device) =>
    addressesOf(device).map(({ name, translation }) => ({ name, deviceName: device.name, translation })),
  );
}

/** Makes devices of a flat list; there must be one in the end. */
function complete(entity: Entity, device: Device): void {
  const { addresses: flat, ...properties } = entity.properties;
  if (flat !== undefined) {
    device.store.put({ ...entity, properties });
    for (const old of [...device.store.children(serverDevice.path, entity.key)]) removeTree(device, old);
    const byDevice = Map.groupBy(flat as readonly { readonly deviceName: string }[], ({ deviceName }) => deviceName); // as `parse` made it
    for (const [name, list] of byDevice) {
      const own = list.map(({ deviceName: _, ...address }) => address);
      create(device, serverDevice, entity, { name, addresses: own });
    }
  }
  for (const _ of device.store.children(serverDevice.path, entity.key)) return;
  throw mcpd('01070734', `Configuration error: GTM Server (${entity.fullPath}) must have at least one device.`);
}

/** `net/route-domain`: networks of their own, with VLANs, addresses and routes that others don't see. */

import { absolute } from '../../configuration/names.ts';
import { asList, asText, integer, notFound, onOff, reference, someOf, text, textOf } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Device, Draft, Property, Resource } from '../../configuration/resource.ts';
import { isBefore } from '../../configuration/version.ts';
import { routeDomainIndex } from '../located-address.ts';
import { idOf, joinRouteDomain, routeDomainOf, takeVlans, vlansOf } from './route-domain-vlans.ts';
import { vlanLink } from './vlan-link.ts';

const PROTOCOLS = ['BFD', 'BGP', 'IS-IS', 'OSPFv2', 'OSPFv3', 'PIM', 'RIP', 'RIPng'];

export const routeDomain: Resource = {
  path: 'net/route-domain',
  noun: 'route domain',
  className: 'route_domain',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    id: integer(undefined, 0, 65_534, { life: 'fixed', required: true }),
    parent: reference('parent', { namespace: 'net/route-domain', missing: notFound('route domain') }, 'net/route-domain'),
    routingProtocol: someOf(PROTOCOLS),
    strict: onOff('enabled'),
    throughputCapacity: throughput(),
    vlans: vlans(),
  },
  builtIn: [['/Common/0', { id: 0, vlans: ['/Common/http-tunnel', '/Common/socks-tunnel'] }]],
  unique: (entity) => [
    {
      index: routeDomainIndex(idOf(entity)),
      refusal: () => mcpd('01070734', `Configuration error: The route domain id (${idOf(entity)}) is already in use.`),
    },
  ],
  prepare: (draft, device) => {
    const { properties } = draft;
    checkParents(draft, device);
    for (const vlan of vlansOf({ properties })) {
      if (device.store.find('net/vlan', vlan) === undefined) throw notFound('VLAN')(vlan, draft);
    }
    takeVlans(device, idOf({ properties }), vlansOf({ properties }));
    return properties;
  },
  changed: (_entity, before, device) => {
    const lost = before === undefined ? [] : vlansOf(before).filter((vlan) => routeDomainOf(device, vlan) === undefined);
    takeVlans(device, 0, lost);
    for (const vlan of lost) joinRouteDomain(device, vlan, 'Common');
  },
  removable: ({ fullPath, properties }, { store }) => {
    for (const vlan of vlansOf({ properties })) throw inUse(fullPath, `a VLAN (${vlan})`);
    for (const user of store.users({ namespace: 'net/route-domain id', path: String(properties['id']) })) {
      throw inUse(fullPath, `a ${user.resource.noun} (${user.fullPath})`);
    }
  },
};

function inUse(fullPath: string, who: string): Error {
  return mcpd('01070265', `The route domain (${fullPath}) cannot be deleted because it is in use by ${who}.`);
}

/** Refuses a route domain that would be above itself. */
function checkParents({ fullPath, properties }: Draft, { store }: Device): void {
  let above = textOf(properties['parent']);
  while (above !== '') {
    if (above === fullPath) throw mcpd('01070734', `Configuration error: The route domain (${fullPath}) may not be its own parent.`);
    above = textOf(store.get('net/route-domain', above)?.properties['parent']);
  }
}

/** VLANs and tunnels, each listed once. */
function vlans(): Property {
  return {
    parse: (value, { name }) => {
      const paths = asList(value, name).map((path) => absolute(asText(path, name)));
      return paths.length === 0 ? undefined : [...new Set(paths)];
    },
    render: (value, view) => {
      const paths = value as readonly string[]; // as parsed above
      return { vlans: paths, vlansReference: paths.map((path) => vlanLink(path, view)) };
    },
  };
}

/** `infinite`, which was 0 before 14.0, or bits per second. */
function throughput(): Property {
  return {
    initial: 'infinite',
    since: '12.0',
    parse: (value, { name }) => {
      if (value === 'infinite' || value === 0) return undefined;
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw invalidValue(name, value);
      return value;
    },
    render: (value, { version }) => ({
      throughputCapacity: value === 'infinite' && isBefore(version, '14.0') ? 0 : (value as number | string),
    }),
  };
}

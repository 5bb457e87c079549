/** `net/vlan`: the networks of layer 2 that the unit is in. Each is in one route domain. */

import { integer, oneOf, onOff, text, told } from '../../configuration/properties.ts';
import { mcpd } from '../../configuration/refusal.ts';
import type { Device, Property, Resource } from '../../configuration/resource.ts';
import { joinRouteDomain, leaveRouteDomain } from './route-domain-vlans.ts';
import { sflow } from './sflow.ts';
import { vlanInterface } from './vlan-interface.ts';

const LARGEST_TAG = 4094;
const FIRST_INDEX = 208;

export const vlan: Resource = {
  path: 'net/vlan',
  namespace: 'net/vlan',
  noun: 'VLAN',
  className: 'vlan',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    autoLasthop: oneOf(['default', 'enabled', 'disabled'], 'default'),
    cmpHash: oneOf(['default', 'src-ip', 'dst-ip'], 'default'),
    customerTag: optionalTag(),
    dagRoundRobin: onOff('disabled'),
    dagTunnel: oneOf(['inner', 'outer'], 'outer'),
    description: text(),
    failsafe: onOff('disabled'),
    failsafeAction: oneOf(['failover', 'failover-restart-tm', 'reboot', 'restart-all'], 'failover-restart-tm'),
    failsafeTimeout: integer(90, 10, 3600),
    fwdMode: { ...oneOf(['l3', 'virtual-wire'], 'l3'), since: '13.1' },
    hardwareSyncookie: { ...onOff('disabled'), since: '13.1' },
    ifIndex: told(),
    learning: oneOf(['enable-forward', 'enable-drop', 'disable-forward', 'disable-drop'], 'enable-forward'),
    mtu: integer(1500, 576, 9198),
    sflow: sflow(),
    sourceChecking: onOff('disabled'),
    synFloodRateLimit: { ...integer(1000, 0, 4_294_967_295), since: '13.1' },
    syncacheThreshold: { ...integer(6000, 0, 4_294_967_295), since: '13.1' },
    tag: integer(undefined, 1, LARGEST_TAG),
  },
  subcollections: { interfaces: vlanInterface },
  prepare: ({ before, properties }, device) => ({
    ...properties,
    tag: properties['tag'] ?? before?.properties['tag'] ?? freeTag(device),
    ifIndex: before?.properties['ifIndex'] ?? nextIndex(device),
  }),
  unique: ({ properties }) => [
    {
      index: tagIndex(Number(properties['tag'])),
      refusal: ({ fullPath }) =>
        mcpd('01070734', `Configuration error: The VLAN tag (${properties['tag']}) is already in use by VLAN (${fullPath}).`),
    },
  ],
  changed: ({ key, partition }, before, device) => {
    if (before === undefined) joinRouteDomain(device, key, partition);
  },
  removed: ({ key }, device) => leaveRouteDomain(device, key),
};

function tagIndex(tag: number): string {
  return `VLAN tag ${tag}`;
}

/** A VLAN that nobody gave a tag gets the greatest that is free. */
function freeTag({ store }: Device): number {
  let tag = LARGEST_TAG;
  while (tag > 1 && store.holder(tagIndex(tag)) !== undefined) tag -= 1;
  return tag;
}

function nextIndex({ store }: Device): number {
  const taken = [...store.table('net/vlan').values()].map(({ properties }) => Number(properties['ifIndex']));
  return Math.max(FIRST_INDEX - 16, ...taken) + 16;
}

function optionalTag(): Property {
  const tag = integer(undefined, 1, LARGEST_TAG);
  return { parse: (value, given) => (value === 'none' ? undefined : tag.parse(value, given)) };
}

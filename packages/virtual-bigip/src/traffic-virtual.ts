/** A virtual server as traffic sees it. */

import { parseAddress } from './configuration/addresses.ts';
import { textOf } from './configuration/properties.ts';
import { effectiveValue } from './configuration/render.ts';
import type { Device, Entity, Value } from './configuration/resource.ts';
import { LOCAL_ONLY } from './resources/net/self-addresses.ts';
import { destinationParts } from './resources/virtual-destination.ts';
import type { TrafficPersistence, TrafficVirtual } from './traffic.ts';

/** Whether its address is this unit's now: the active one has those that move, and each has those that don't. */
export function isServed(entity: Entity, device: Device): boolean {
  const { membership, store } = device;
  const { virtualAddress } = destinationParts(entity);
  const group = textOf(store.get('ltm/virtual-address', virtualAddress)?.properties['trafficGroup']);
  return membership.stateOf(membership.hostname) === 'active' || group === LOCAL_ONLY;
}

export function trafficVirtual(entity: Entity, device: Device): TrafficVirtual {
  const { properties } = entity;
  const { host, port, virtualAddress } = destinationParts(entity);
  const named = device.store.get('ltm/virtual-address', virtualAddress);
  const address = parseAddress(textOf(named?.properties['address']) || host)?.host ?? host;
  const translation = properties['sourceAddressTranslation'] as { readonly type?: TrafficVirtual['sourceAddressTranslation'] } | undefined;
  const http = profileOf('http', entity, device);
  const dns = profileOf('dns', entity, device);
  return {
    name: entity.key,
    address: address === '0.0.0.0' ? 'any' : address,
    port,
    source: sourceOf(textOf(properties['source'])),
    ipProtocol: textOf(properties['ipProtocol']) || 'any',
    enabled: properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
    kind: properties['ipForward'] === undefined ? 'balances' : 'forwards',
    pool: textOf(properties['pool']) || undefined,
    rules: (properties['rules'] as readonly string[] | undefined) ?? [],
    http: http && { insertXForwardedFor: http('insertXforwardedFor') === 'enabled' },
    dns: dns && {
      enableGtm: dns('enableGtm') === 'no' ? 'no' : 'yes',
      processRd: dns('processRd') === 'no' ? 'no' : 'yes',
      unhandledQueryAction: textOf(dns('unhandledQueryAction')),
    },
    connectionReuse: profileOf('one-connect', entity, device) === undefined ? 'none' : 'one-connect',
    persistence: persistenceOf(properties['persist'], device),
    sourceAddressTranslation: translation?.type ?? 'none',
  };
}

type ValueOf = (property: string) => Value | undefined;

/** What the virtual server's profile of this type says. */
function profileOf(type: string, virtual: Entity, device: Device): ValueOf | undefined {
  for (const { fullPath } of device.store.children('ltm/virtual/profiles', virtual.key)) {
    const profile = device.store.find('ltm/profile', fullPath);
    if (profile?.resource.path === `ltm/profile/${type}`) return (property) => effectiveValue(profile, property, { device });
  }
  return undefined;
}

/** Other kinds of persistence are not simulated. */
function persistenceOf(persist: unknown, device: Device): TrafficPersistence | undefined {
  const [entry] = (persist as readonly { readonly path: string }[] | undefined) ?? [];
  const profile = entry && device.store.find('ltm/persistence', entry.path);
  if (profile === undefined) return undefined;
  const value: ValueOf = (property) => effectiveValue(profile, property, { device });
  switch (profile.resource.path) {
    case 'ltm/persistence/source-addr':
      return { kind: 'source-address', timeout: Number(value('timeout')) };
    case 'ltm/persistence/cookie': {
      const name = textOf(value('cookieName'));
      const attributes = [...(value('httponly') === 'enabled' ? ['Httponly'] : []), ...(value('secure') === 'enabled' ? ['Secure'] : [])];
      if (value('method') !== 'insert') return undefined;
      return { kind: 'cookie', name: name || undefined, send: value('alwaysSend') === 'enabled' ? 'always' : 'when-new', attributes };
    }
    default:
      return undefined;
  }
}

/** `10.1.0.0/16`, which may have a route domain. */
function sourceOf(text: string): TrafficVirtual['source'] {
  const [address = '', prefix = '0'] = text.split('/');
  return { network: parseAddress(address)?.host ?? '0.0.0.0', prefix: Number(prefix) };
}

/** What a virtual server's profiles, protocol and rules must have to fit together. */

import { create } from '../configuration/commands.ts';
import { textOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Entity } from '../configuration/resource.ts';
import { virtualProfile } from './virtual-profile.ts';

const TRANSPORTS: Readonly<Record<string, string>> = { tcp: 'tcp', udp: 'udp' };

/** A virtual server without a profile gets one: TMM can't do without. */
export function defaultProfiles(virtual: Entity, device: Device): void {
  const types = profileTypes(virtual, device);
  if (types.has('fastl4') || types.has('tcp') || types.has('udp')) return;
  const protocol = String(virtual.properties['ipProtocol'] ?? 'any');
  const plain = protocol === 'udp' && virtual.properties['ipForward'] === undefined ? 'udp' : 'fastL4';
  const name = types.size === 0 ? plain : TRANSPORTS[protocol];
  if (name !== undefined) create(device, virtualProfile, virtual, { name: `/Common/${name}` });
}

/** Refuses profiles that lack another, don't go together or don't go with the protocol, and rules whose events need a profile. */
export function checkProfiles(virtual: Entity, device: Device): void {
  const types = profileTypes(virtual, device);
  const protocol = String(virtual.properties['ipProtocol'] ?? 'any');
  checkForwarding(virtual, types);
  if (types.has('fastl4') && types.size > 1) throw mcpd('01070095', `Virtual server ${virtual.fullPath} lists incompatible profiles.`);
  if (types.has('tcp') && types.has('udp')) throw mcpd('01070095', `Virtual server ${virtual.fullPath} lists incompatible profiles.`);
  if ((types.has('tcp') && protocol !== 'tcp') || (types.has('udp') && protocol !== 'udp')) {
    throw mcpd('01070097', `Virtual server ${virtual.fullPath} lists profiles incompatible with its protocol.`);
  }
  for (const type of ['http', 'client-ssl', 'server-ssl', 'one-connect', 'websocket'] as const) {
    if (types.has(type) && !types.has('tcp')) throw mcpd('01070734', 'Required profile profile_tcp not present');
  }
  for (const type of ['one-connect', 'http-compression', 'web-acceleration', 'websocket'] as const) {
    if (types.has(type) && !types.has('http')) throw mcpd('01070734', 'Required profile profile_http not present');
  }
  checkContexts(virtual, device);
  checkRuleEvents(virtual, types, device);
  if (!types.has('http')) checkPolicies(virtual, device);
}

function checkForwarding({ fullPath, properties }: Entity, types: ReadonlySet<string>): void {
  if (properties['ipForward'] === undefined) return;
  if ([...types].some((type) => type !== 'fastl4')) {
    throw mcpd('01070734', `Configuration error: Virtual server (${fullPath}) forwards by IP address and may only have a fastL4 profile.`);
  }
  if (properties['pool'] !== undefined) {
    throw mcpd('01070734', `Configuration error: Virtual server (${fullPath}) forwards by IP address and may not have a pool.`);
  }
}

/** Of these a virtual server may have more than one, chosen by name. */
const CHOSEN_BY_NAME = ['ltm/profile/client-ssl', 'ltm/profile/server-ssl'];

/** One profile of a type for each side. */
function checkContexts(virtual: Entity, device: Device): void {
  const taken = new Set<string>();
  for (const { fullPath, properties } of device.store.children(virtualProfile.path, virtual.key)) {
    const type = device.store.find('ltm/profile', fullPath)?.resource.path ?? '';
    if (CHOSEN_BY_NAME.includes(type)) continue;
    const context = String(properties['context'] ?? 'all');
    for (const side of context === 'all' ? ['clientside', 'serverside'] : [context]) {
      if (taken.has(`${type} ${side}`)) throw mcpd('01070096', `Virtual server ${virtual.fullPath} lists duplicate profiles.`);
      taken.add(`${type} ${side}`);
    }
  }
}

function checkPolicies(virtual: Entity, device: Device): void {
  for (const { fullPath } of device.store.children('ltm/virtual/policies', virtual.key)) {
    const requires = device.store.get('ltm/policy', fullPath)?.properties['requires'];
    if (Array.isArray(requires) && requires.includes('http')) {
      throw mcpd(
        '01070734',
        `Configuration error: Policy (${fullPath}) requires a profile of type http on virtual server (${virtual.fullPath}).`,
      );
    }
  }
}

/** Profiles without which there are no such events. */
const EVENT_PROFILES = [
  { events: /^\s*when\s+(HTTP_[A-Z_]+)/m, type: 'http', words: 'HTTP or FASTHTTP' },
  { events: /^\s*when\s+(DNS_[A-Z_]+)/m, type: 'dns', words: 'DNS' },
] as const;

function checkRuleEvents(virtual: Entity, types: ReadonlySet<string>, device: Device): void {
  for (const path of (virtual.properties['rules'] as readonly string[] | undefined) ?? []) {
    const source = textOf(device.store.get('ltm/rule', path)?.properties['apiAnonymous']);
    for (const { events, type, words } of EVENT_PROFILES) {
      const event = events.exec(source)?.[1];
      if (event === undefined || types.has(type)) continue;
      const needed = `${event} event in rule (${path}) requires an associated ${words} profile on the virtual-server (${virtual.fullPath}).`;
      throw mcpd('01071912', needed);
    }
  }
}

function profileTypes(virtual: Entity, device: Device): Set<string> {
  const types = new Set<string>();
  for (const { fullPath } of device.store.children(virtualProfile.path, virtual.key)) {
    types.add(device.store.find('ltm/profile', fullPath)?.resource.path.split('/').at(-1) ?? '');
  }
  return types;
}

/** `gtm/server/virtual-servers`: what a wide IP's answers lead to. */

import { formatAddress, joinPort, parseAddress, splitPort } from '../../configuration/addresses.ts';
import { removeTree } from '../../configuration/commands.ts';
import { monitorExpression } from '../../configuration/monitor-expression.ts';
import { asText, integer, text, textOf } from '../../configuration/properties.ts';
import { invalidValue } from '../../configuration/refusal.ts';
import type { Device, Property, Resource, Statistics } from '../../configuration/resource.ts';
import { virtualServerState } from './availability.ts';
import { enabled, limits } from './parts.ts';

export const virtualServer: Resource = {
  path: 'gtm/server/virtual-servers',
  noun: 'GTM Virtual Server',
  className: 'gtm_vs',
  naming: 'flat',
  properties: {
    description: text(),
    destination: destination(),
    enabled: enabled(),
    ...limits(),
    monitor: monitorExpression('none', 'gtm/monitor'),
    translationAddress: translationAddress(),
    translationPort: integer(0, 0, 65_535),
  },
  removed: ({ parent = '', name }, device) => forgetMembers(memberTarget(parent, name), device),
  statistics: (entity, device): Statistics => {
    const state = virtualServerState(entity, device);
    return {
      destination: textOf(entity.properties['destination']),
      linkName: '---',
      ...Object.fromEntries(
        ['bitsPerSecIn', 'bitsPerSecOut', 'connections', 'pktsPerSecIn', 'pktsPerSecOut', 'vsScore'].map((name) => [`metrics.${name}`, 0]),
      ),
      picks: 0,
      'status.availabilityState': state,
      'status.enabledState': entity.properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
      'status.statusReason': state === 'unknown' ? 'Checking' : '',
      uptime: '---',
      vsName: entity.name,
    };
  },
};

/** The namespace in which pool members refer to virtual servers, which doesn't keep those from being removed. */
export const MEMBER_TARGET = 'gtm/pool member of';

function memberTarget(server: string, virtualServer: string): string {
  return `${server}:${virtualServer}`;
}

/** A virtual server takes the members of pools with it that name it. */
export function forgetMembers(target: string, device: Device): void {
  const { store } = device;
  for (const type of ['a', 'aaaa']) {
    for (const member of [...store.table(`gtm/pool/${type}/members`).values()]) {
      const names = member.references.some(
        ({ namespace, path }) => namespace === MEMBER_TARGET && (target.endsWith(':') ? path.startsWith(target) : path === target),
      );
      if (names) removeTree(device, member);
    }
  }
}

/** `10.0.0.1:80`, `2001:db8::1.80`; a partition in front is left out. */
function destination(): Property {
  return {
    required: true,
    parse: (value, { name }) => {
      const said = asText(value, name);
      const split = splitPort(said.slice(said.lastIndexOf('/') + 1));
      const address = split === undefined ? undefined : parseAddress(split.host);
      if (split === undefined || address === undefined) throw invalidValue(name, said);
      return joinPort(formatAddress(address, 0), split.port);
    },
  };
}

function translationAddress(): Property {
  return {
    initial: 'none',
    parse: (value, { name }) => {
      const said = asText(value, name);
      if (said === '' || said === 'none') return undefined;
      const address = parseAddress(said);
      if (address === undefined) throw invalidValue(name, said);
      return address.host;
    },
  };
}

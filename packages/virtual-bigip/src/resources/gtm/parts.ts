/** Properties that several kinds of GTM objects have. */

import { flags, integer, onOff } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Draft, Property, Resource, Values } from '../../configuration/resource.ts';

/** Clients send both names of the pair, one true and one false. */
export function enabled(): Property {
  return {
    ...flags('enabled', 'disabled', 'enabled'),
    parse: (value, { name }) => {
      if (typeof value !== 'boolean') throw invalidValue(name, value);
      return (name === 'enabled') === value ? 'enabled' : 'disabled';
    },
  };
}

/** How much traffic makes something unavailable: the properties are told, traffic isn't measured against them. */
export function limits(...more: readonly ('CpuUsage' | 'MemAvail')[]): Resource['properties'] {
  const names = ['MaxBps', 'MaxConnections', 'MaxPps', ...more];
  return Object.fromEntries(
    names.flatMap((name) => [
      [`limit${name}`, integer(0, 0, 4_294_967_295)],
      [`limit${name}Status`, onOff('disabled')],
    ]),
  );
}

/** Data centers and servers are everybody's. */
export function inCommon({ fullPath, partition, properties, resource }: Draft): Values {
  if (partition !== 'Common') throw mcpd('01070734', `Configuration error: ${resource.noun} (${fullPath}) must be in partition Common.`);
  return properties;
}

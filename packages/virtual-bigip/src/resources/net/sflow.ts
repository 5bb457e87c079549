/** How the traffic of a VLAN is sampled. */

import { asObject, integer, oneOf, unknownProperty } from '../../configuration/properties.ts';
import type { JsonObject, Property } from '../../configuration/resource.ts';

const SFLOW = {
  pollInterval: integer(0, 0, 86_400),
  pollIntervalGlobal: oneOf(['yes', 'no'], 'yes'),
  samplingRate: integer(0, 0, 102_400),
  samplingRateGlobal: oneOf(['yes', 'no'], 'yes'),
} as const satisfies Readonly<Record<string, Property>>;

/** An object; what it doesn't say has its initial value. */
export function sflow(): Property {
  const initial = Object.fromEntries(Object.entries(SFLOW).map(([name, property]) => [name, property.initial ?? null])) as JsonObject;
  return {
    initial,
    parse: (value, given) => {
      const said = asObject(value, given.name);
      const parts = Object.entries(said).map(([name, part]) => {
        if (!Object.hasOwn(SFLOW, name)) throw unknownProperty(name);
        return [name, SFLOW[name as keyof typeof SFLOW].parse(part, { ...given, name })] as const;
      });
      return { ...initial, ...Object.fromEntries(parts) } as JsonObject;
    },
  };
}

/** Which services a self IP answers for: `all`, none, or a list. */

import { asList, asText } from '../../configuration/properties.ts';
import { invalidValue } from '../../configuration/refusal.ts';
import type { Property } from '../../configuration/resource.ts';

/** `default`, or a protocol with a port or its name: `tcp:80`, `gre:0`. */
const SERVICE = /^(?:default|[a-z][a-z0-9-]*:(?:\d{1,5}|[a-z][a-z0-9-]*))$/;

/** Told as the word `all`, or as the list; nothing of it is told when there is none. */
export function allowService(): Property {
  return {
    parse: (value, { name }) => {
      const said = typeof value === 'string' && value !== 'none' && value !== '' ? [value] : asList(value, name);
      const services = said.map((service) => asText(service, name));
      if (services.includes('all')) {
        if (services.length > 1) throw invalidValue(name, services);
        return 'all';
      }
      const wrong = services.find((service) => !SERVICE.test(service) || Number(service.split(':')[1] ?? 0) > 65_535);
      if (wrong !== undefined) throw invalidValue(name, wrong);
      return services.length === 0 ? undefined : [...new Set(services)];
    },
  };
}

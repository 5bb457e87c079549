/** `gtm/datacenter`: where servers stand. */

import { metadata, oneOf, text } from '../../configuration/properties.ts';
import type { Resource } from '../../configuration/resource.ts';
import { enabled, inCommon } from './parts.ts';

export const datacenter: Resource = {
  path: 'gtm/datacenter',
  noun: 'GTM datacenter',
  className: 'gtm_dc',
  naming: 'folder',
  properties: {
    contact: text(),
    description: text(),
    enabled: enabled(),
    location: text(),
    metadata: metadata(),
    proberFallback: oneOf(['any-available', 'inside-datacenter', 'none', 'outside-datacenter'], 'any-available'),
    proberPreference: oneOf(['inside-datacenter', 'outside-datacenter'], 'inside-datacenter'),
  },
  prepare: inCommon,
};

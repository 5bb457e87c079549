/** `ltm/virtual/profiles` and `ltm/virtual/policies`: what a virtual server is made with. */

import { link, oneOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';

export const virtualProfile: Resource = {
  path: 'ltm/virtual/profiles',
  noun: 'Virtual Server Profile',
  className: 'virtual_server_profile',
  naming: 'folder',
  properties: { context: oneOf(['all', 'clientside', 'serverside'], 'all') },
  prepare: ({ fullPath, properties }, device) => {
    if (device.store.find('ltm/profile', fullPath) === undefined)
      throw mcpd('01020036', `The requested profile (${fullPath}) was not found.`);
    return properties;
  },
  references: ({ fullPath }) => [{ namespace: 'ltm/profile', path: fullPath }],
  live: ({ fullPath }, view) => {
    const profile = view.device.store.find('ltm/profile', fullPath);
    return profile === undefined ? {} : { nameReference: link(profile.resource.path, fullPath, view) };
  },
};

export const virtualPolicy: Resource = {
  path: 'ltm/virtual/policies',
  noun: 'Virtual Server Policy',
  className: 'virtual_server_policy',
  naming: 'folder',
  properties: {},
  prepare: ({ fullPath, parent, properties }, device) => {
    const policy = device.store.get('ltm/policy', fullPath);
    if (policy === undefined) {
      const text = `Values (${fullPath}) specified for virtual server policy (${parent?.fullPath ?? ''} ${fullPath}): foreign key index (policy_FK)`;
      throw mcpd('01070712', `${text} do not point at an item that exists in the database.`);
    }
    if (policy.properties['status'] === 'draft')
      throw mcpd(
        '01070734',
        `Configuration error: Draft policy (${fullPath}) can not be used by virtual server (${parent?.fullPath ?? ''}).`,
      );
    return properties;
  },
  references: ({ fullPath }) => [{ namespace: 'ltm/policy', path: fullPath }],
  live: ({ fullPath }, view) => ({ nameReference: link('ltm/policy', fullPath, view) }),
};

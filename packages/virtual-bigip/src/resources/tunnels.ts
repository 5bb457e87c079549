/** `net/tunnels/gre` and `net/tunnels/ipip`: the profiles of tunnels that clients ask for when they read pool members. */

import type { Resource } from '../configuration/resource.ts';

export const tunnels: readonly Resource[] = ['gre', 'ipip'].map((type) => ({
  path: `net/tunnels/${type}`,
  noun: `${type} tunnel profile`,
  className: `profile_tunnel_${type}`,
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {},
  builtIn: [[`/Common/${type}`, {}]],
}));

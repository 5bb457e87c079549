/** `net/tunnels`: the tunnels that every unit has, which stand beside its VLANs, and the profiles that clients ask for. */

import { told } from '../../configuration/properties.ts';
import type { Resource } from '../../configuration/resource.ts';

const tunnel: Resource = {
  path: 'net/tunnels/tunnel',
  namespace: 'net/vlan',
  noun: 'tunnel',
  className: 'tunnel',
  writers: 'administrators',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {
    autoLasthop: { ...told(), initial: 'default' },
    description: told(),
    idleTimeout: { ...told(), initial: 300 },
    ifIndex: told(),
    key: { ...told(), initial: 0 },
    localAddress: { ...told(), initial: 'any6' },
    mode: { ...told(), initial: 'bidirectional' },
    mtu: { ...told(), initial: 0 },
    profile: { ...told(), initial: '/Common/tcp-forward' },
    remoteAddress: { ...told(), initial: 'any6' },
    secondaryAddress: { ...told(), initial: 'any6' },
    tos: { ...told(), initial: 'preserve' },
    transparent: { ...told(), initial: 'disabled' },
    usePmtu: { ...told(), initial: 'enabled' },
  },
  builtIn: [
    ['/Common/http-tunnel', { description: 'Tunnel for http-explicit profile', ifIndex: 112 }],
    ['/Common/socks-tunnel', { description: 'Tunnel for socks profile', ifIndex: 128 }],
  ],
};

export const tunnels: readonly Resource[] = [
  tunnel,
  ...['gre', 'ipip'].map(
    (type): Resource => ({
      path: `net/tunnels/${type}`,
      noun: `${type} tunnel profile`,
      className: `profile_tunnel_${type}`,
      naming: 'folder',
      without: ['create', 'delete'],
      properties: {},
      builtIn: [[`/Common/${type}`, {}]],
    }),
  ),
];

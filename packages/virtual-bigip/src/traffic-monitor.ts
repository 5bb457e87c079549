/** A monitor as traffic sees it. */

import { parseAddress, splitPort } from './configuration/addresses.ts';
import { textOf } from './configuration/properties.ts';
import { effectiveValue } from './configuration/render.ts';
import type { Device, Entity } from './configuration/resource.ts';
import type { TrafficMonitor } from './traffic.ts';

export function trafficMonitor(entity: Entity, device: Device): TrafficMonitor {
  const value = (name: string) => effectiveValue(entity, name, { device });
  return {
    name: entity.key,
    type: entity.resource.path.split('/').at(-1) as TrafficMonitor['type'], // the resources in the name space are the types
    interval: Number(value('interval')),
    timeout: Number(value('timeout')),
    send: textOf(value('send')),
    recv: textOf(value('recv')),
    recvDisable: textOf(value('recvDisable')),
    matchMeans: value('reverse') === 'enabled' ? 'down' : 'up',
    ...targetOf(textOf(value('destination'))),
    upInterval: Number(value('upInterval') ?? 0),
    timeUntilUp: Number(value('timeUntilUp') ?? 0),
  };
}

/** `*:*`, `*:443`, `10.0.0.1:80`, `*.80` and `2001:db8::1.80`; `*` and `10.0.0.1` where there is no port. */
function targetOf(destination: string): Pick<TrafficMonitor, 'address' | 'port'> {
  const split = splitPort(destination);
  const [, host = destination, port = ''] = /^(\*)[:.](.+)$/.exec(destination) ?? /^(.+)[:.](\*)$/.exec(destination) ?? [];
  return { address: parseAddress(split?.host ?? host)?.host, port: (split?.port ?? Number(port)) || undefined };
}

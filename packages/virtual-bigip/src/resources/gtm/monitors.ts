/** `gtm/monitor/…`: monitors of servers and pools. Other than those of LTM they have a name space of their own. */

import { integer, literal, oneOf, onOff, secret, text } from '../../configuration/properties.ts';
import type { Property, Resource } from '../../configuration/resource.ts';
import { inherited, inheritingMonitor, monitorDestination } from '../monitor.ts';

type Properties = Readonly<Record<string, Property>>;

const probe: Properties = { probeTimeout: integer(5, 1, 86_400), transparent: onOff('disabled') };
const dialogue: Properties = { recv: literal(), reverse: onOff('disabled'), send: literal() };
const web: Properties = {
  ...dialogue,
  password: secret(),
  send: { ...literal(), initial: 'GET /\\r\\n' },
  username: text(),
};

function monitor(type: string, timeout: number, own: Properties): Resource {
  return {
    ...inheritingMonitor('gtm/monitor', type),
    properties: {
      ...inherited('gtm/monitor'),
      destination: monitorDestination('*:*'),
      ignoreDownResponse: onOff('disabled'),
      interval: integer(30, 1, 86_400),
      timeout: integer(timeout, 1, 86_400),
      ...own,
    },
    builtIn: [[`/Common/${type.replace('-', '_')}`, {}]],
  };
}

export const gtmMonitors: readonly Resource[] = [
  monitor('bigip', 90, {
    aggregateDynamicRatios: oneOf(['none', 'average-members', 'average-nodes', 'sum-members', 'sum-nodes'], 'none'),
  }),
  monitor('gateway-icmp', 120, { ...probe, probeAttempts: integer(3, 0, 86_400), probeInterval: integer(1, 0, 86_400) }),
  monitor('http', 120, { ...probe, ...web }),
  monitor('https', 120, {
    ...probe,
    ...web,
    cipherlist: text({ initial: 'DEFAULT:+SHA:+3DES:+kEDH' }),
    compatibility: onOff('enabled'),
  }),
  monitor('tcp', 120, { ...probe, ...dialogue }),
];

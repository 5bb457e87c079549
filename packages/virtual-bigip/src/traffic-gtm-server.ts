/** A GTM server as its monitors see it: its virtual servers stand for the members of a pool that nobody sends to. */

import { textOf } from './configuration/properties.ts';
import type { Device, Entity } from './configuration/resource.ts';
import { watchedServer } from './resources/gtm/availability.ts';
import { placesOf } from './resources/gtm/places.ts';
import type { TrafficMember, TrafficPool } from './traffic.ts';

/** GTM's monitors have their own name space: with another slash in front, no monitor of LTM is called so. */
export const GTM_MONITOR = '/';

export function trafficServer({ key, properties }: Entity, { store }: Device): TrafficPool {
  const members = new Map<string, TrafficMember>();
  for (const virtualServer of store.children('gtm/server/virtual-servers', key)) {
    const expression = textOf(virtualServer.properties['monitor']) || textOf(properties['monitor']);
    const monitor = probed(expression, (path) => store.get('gtm/monitor/bigip', path) === undefined);
    if (monitor !== '')
      members.set(virtualServer.name, { name: virtualServer.name, ...placesOf(virtualServer.properties).own, ...plain, monitor });
  }
  return {
    name: watchedServer(key),
    loadBalancingMode: 'round-robin',
    monitor: '',
    minActiveMembers: 0,
    reselectTries: 0,
    slowRampTime: 0,
    serviceDownAction: 'none',
    members,
  };
}

const plain = {
  session: 'user-enabled',
  state: 'user-up',
  ratio: 1,
  node: '',
  nodeRatio: 1,
  priorityGroup: 0,
  connectionLimit: 0,
} as const;

/** The expression without monitors that only BIG-IPs among themselves can carry out; empty if nothing is left. */
function probed(expression: string, isProbe: (path: string) => boolean): string {
  const monitors = expression.split(/[\s{}]+/).filter((word) => word.startsWith('/') && isProbe(word));
  const names = monitors.map((path) => `${GTM_MONITOR}${path}`).join(' ');
  const minimum = /^min\s+\d+\s+of\b/.exec(expression)?.[0];
  return minimum === undefined || names === '' ? names : `${minimum} { ${names} }`;
}

/** What tables about GTM begin with. */

import type { Ask, Case, Expected, Step } from '../case.ts';

const provisioned: Step = ['PATCH', 'sys/provision/gtm', { level: 'nominal' }];

/** The case on a unit that runs GTM. */
export function withGtm(row: Case): Case {
  return { ...row, given: [provisioned, ...(row.given ?? [])] };
}

export const center: Ask = ['POST', 'gtm/datacenter', { name: 'dc1' }];

/** A server `s1` with a virtual server `vs1`. */
export function server(more: object = {}): Ask {
  const devices = [{ name: 'd1', addresses: [{ name: '10.0.0.1' }] }];
  return ['POST', 'gtm/server', { name: 's1', datacenter: '/Common/dc1', devices, virtualServers: [{ name: 'vs1', destination: '10.0.0.1:80' }], ...more }];
}

export const limits = {
  limitMaxBps: 0,
  limitMaxBpsStatus: 'disabled',
  limitMaxConnections: 0,
  limitMaxConnectionsStatus: 'disabled',
  limitMaxPps: 0,
  limitMaxPpsStatus: 'disabled',
};

/** A link to what stands below `/mgmt/tm`. */
export function link(path: string, version = '17.1.2'): string {
  return `https://localhost/mgmt/tm/${path}?ver=${version}`;
}

/** All of a body. */
export function whole(exactly: object): Expected {
  return { status: 200, exactly };
}

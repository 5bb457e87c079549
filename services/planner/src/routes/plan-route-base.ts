/** Pure: what the routes of one BIG-IP share. */
import type { PlannedBigip } from '@berth/installation';
import type { BigipName, DesiredBase } from '@berth/messages';

/** The folder, and from where packets are forwarded. */
export function planRouteBase(bigip: BigipName, { partition, routes }: PlannedBigip): Omit<DesiredBase, 'epoch'> {
  return {
    v: 1,
    kind: 'base',
    bigip,
    folder: `/${partition}`,
    dataGroups: [],
    zones: [],
    rules: [],
    dnsProfiles: [],
    httpProfiles: [],
    virtuals: [],
    ...(routes.forwarding && { forwarding: { vlans: routes.forwarding.vlans.toSorted() } }),
  };
}

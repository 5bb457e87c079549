/** All tables. */

import type { Group } from '../case.ts';
import { authentication } from './authentication.ts';
import { collections } from './collections.ts';
import { commands } from './commands.ts';
import { dataGroups } from './data-groups.ts';
import { deviceGroups } from './device-groups.ts';
import { fixedProperties } from './fixed.ts';
import { forwardingVirtuals } from './forwarding.ts';
import { gtmModule } from './gtm-module.ts';
import { gtmPools } from './gtm-pools.ts';
import { gtmReferences } from './gtm-references.ts';
import { gtmServers } from './gtm-servers.ts';
import { gtmValues } from './gtm-values.ts';
import { gtmWideIps } from './gtm-wide-ips.ts';
import { memberState } from './member-state.ts';
import { monitors } from './monitors.ts';
import { netRouteDomains } from './net-route-domains.ts';
import { netRoutes } from './net-routes.ts';
import { netSelfIps } from './net-self-ips.ts';
import { netVlans } from './net-vlans.ts';
import { nodes } from './nodes.ts';
import { policies } from './policies.ts';
import { poolMembers } from './pool-members.ts';
import { pools } from './pools.ts';
import { profiles } from './profiles.ts';
import { references } from './references.ts';
import { refusals } from './refusals.ts';
import { roles } from './roles.ts';
import { rules } from './rules.ts';
import { statistics } from './statistics.ts';
import { switches } from './switches.ts';
import { synchronisation } from './synchronisation.ts';
import { system } from './system.ts';
import { transactions } from './transactions.ts';
import { uploads } from './uploads.ts';
import { values } from './values.ts';
import { versions } from './versions.ts';
import { virtualParts } from './virtual-parts.ts';
import { virtuals } from './virtuals.ts';
import { wholeObjects } from './whole-objects.ts';

export const groups: readonly Group[] = [
  collections,
  system,
  pools,
  poolMembers,
  memberState,
  nodes,
  monitors,
  dataGroups,
  rules,
  virtuals,
  virtualParts,
  forwardingVirtuals,
  netVlans,
  netSelfIps,
  netRoutes,
  netRouteDomains,
  refusals,
  transactions,
  statistics,
  switches,
  versions,
  wholeObjects,
  values,
  fixedProperties,
  references,
  profiles,
  authentication,
  roles,
  policies,
  uploads,
  commands,
  deviceGroups,
  synchronisation,
  gtmModule,
  gtmServers,
  gtmPools,
  gtmWideIps,
  gtmValues,
  gtmReferences,
].flat();

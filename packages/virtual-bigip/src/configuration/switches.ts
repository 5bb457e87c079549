/** What nobody could verify about real BIG-IPs: a switch each, by default the stricter way. */

import { z } from 'zod';

export const Switches = z.strictObject({
  /** Attributes left out for a member that a replacing list names again. */
  listedMembers: z.enum(['reset', 'keep']).default('reset'),
  /** `$filter` on anything but the partition. */
  otherFilters: z.enum(['refused', 'ignored']).default('refused'),
  /** `false` for one flag of a pair. */
  falseFlags: z.enum(['refused', 'ignored']).default('refused'),
  /** Objects in a folder or partition that the same transaction makes. */
  freshFolders: z.enum(['refused', 'allowed']).default('refused'),
  /** More than 65,000 records, or 4 MB of them, in an internal data group. */
  recordLimits: z.enum(['refused', 'none']).default('refused'),
  /** Characters of record names that tmsh takes as its own, as they are told. */
  specialNames: z.enum(['escaped', 'plain']).default('escaped'),
  /** Metadata of rules. */
  ruleMetadata: z.enum(['refused', 'kept']).default('refused'),
  /** Members whose monitors have not answered yet, as to new connections. */
  checkingMembers: z.enum(['excluded', 'eligible']).default('excluded'),
  /** What the licence says of DNS services, and in which words their rules and profiles are refused without. */
  dnsServices: z.enum(['licensed', 'unlicensed']).default('licensed'),
});
export type Switches = z.infer<typeof Switches>;

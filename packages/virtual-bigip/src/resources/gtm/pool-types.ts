/** The types of GTM's pools and wide IPs, which are those of the records that they answer with. */

export const POOL_TYPES = ['a', 'aaaa', 'cname', 'mx', 'naptr', 'srv'] as const;
export type PoolType = (typeof POOL_TYPES)[number];

/** Pools whose members are virtual servers; those of the others are names. */
export function leadsToAddresses(type: PoolType): type is 'a' | 'aaaa' {
  return type === 'a' || type === 'aaaa';
}

/** What needs a licence for DNS services: the DNS profile, and whatever in rules works only with it. */

import { mcpd } from '../configuration/refusal.ts';
import type { Device } from '../configuration/resource.ts';

export function mustHaveDns({ switches }: Device): void {
  if (switches.dnsServices === 'unlicensed') throw mcpd('01070356', 'DNS Services feature not licensed.');
}

/** Pure: where the containers of an engine may have addresses, whatever networks somebody makes there. */
import ipaddr from 'ipaddr.js';

/** In which no machine has an address that others reach. */
const special = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/127', 'fe80::/10', 'ff00::/8'] as const;

/** Why an address can't be that of a container; undefined when it can. */
export function againstAddress(address: string, allowed: readonly string[]): string | undefined {
  if (special.some((subnet) => isWithin(address, subnet))) return 'no other machine reaches such an address';
  return allowed.some((subnet) => isWithin(address, subnet)) ? undefined : 'its engine may not have addresses there (allow.subnets)';
}

/** Whether it lies in one that is allowed, and nothing special in it. */
export function isAllowedSubnet(subnet: string, allowed: readonly string[]): boolean {
  if (!ipaddr.isValidCIDR(subnet)) return false;
  const [address, length] = ipaddr.parseCIDR(subnet);
  const contains = (other: string, within: string) =>
    ipaddr.parseCIDR(within)[1] <= ipaddr.parseCIDR(other)[1] && isWithin(bare(other), within);
  const overlaps = special.some((other) => contains(subnet, other) || contains(other, subnet));
  return !overlaps && allowed.some((other) => ipaddr.parseCIDR(other)[1] <= length && isWithin(address.toString(), other));
}

export function isWithin(address: string, subnet: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(subnet)) return false;
  const [parsed, range] = [ipaddr.parse(address), ipaddr.parseCIDR(subnet)];
  return parsed.kind() === range[0].kind() && parsed.match(range);
}

function bare(subnet: string): string {
  return ipaddr.parseCIDR(subnet)[0].toString();
}

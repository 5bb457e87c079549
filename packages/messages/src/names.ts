/** Branded names and addresses: parsed once at the border, trusted inside. */
import { z } from 'zod';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const dnsLabel = (what: string) =>
  z.string().regex(label, `${what} must be a DNS label: lower-case letters, digits and inner hyphens, at most 63 characters`);

export const InstallationName = dnsLabel('an installation name').brand<'InstallationName'>();
export type InstallationName = z.infer<typeof InstallationName>;
export const SiteName = dnsLabel('a site name').brand<'SiteName'>();
export type SiteName = z.infer<typeof SiteName>;
export const EngineName = dnsLabel('an engine name').brand<'EngineName'>();
export type EngineName = z.infer<typeof EngineName>;
export const BigipName = dnsLabel('a BIG-IP name').brand<'BigipName'>();
export type BigipName = z.infer<typeof BigipName>;
/** The name of a DNS group: BIG-IPs that share wide IPs. */
export const GroupName = dnsLabel('a DNS group name').brand<'GroupName'>();
export type GroupName = z.infer<typeof GroupName>;
/** The name of a service, an RFC 1123 label: it becomes a pool name and the first label of host names. */
export const ServiceName = dnsLabel('a service name').brand<'ServiceName'>();
export type ServiceName = z.infer<typeof ServiceName>;

/** Docker's container id: 64 hex digits, or the first of them where one container refers to another. */
export const ContainerId = z
  .string()
  .regex(/^[0-9a-f]{12,64}$/)
  .brand<'ContainerId'>();
export type ContainerId = z.infer<typeof ContainerId>;

/** An address with its route domain, `ADDR%N`, IPv6 as RFC 5952. */
export const MemberAddress = z
  .string()
  .regex(/^[0-9a-f.:]+%\d+$/, 'an address on the bus carries its route domain: ADDR%N')
  .brand<'MemberAddress'>();
export type MemberAddress = z.infer<typeof MemberAddress>;

/** An address as it stands on the bus. */
export function withRouteDomain(address: string, routeDomain: number): MemberAddress {
  return MemberAddress.parse(`${address}%${routeDomain}`);
}

/** The address alone. */
export function withoutRouteDomain(address: string): string {
  return address.replace(/%.*$/, '');
}

/** A network with its route domain as BIG-IP writes it, `ADDR%N/LENGTH`, its host part zero, IPv6 as RFC 5952. */
export const RouteNetwork = z
  .string()
  .regex(/^[0-9a-f.:]+%\d+\/\d{1,3}$/, 'a network on the bus carries its route domain: ADDR%N/LENGTH')
  .brand<'RouteNetwork'>();
export type RouteNetwork = z.infer<typeof RouteNetwork>;

export const Port = z.int().min(1).max(65535);

/** Lower-case host name without trailing dot, at most 253 characters. */
export const HostName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'a host name: lower-case DNS labels separated by dots',
  )
  .brand<'HostName'>();
export type HostName = z.infer<typeof HostName>;

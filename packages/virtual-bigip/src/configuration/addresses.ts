/** Addresses with route domains and ports, in the forms that BIG-IP takes and gives. */

import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = {
  /** Shortest form, without route domain. */ readonly host: string;
  /** As it was said; undefined: that of the partition. */
  readonly routeDomain: number | undefined;
  readonly family: 4 | 6;
};

const SERVICES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    any: 0,
    ftp: 21,
    ssh: 22,
    telnet: 23,
    smtp: 25,
    domain: 53,
    http: 80,
    pop3: 110,
    imap: 143,
    ldap: 389,
    https: 443,
    ldaps: 636,
  }),
);

/** `10.0.0.1`, `10.0.0.1%1`, `2001:db8::1`, `any`, `any6`; undefined if it is no address. */
export function parseAddress(text: string): Address | undefined {
  const [name = '', domain, ...more] = text.split('%');
  if (more.length > 0 || (domain !== undefined && !/^\d{1,5}$/.test(domain))) return undefined;
  const host = name === 'any' ? '0.0.0.0' : name === 'any6' ? '::' : name;
  const routeDomain = domain === undefined ? undefined : Number(domain);
  if (isIPv4(host)) return { host, routeDomain, family: 4 };
  if (isIPv6(host)) return { host: ipaddr.parse(host).toString(), routeDomain, family: 6 };
  return undefined;
}

/** The route domain is not written where it is the partition's own. */
export function formatAddress({ host, routeDomain }: Pick<Address, 'host' | 'routeDomain'>, own: number): string {
  return routeDomain === undefined || routeDomain === own ? host : `${host}%${routeDomain}`;
}

/** `NAME:PORT`, or `IPV6.PORT`; undefined if there is no port. */
export function splitPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const separator = isIPv6Like(text) ? '.' : ':';
  const at = text.lastIndexOf(separator);
  if (at <= 0) return undefined;
  const port = parsePort(text.slice(at + 1));
  return port === undefined ? undefined : { host: text.slice(0, at), port };
}

export function joinPort(host: string, port: number): string {
  return `${host}${isIPv6Like(host) ? '.' : ':'}${port}`;
}

function parsePort(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  return SERVICES.get(text);
}

function isIPv6Like(text: string): boolean {
  return text.split(':').length > 2;
}

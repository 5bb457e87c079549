/** Names as BIG-IP writes them: full paths, ids in URIs, members, and addresses with and without route domain. */
import ipaddr from 'ipaddr.js';

/** The parts of a full path such as `/berth/app/www`, as bodies want them. */
export type Location = { readonly name: string; readonly partition: string; readonly subPath?: string };

/** Splits a full path. Throws a RangeError for anything else. */
export function locate(path: string): Location {
  const [empty, partition, ...rest] = path.split('/');
  const name = rest.at(-1);
  if (empty !== '' || !partition || !name) throw new RangeError(`"${path}" is not a full path`);
  return rest.length === 1 ? { name, partition } : { name, partition, subPath: rest.slice(0, -1).join('/') };
}

/** An object's id in a URI: `/Common/10.0.0.1%1:80` → `~Common~10.0.0.1%251:80`. */
export function idOf(path: string): string {
  return encodeURIComponent(path.replaceAll('/', '~')).replaceAll('%3A', ':').replaceAll('%7E', '~');
}

/** A member's full path, from its node's full path: IPv6 has a dot before the port. */
export function memberPath(node: string, port: number): string {
  return `${node}${isIpv6(locate(node).name) ? '.' : ':'}${port}`;
}

/** Node path and port of a member's full path; undefined when its port is no number. */
export function parseMemberPath(path: string): { readonly node: string; readonly port: number } | undefined {
  const { name } = locate(path);
  const separator = name.split(':').length > 2 ? '.' : ':';
  const at = path.lastIndexOf(separator);
  const port = path.slice(at + 1);
  if (at < 0) return undefined;
  if (port === 'any') return { node: path.slice(0, at), port: 0 };
  return /^\d{1,5}$/.test(port) ? { node: path.slice(0, at), port: Number(port) } : undefined;
}

/** Where a virtual server listens, `/berth/198.51.100.10:80`: written like a member's path. */
export function destinationPath(address: string, port: number): string {
  return memberPath(address, port);
}

/** `ADDR%N` of the bus as BIG-IP writes it in a partition whose default route domain is `defaultRouteDomain`. */
export function toBigipAddress(address: string, defaultRouteDomain: number): string {
  const { bare, routeDomain } = parseAddress(address);
  if (routeDomain === undefined) throw new RangeError(`"${address}" has no route domain`);
  return routeDomain === defaultRouteDomain ? bare : `${bare}%${routeDomain}`;
}

/** The inverse: always with its route domain, IPv6 as RFC 5952, `any` and `any6` as zeros. */
export function fromBigipAddress(address: string, defaultRouteDomain: number): string {
  const { bare, routeDomain } = parseAddress(address.replace(/^any6/, '::').replace(/^any/, '0.0.0.0'));
  return `${bare}%${routeDomain ?? defaultRouteDomain}`;
}

/** One form for each address: IPv6 as RFC 5952. Throws a RangeError for what is no address. */
export function normalAddress(address: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return address;
  if (address.includes(':') && ipaddr.IPv6.isValid(address)) return ipaddr.IPv6.parse(address).toRFC5952String();
  throw new RangeError(`"${address}" is no IP address`);
}

function parseAddress(address: string): { readonly bare: string; readonly routeDomain: number | undefined } {
  const [bare = '', domain, ...rest] = address.split('%');
  if (rest.length > 0 || (domain !== undefined && !/^\d{1,5}$/.test(domain)))
    throw new RangeError(`"${address}" has no valid route domain`);
  return { bare: normalAddress(bare), routeDomain: domain === undefined ? undefined : Number(domain) };
}

function isIpv6(name: string): boolean {
  return name.includes(':');
}

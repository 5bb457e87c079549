/** What the DNS rule finds in its data groups: the records for names, as `dns.tcl` describes them. */
import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { shardName } from './shard-name.ts';

/** What one name has. Names are full, in lower case, without the final dot. */
export type DnsName = {
  readonly name: string;
  /** IPv4 and IPv6, as in `A` and `AAAA`; a route domain (`%N`) is left out. */
  readonly addresses?: readonly string[];
  /** As in `SRV`: a port, and a name whose address has it. */
  readonly endpoints?: readonly { readonly port: number; readonly target: string }[];
  /** As in `PTR`. */
  readonly pointers?: readonly string[];
};

export type DnsRecord = {
  /** Name of the data group, without folder. */
  readonly group: string;
  readonly name: string;
  readonly value: string;
};

export type DnsRecords = {
  /** One for each name, sorted by name. */
  readonly records: readonly DnsRecord[];
  /** Names that have more than a record can hold; the rest of what they have is left out. */
  readonly cut: readonly string[];
};

/** BIG-IP takes less than 64 KiB. */
const LONGEST = 65_000;
const name = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/** The names of all `shards` data groups. */
export function dnsGroups(shards: number): string[] {
  return shards === 1 ? ['berth_dns'] : Array.from({ length: shards }, (_, shard) => `berth_dns_${String(shard).padStart(2, '0')}`);
}

/**
 * The records for `names` in `shards` data groups: one for each name, so that what changes at one name is one edit. A name given twice has what both say.
 * A name without anything has a record too: it is there, and has nothing at the moment. So have the names between one of `names` and the zone of
 * `zones` that it is in (`docker1.ZONE` for `www-1.docker1.ZONE`): a resolver that was told that such a name isn't there would not ask for those below.
 * The same names give the same records in whatever order they come. Throws RangeError for what is no name, address or port.
 */
export function dnsRecords(
  names: readonly DnsName[],
  { shards, zones }: { readonly shards: number; readonly zones: readonly string[] },
): DnsRecords {
  const words = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  for (const given of names) {
    words.set(given.name, merged(words.get(given.name), wordsOf(given)));
    for (const above of namesAbove(given.name, zones)) if (!words.has(above)) words.set(above, new Map());
  }
  const cut: string[] = [];
  const records = [...words.keys()].sort(byText).map((key) => {
    const { value, whole } = writtenAs(words.get(key) ?? new Map());
    if (whole === 'no') cut.push(key);
    return { group: shardName('berth_dns', shards, key), name: key, value };
  });
  return { records, cut };
}

/** The name under which an address has its pointers: `5.0.18.172.in-addr.arpa`. */
export function reverseName(address: string): string {
  const parsed = ipaddr.parse(withoutRouteDomain(address));
  const bytes = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return `${bytes.toReversed().join('.')}.in-addr.arpa`;
  const digits = bytes.flatMap((byte) => [byte >> 4, byte & 15]);
  return `${digits
    .toReversed()
    .map((digit) => digit.toString(16))
    .join('.')}.ip6.arpa`;
}

function wordsOf({ name: owner, addresses = [], endpoints = [], pointers = [] }: DnsName): Map<string, Set<string>> {
  checkName(owner);
  const words = new Map<string, Set<string>>();
  const add = (kind: string, value: string) => words.set(kind, (words.get(kind) ?? new Set()).add(value));
  for (const given of addresses) {
    const address = withoutRouteDomain(given);
    if (isIP(address) === 0) throw new RangeError(`${owner}: ${given} is no address`);
    add(isIPv6(address) ? 'aaaa' : 'a', ipaddr.parse(address).toString());
  }
  for (const { port, target } of endpoints) {
    checkName(target);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError(`${owner}: ${port} is no port`);
    add('srv', `${port}:${target}`);
  }
  for (const pointer of pointers) {
    checkName(pointer);
    add('ptr', pointer);
  }
  return words;
}

function merged(
  one: ReadonlyMap<string, ReadonlySet<string>> | undefined,
  other: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  if (one === undefined) return other;
  const kinds = new Set([...one.keys(), ...other.keys()]);
  return new Map([...kinds].map((kind) => [kind, new Set([...(one.get(kind) ?? []), ...(other.get(kind) ?? [])])]));
}

/** Every kind gets its share of a record that is too small for all. */
function writtenAs(words: ReadonlyMap<string, ReadonlySet<string>>): { readonly value: string; readonly whole: 'yes' | 'no' } {
  if (words.size === 0) return { value: '-', whole: 'yes' };
  const written = [...words]
    .sort(([one], [other]) => byText(one, other))
    .map(([kind, values]) => `${kind}=${[...values].sort(byText).join(',')}`);
  const value = written.join(' ');
  if (value.length <= LONGEST) return { value, whole: 'yes' };
  const share = Math.floor(LONGEST / written.length) - 1;
  const shortened = written.map((word) => (word.length <= share ? word : word.slice(0, word.lastIndexOf(',', share))));
  return { value: shortened.join(' '), whole: 'no' };
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function namesAbove(below: string, zones: readonly string[]): string[] {
  const zone = zones.filter((each) => below.endsWith(`.${each}`)).sort((one, other) => other.length - one.length)[0];
  // The rule knows by itself that what is above a reverse name is there.
  if (zone === undefined || zone.endsWith('.arpa')) return [];
  const labels = below.slice(0, -zone.length - 1).split('.');
  return labels.slice(1).map((_, at) => [...labels.slice(at + 1), zone].join('.'));
}

function checkName(text: string): void {
  if (!name.test(text)) throw new RangeError(`${text}: must be a full name in lower case, without the final dot`);
}

function withoutRouteDomain(address: string): string {
  return address.replace(/%\d+$/, '');
}

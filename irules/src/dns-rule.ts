/** The DNS iRule as text, with its settings written into it. */
import { readFileSync } from 'node:fs';

export type DnsRuleSettings = {
  /** Folder of the data groups, such as `/berth`. */
  readonly folder: string;
  /** Number of data groups over which the records are spread. */
  readonly shards: number;
  /** The internal zones and reverse zones. `pass` leaves a name that we don't know to whoever stands behind the rule; `nxdomain` denies it. */
  readonly zones: readonly { readonly name: string; readonly unknown: 'pass' | 'nxdomain' }[];
  /** Names of the zones' name servers, the primary first. */
  readonly servers: readonly string[];
  /** Who is responsible for the zones, as a name: `hostmaster.example.com` for hostmaster@example.com. */
  readonly contact: string;
  /** Of every zone; times in seconds. */
  readonly soa: { readonly serial: number; readonly refresh: number; readonly retry: number; readonly expire: number };
  /** Seconds for which an answer holds. */
  readonly ttl: number;
  /** Seconds for which it holds that something isn't there. */
  readonly negativeTtl: number;
};

const folder = /^(?:\/[A-Za-z0-9._-]+)+$/;
const domain = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const MOST_SECONDS = 2 ** 31 - 1;

/** The rule with `settings` in its marked lines; the rest is `dns.tcl` byte for byte. */
export function dnsRule(settings: DnsRuleSettings): string {
  if (!folder.test(settings.folder)) throw new RangeError(`folder ${settings.folder}: must be a path of plain names such as /berth`);
  check('shards', settings.shards, 1, 100);
  for (const { name } of settings.zones) if (!domain.test(name)) throw new RangeError(`zone ${name}: must be a lower-case domain name`);
  for (const name of [...settings.servers, settings.contact])
    if (!domain.test(name)) throw new RangeError(`${name}: must be a lower-case domain name`);
  if (settings.servers.length === 0) throw new RangeError('servers: there must be at least one');
  const { serial, refresh, retry, expire } = settings.soa;
  check('serial', serial, 0, 2 ** 32 - 1);
  for (const [name, seconds] of Object.entries({ refresh, retry, expire, ttl: settings.ttl, negativeTtl: settings.negativeTtl }))
    check(name, seconds, 0, MOST_SECONDS);
  const innerFirst = settings.zones.toSorted((one, other) => other.name.length - one.name.length || (one.name < other.name ? -1 : 1));
  const values: Readonly<Record<string, string | number>> = {
    folder: settings.folder,
    shards: settings.shards,
    zones: `{${innerFirst.map(({ name, unknown }) => `${name} ${unknown}`).join(' ')}}`,
    servers: `{${settings.servers.join(' ')}}`,
    contact: settings.contact,
    soa: `{${serial} ${refresh} ${retry} ${expire}}`,
    ttl: settings.ttl,
    negative_ttl: settings.negativeTtl,
  };
  return readFileSync(new URL('../dns.tcl', import.meta.url), 'latin1').replaceAll(
    /^( *set berth_)(\w+) .*( ;# setting)$/gm,
    (_line, start: string, name: string, end: string) => `${start}${name} ${values[name]}${end}`,
  );
}

function check(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} ${value}: must be a whole number from ${least} to ${most}`);
}

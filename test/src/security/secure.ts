/** What `berth security init` makes for a laboratory. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type NatsConnection, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { stringify } from 'yaml';
import { runEntry } from '../run-entry.ts';

export type Security = {
  /** All that was made. */
  readonly directory: string;
  /** Of nats-server. */
  readonly config: string;
  readonly caFile: string;
  /** The folder of the users' seeds. */
  readonly users: string;
};

export type Secured = {
  /** Names of those of the site here, whose BIG-IP is edge. */
  readonly engines: readonly string[];
  /** two: another has the BIG-IP core and the engine docker2, and each has a DNS group: `group` through edge, `other` through core. Default: one. */
  readonly sites?: 'one' | 'two';
  /** Where NATS will have its store. */
  readonly store: string;
  /** How many servers of NATS, on this machine. Default: 1. */
  readonly servers?: number;
  /** Where NATS will find what is made, and by which names it is reached besides. */
  readonly place?: { readonly mountedAt: string; readonly host: string };
};

/** Runs the command in `directory`. */
export async function secure(directory: string, { engines, sites = 'one', store, servers = 1, place }: Secured): Promise<Security> {
  const installation = join(directory, 'security.yaml');
  const nats = { servers: Array.from({ length: servers }, () => 'nats://127.0.0.1:4222') };
  const parts =
    sites === 'one'
      ? { sites: { here: site(engines, 'edge') } }
      : { ...twoSites, sites: { here: site(engines, 'edge'), there: site(['docker2'], 'core') } };
  await writeFile(installation, stringify({ installation: 'laboratory', nats, ...parts }));
  const made = join(directory, 'security');
  const there = place === undefined ? [] : ['--mounted-at', place.mountedAt, '--host', place.host];
  const { code, stderr } = await runEntry('packages/cli/src/main.ts', {
    args: ['security', 'init', made, '--store', store, ...there],
    env: { BERTH_CONFIG: installation },
  });
  if (code !== 0) throw new Error(`berth security init failed: ${stderr}`);
  return { directory: made, config: join(made, 'nats-server.conf'), caFile: join(made, 'ca.pem'), users: join(made, 'users') };
}

function site(engines: readonly string[], bigip: string): object {
  return {
    engines: Object.fromEntries(engines.map((name) => [name, { url: 'unix:///unused', address: '127.0.0.1' }])),
    bigips: { [bigip]: { units: [`${bigip}.example.com`], user: 'berth', passwordFile: '/unused' } },
  };
}

function group(bigip: string, led: string): object {
  return { bigip, zones: [`${led}.example.com`], sites: [{ site: led, virtualServers: [{ server: `/Common/${led}`, name: 'http' }] }] };
}

const twoSites = {
  zones: { public: ['here.example.com', 'there.example.com'] },
  dnsGroups: { group: group('edge', 'here'), other: group('core', 'there') },
};

/** What tells a program, or the command, who it is. */
export function environmentOf({ caFile, users }: Security, user: string): Record<string, string> {
  return { BERTH_NATS_CA_FILE: caFile, BERTH_NATS_NKEY_FILE: join(users, `${user}.nk`) };
}

/** A connection of one of NATS's users, made for it. */
export async function connectAs(user: string, security: Security, servers: string | string[]): Promise<NatsConnection> {
  const { caFile, users } = security;
  const file = await readFile(join(users, `${user}.nk`));
  const authenticator = nkeyAuthenticator(new Uint8Array(file.subarray(0, file.indexOf('\n'))));
  const inboxPrefix = await inboxPrefixOf(user, security);
  return await connect({ servers, reconnect: false, tls: { caFile }, authenticator, inboxPrefix });
}

/** Where the user alone may listen for answers. */
export async function inboxPrefixOf(user: string, { users }: Security): Promise<string> {
  const file = await readFile(join(users, `${user}.nk`), 'utf8');
  return `_INBOX_${nkeys.fromSeed(new TextEncoder().encode(file.trim())).getPublicKey()}`;
}

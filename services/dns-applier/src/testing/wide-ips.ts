/** For tests of wide IPs: documents of which a test says only what it is about, and a virtual BIG-IP with GTM on it. */
import { DesiredGroup, DesiredWideIp, zeroEpoch } from '@berth/messages';
import { Frame } from '@berth/reconcile';
import { type DrivenBigip, Driver, testedVersion, withBigip } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { GtmKinds } from '../gtm/gtm-kinds.ts';
import { installation } from './documents.ts';

const group = 'world';
const epoch = { ...zeroEpoch('planner.=span'), created: 1, revision: 1 };

export type Site = {
  readonly site: string;
  readonly state?: 'enabled' | 'disabled';
  readonly record?: 'a' | 'aaaa';
  readonly server?: string;
  readonly virtualServer?: string;
  readonly ratio?: number;
};

export type WideInput = { readonly names?: readonly string[]; readonly mode?: string; readonly partial?: readonly string[] };

/** The wide IPs of a service that leads to these sites, each of which has a GTM server of its name. */
export function wide(
  service: string,
  sites: readonly Site[],
  { names, mode = 'global-availability', partial = [] }: WideInput = {},
): DesiredWideIp {
  const members = sites.map(({ site, state = 'enabled', record = 'a', server = `/Common/${site}`, virtualServer = 'http', ratio = 1 }) => {
    return { site, server, virtualServer, record, state, ratio };
  });
  const pool = { name: `berth_${installation}_${group}_${service}`, loadBalancingMode: mode, ttl: 7 };
  const want = { kind: 'serving', partial, names: names ?? [`${service}.apps.example.com`], pool, members };
  return DesiredWideIp.parse({ v: 1, kind: 'wide ip', epoch, group, service, want });
}

/** A service that is no longer wanted. */
export function goneWide(service: string): DesiredWideIp {
  return DesiredWideIp.parse({ v: 1, kind: 'wide ip', epoch, group, service, want: { kind: 'gone', cause: 'stopped', since: 0 } });
}

export type OwnSite = {
  readonly site: string;
  readonly address: string;
  readonly dataCenter?: string;
  readonly translation?: { readonly address: string; readonly port: number };
  readonly virtualServers?: readonly string[];
};

/** What the group has of its own: a data center, and a server with virtual servers at one address, for each of these sites. */
export function shared(sites: readonly OwnSite[] = []): DesiredGroup {
  const servers = sites.map(({ site, address, dataCenter = `/Common/${site}`, translation, virtualServers = ['http'] }) => ({
    path: `/Common/${site}`,
    dataCenter,
    address,
    monitor: { kind: 'none' },
    virtualServers: virtualServers.map((name, at) => ({
      name,
      destination: { address, port: 80 + at },
      ...(translation && { translation }),
    })),
  }));
  const dataCenters = servers.map(({ dataCenter }) => dataCenter);
  return DesiredGroup.parse({ v: 1, kind: 'group', epoch, group, dataCenters, servers });
}

/** Drives the kinds of a group against a BIG-IP. */
export async function openGtm(bigip: DrivenBigip, name = group): Promise<Driver> {
  return await Driver.open(bigip, new Frame(new GtmKinds({ installation, group: name, partition: 'berth' })));
}

/** Of the DNS team: two data centers, each with a server whose virtual servers are `http` and, at an IPv6 address, `six`. */
export function withServers(bigip: VirtualBigIp): void {
  for (const [at, site] of ['east', 'west'].entries()) {
    bigip.edit('POST', 'gtm/datacenter', { name: site });
    bigip.edit('POST', 'gtm/server', {
      name: site,
      datacenter: site,
      product: 'generic-host',
      addresses: [{ name: `192.0.2.${at + 1}`, deviceName: site }],
      virtualServers: [
        { name: 'http', destination: `192.0.2.${at + 1}:80` },
        { name: 'six', destination: `2001:db8::${at + 1}.80` },
      ],
    });
  }
}

/** A BIG-IP with GTM and nothing in it, and a driver of the group `world`. */
export const test = withBigip(startWithGtm, (bigip) => openGtm(bigip));

async function startWithGtm(): Promise<VirtualBigIp> {
  const bigip = await VirtualBigIp.start({ version: testedVersion });
  bigip.edit('PATCH', 'sys/provision/gtm', { level: 'nominal' });
  return bigip;
}

/** Pure: the host names that one container claims, for its service and for itself, and those that it may not have. */
import { reverseName } from '@berth/irules';
import { HostName } from '@berth/messages';
import { mayClaimHost } from './allow.ts';
import type { HostClaim } from './claims.ts';
import type { Endpoint, EngineContext } from './endpoints.ts';
import type { Report } from './problems.ts';

/** What a container may have names for. */
export type Wish = Pick<Endpoint, 'service' | 'protocol'> & {
  readonly instance: string | undefined;
  readonly hosts: readonly string[];
  /** The container's own, if it is to have a name. */
  readonly address: string | undefined;
};

/**
 * Names in every zone for the service and, if it is an instance, for the container; and the hosts that it asks for. What speaks UDP has no
 * names for HTTP.
 */
export function claimsOf(
  { service, instance, hosts, address, protocol }: Wish,
  engine: EngineContext,
  report: Report,
): Pick<HostClaim, 'kind' | 'host'>[] {
  const claims = new Map<HostName, HostClaim['kind']>();
  const hostName = (host: string) => {
    const parsed = HostName.safeParse(host);
    if (!parsed.success)
      report({
        subject: `host-${host}`,
        what: `"${host}" can't be a host name`,
        hint: 'use lower-case DNS labels of at most 63 characters, separated by dots',
      });
    return parsed.data;
  };
  const claim = (kind: HostClaim['kind'], text: string) => {
    const host = hostName(text);
    if (host !== undefined) claims.set(host, kind);
  };
  const isNamed = (zone: HostName) => engine.dns === 'on' && engine.zones.internal.includes(zone);
  for (const zone of [...engine.zones.public, ...engine.zones.internal]) {
    const named = isNamed(zone);
    if (protocol === 'udp' && !named) continue;
    if (instance !== undefined && (named || engine.instances === 'on')) claim('member', `${service}-${instance}.${zone}`);
    if (instance !== undefined && named) claim('name', `${service}-${instance}.${engine.name}.${zone}`);
    claim('pool', `${service}.${zone}`);
  }
  const [zone] = engine.zones.internal;
  if (engine.dns === 'on' && address !== undefined && zone !== undefined && HostName.safeParse(`${service}.${zone}`).success)
    claim('reverse', reverseName(address));
  for (const text of hosts) {
    const host = hostName(text);
    if (host === undefined) continue;
    if (protocol === 'udp' && !engine.zones.internal.some((internal) => isNamed(internal) && host.endsWith(`.${internal}`))) continue;
    if (mayClaimHost(host, engine)) claims.set(host, 'pool');
    else
      report({
        subject: `host-${host}`,
        what: `its engine may not serve the host ${host}`,
        hint: 'allow it in allow.hosts of the engine (in a zone: in allow.services)',
      });
  }
  return [...claims].map(([host, kind]) => ({ host, kind }));
}

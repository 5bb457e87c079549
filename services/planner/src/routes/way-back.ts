/** Pure: whether answers of an engine's containers come back through the BIG-IP. */
import { type BigipNetwork, type Finding, type Way, withoutRouteDomain } from '@berth/messages';
import type { RoutedEngine } from './route-claims.ts';
import { familyOf, includes, subnetOf } from './subnets.ts';

type WayBackInput = {
  readonly bigip: string;
  readonly engine: RoutedEngine;
  readonly network: BigipNetwork | undefined;
  /** As it was planned last. */
  readonly before?: Way | undefined;
};

/** Proven where the host's own routing table leads to a self IP by default; that holds until the opposite is seen. */
export function wayBack({ bigip, engine, network, before }: WayBackInput): { readonly way: Way; readonly findings: readonly Finding[] } {
  const selfIps = selfIpsBeside(engine, network);
  const gateways = engine.seen === 'unknown' ? undefined : engine.seen.host?.defaultGateways;
  const own = new Set(network?.selfIps.map(({ address }) => withoutRouteDomain(address)));
  if (gateways?.some((gateway) => own.has(gateway))) return { way: 'works', findings: [] };
  const known = gateways !== undefined && network !== undefined;
  const [still, since] = before === 'works' ? [' still', '; they did when it was last seen, which holds until then'] : ['', ''];
  const finding: Finding = {
    kind: 'back',
    severity: 'unknown',
    cause: known
      ? `the default route of engine ${engine.name} leads to ${gateways.join(' and ') || 'nobody'}, which is no self IP of ${bigip}: answers to other addresses than its own networks' go that way`
      : `whether answers from engine ${engine.name}${still} come back through ${bigip} can't be told${since}`,
    fix: `make a self IP of ${bigip} the default gateway of the host, or route the networks of the others there`,
    commands: selfIps.flatMap(towards),
    told: known ? "by the host's routing table, and the self IPs" : 'by nobody: only a collector on the host itself sees its routing table',
  };
  const past = before === 'works' ? before : 'unknown';
  return { way: known ? 'fails' : past, findings: [finding] };
}

/** All that a host sends beyond its own networks, or only what is for the containers of others. */
function towards(selfIp: string): string[] {
  const route = familyOf(selfIp) === 6 ? 'ip -6 route' : 'ip route';
  return [
    `${route} replace default via ${selfIp}`,
    `# or, for each network that is to come back there: ${route} replace NETWORK via ${selfIp}`,
  ];
}

/** Self IPs in a network with the engine, one of each IP version; a floating one where there is one. */
function selfIpsBeside({ config }: RoutedEngine, network: BigipNetwork | undefined): string[] {
  const addresses = [...config.gateways, config.address];
  const beside = (network?.selfIps ?? []).filter(({ address, length }) => {
    const around = subnetOf(`${withoutRouteDomain(address)}/${length}`, 0);
    return around !== undefined && addresses.some((own) => includes(around, `${own}%0`));
  });
  return ([4, 6] as const).flatMap((family) => {
    const all = beside.filter(({ address }) => familyOf(address) === family);
    const chosen = all.find(({ floating }) => floating === 'enabled') ?? all[0];
    return chosen === undefined ? [] : [withoutRouteDomain(chosen.address)];
  });
}

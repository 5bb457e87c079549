/** Pure: what stands in the way between a BIG-IP and the containers of one engine, and what to do about it. */
import {
  type BigipNetwork,
  compareText,
  type Engine,
  type Finding,
  type MemberStates,
  type Network,
  type Reachability,
  type Way,
  withoutRouteDomain,
} from '@berth/messages';
import { directWay } from './direct-way.ts';
import { type Claim, gatewayFor } from './route-claims.ts';
import { isRoutedBy } from './routed-networks.ts';
import { shellWord } from './shell-word.ts';
import { familyOf, includes, subnetOf, subnetOfSelfIp } from './subnets.ts';
import { wayBack } from './way-back.ts';

export type PreflightInput = {
  readonly bigip: string;
  readonly engine: Claim['engine'];
  /** Undefined while it isn't known. */
  readonly network: BigipNetwork | undefined;
  readonly routeDomain: number;
  readonly states: MemberStates['members'];
  /** Whether answers came back, as it was planned last. */
  readonly before?: Way | undefined;
  /** Where containers can ask for names, and the zones of those; undefined where this BIG-IP answers none. */
  readonly dns: { readonly server: string; readonly zones: readonly string[] } | undefined;
};

/** What is measured counts more than what follows from versions and options; what can't be told is said to be unknown. */
export function preflight(input: PreflightInput): Reachability {
  const { engine } = input;
  if (engine.seen === 'unknown') return { networks: [], back: 'unknown', findings: [] };
  const { seen } = engine;
  const networks = seen.networks.filter((network) => isRoutedBy(network, engine.config)).toSorted((a, b) => compareText(a.name, b.name));
  const checked = networks.map((network) => ({ network, ...checkDirect(network, seen, input) }));
  const back = wayBack(input);
  const findings = [
    ...checked.flatMap(({ findings: found }) => found),
    ...networks.flatMap((network) => masquerading(network)),
    ...back.findings,
    ...asking(input),
  ];
  return { networks: checked.map(({ network, way }) => ({ network: network.name, direct: way })), back: back.way, findings };
}

type Checked = { readonly way: Way; readonly findings: readonly Finding[] };

function checkDirect(network: Network, engine: Pick<Engine, 'dockerVersion'>, input: PreflightInput): Checked {
  const about = network.name;
  const measured = statesIn(network, input.states);
  const down = measured.filter(({ state }) => state === 'down').length;
  if (measured.some(({ state }) => state === 'up')) return { way: 'works', findings: [] };
  const families = new Set(network.subnets.map(({ subnet }) => familyOf(subnet)));
  const ways = [...families].map((family) => ({ family, ...directWay(network, engine, family) }));
  const failing = ways.find(({ way }) => way === 'fails');
  const told = `by ${input.bigip}'s monitors: ${down} of ${down} members with addresses in ${about} are down`;
  const silent: Finding[] =
    down === 0
      ? []
      : [
          {
            kind: 'silent',
            severity: 'error',
            network: about,
            cause: `no container in network ${about} answers ${input.bigip}, though Docker says that they run; where its route is there, it is most often the host's FORWARD policy that drops what comes over it`,
            fix: 'let the host forward to the network; look whether the containers listen at all where it does',
            commands: letIn(network),
            told,
          },
        ];
  if (failing === undefined)
    return {
      way: down > 0 ? 'fails' : 'unknown',
      findings: silent.length > 0 ? silent : ways.slice(0, 1).map(({ cause, told: how }) => unknownFirewall(network, cause, how)),
    };
  const finding: Finding = {
    kind: 'direct',
    severity: 'error',
    network: about,
    cause: `network ${about}: ${failing.cause}`,
    ...directFix(network, failing.family),
    told: failing.told,
  };
  return { way: 'fails', findings: [finding, ...silent] };
}

/** The default bridge can't be made anew. */
function directFix(network: Network, family: 4 | 6): Pick<Finding, 'fix' | 'commands'> {
  const daemon = '# in /etc/docker/daemon.json, from 28.2 on: "allow-direct-routing": true';
  if (network.name === 'bridge') return { fix: 'let the daemon route directly', commands: [daemon] };
  const option = `com.docker.network.bridge.gateway_mode_ipv${family}=nat-unprotected`;
  return {
    fix: 'make the network anew with gateway_mode nat-unprotected, or let the daemon route directly; for published ports it is enough to name the interface to the BIG-IP in trusted_host_interfaces',
    commands: [`docker network create --opt ${option} ${subnetOptions(network)} ${shellWord(network.name)}`, daemon],
  };
}

function statesIn(network: Network, states: MemberStates['members']): MemberStates['members'] {
  const subnets = network.subnets.flatMap(({ subnet }) => subnetOf(subnet, 0) ?? []);
  return states.filter(({ member }) => {
    const address = addressOf(member);
    return subnets.some((subnet) => includes(subnet, `${address}%0`));
  });
}

/** `10.0.0.1%2:80` or `fd00::1.80` → the address alone. */
function addressOf(member: string): string {
  const at = member.split(':').length > 2 ? member.lastIndexOf('.') : member.lastIndexOf(':');
  return withoutRouteDomain(member.slice(0, at));
}

function unknownFirewall(network: Network, cause: string, told: string): Finding {
  return {
    kind: 'forwarding',
    severity: 'unknown',
    network: network.name,
    cause: `network ${network.name}: ${cause}`,
    fix: "where the host's FORWARD policy is DROP, let it forward to the network",
    commands: ['iptables -S FORWARD', ...letIn(network)],
    told,
  };
}

function letIn(network: Network): string[] {
  return network.subnets.map(
    ({ subnet }) => `${familyOf(subnet) === 4 ? 'iptables' : 'ip6tables'} -I DOCKER-USER -d ${shellWord(subnet)} -j ACCEPT`,
  );
}

function subnetOptions({ subnets }: Pick<Network, 'subnets'>): string {
  return subnets.map(({ subnet }) => `--subnet ${shellWord(subnet)}`).join(' ');
}

/** Docker hides the addresses of containers from whom they connect to, unless it is told not to. */
function masquerading({ name, driver, options, subnets }: Network): Finding[] {
  const routed = ['ipv4', 'ipv6'].every((family) => options[`com.docker.network.bridge.gateway_mode_${family}`] === 'routed');
  if (driver !== 'bridge' || routed || options['com.docker.network.bridge.enable_ip_masquerade'] === 'false') return [];
  const isDefault = name === 'bridge';
  return [
    {
      kind: 'masquerading',
      severity: 'warning',
      network: name,
      cause: `network ${name}: whoever its containers connect to sees the address of their host instead of theirs`,
      fix: isDefault ? 'start the daemon without masquerading of its default bridge' : 'make the network anew without masquerading',
      commands: isDefault
        ? ['# in /etc/docker/daemon.json: "ip-masq": false']
        : [
            `docker network create --opt com.docker.network.bridge.enable_ip_masquerade=false ${subnetOptions({ subnets })} ${shellWord(name)}`,
          ],
      told: 'by the options of the network: enable_ip_masquerade is not false',
    },
  ];
}

/** That nobody can see from outside. */
function asking({ bigip, dns }: PreflightInput): Finding[] {
  if (dns === undefined) return [];
  return [
    {
      kind: 'names',
      severity: 'unknown',
      cause: `whether the containers ask ${bigip} for names can't be seen from outside`,
      fix: 'name it as their server, and the zones to look in for short names',
      commands: [`# in /etc/docker/daemon.json: "dns": ["${dns.server}"], "dns-search": ${JSON.stringify(dns.zones)}`],
      told: 'by nobody: Docker does not say it',
    },
  ];
}

/** That the BIG-IP has no way to the engine's address; the routes over it would be refused. */
export function gatewayFinding(claim: Claim, bigip: string, network: BigipNetwork): Finding | undefined {
  const gateway = gatewayFor(claim.subnet, claim.engine.config);
  const isReached = (address: typeof gateway) =>
    address !== undefined &&
    network.selfIps.some((self) => {
      const around = subnetOfSelfIp(self);
      return around !== undefined && includes(around, address);
    });
  if (gateway === undefined || isReached(gateway)) return undefined;
  return {
    kind: 'gateway',
    severity: 'error',
    network: claim.docker,
    cause: `no self IP of ${bigip} is in a network with ${gateway}, the address of engine ${claim.engine.name}, so ${bigip} can't route to its containers over it`,
    fix: `give ${bigip} a self IP in that network, or name an address of the engine in a network of ${bigip}'s as its gateway (gateways)`,
    commands: [],
    told: `by the self IPs of ${bigip}`,
  };
}

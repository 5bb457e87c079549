/** Pure: at which address and port a container can be reached. */
import { canonical, limits } from '@berth/convention';
import type { Container, Network, Reach } from '@berth/messages';
import { type Candidate, ownAddresses, publishedPorts } from './candidates.ts';

/** What is known of the engine around a container. */
export type Around = {
  /** Of the engine's host, as configured. */
  readonly engineAddress: string;
  readonly networks: readonly Network[];
  /** What is configured about a network; undefined: nothing. */
  readonly routed: (network: Network) => boolean | undefined;
  /** In which its containers may have addresses. */
  readonly subnets: readonly string[];
  readonly container: (id: string) => Container | undefined;
  /** Whether addresses in a network of the engine are known to be reached from the BIG-IPs without a published port. */
  readonly direct: (network: string) => 'works' | 'unknown';
};

export type Asked = {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly network: string | undefined;
  /** auto: published when that port is published, direct routing is not known to work and no network is asked for, else container. */
  readonly address: 'container' | 'published' | 'auto';
  /** What stands before `network` and `address` in the labels that may ask for them: `berth.`. */
  readonly prefix: string;
};

export type Place =
  /** Without route domain, IPv6 as RFC 5952. */
  | { readonly kind: 'reached'; readonly address: string; readonly port: number; readonly reach: Reach }
  /** It has no address, and that is all right in its state. */
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly what: string; readonly hint: string };

/** The one place where the container serves that port, or why there is none. Never a pick among several. */
export function placeOf(container: Container, asked: Asked, around: Around): Place {
  const holder = networkHolder(container, around);
  if (holder === undefined)
    return problem('shares the network of a container that this engine does not know', 'start it again; the other one was made anew');
  switch (holder.attachment.kind) {
    case 'host':
      return asked.network === undefined
        ? hostPlace(asked.port, around.engineAddress)
        : problem(`is in its host's own network, so it is not on ${asked.network}`, `take ${asked.prefix}network off`);
    case 'networks':
      return guestProblem(container, holder) ?? networkPlace(holder, asked, around);
    case 'none':
    case 'container':
      return problem('has no network', 'attach it to a network, or set berth.enable=false');
    default:
      return holder.attachment satisfies never;
  }
}

/** The container whose network this one uses: itself, or the one that `--network container:` names, and so on. */
export function networkHolder(container: Container, { container: find }: Pick<Around, 'container'>): Container | undefined {
  const seen = new Set<string>();
  let holder: Container | undefined = container;
  while (holder?.attachment.kind === 'container' && !seen.has(holder.id) && seen.size <= limits.guests) {
    seen.add(holder.id);
    holder = find(holder.attachment.container);
  }
  return holder;
}

/** A container that is started anew gets a new network, and who shared the old one stays there, where nobody reaches it. */
function guestProblem(container: Container, holder: Container): Place | undefined {
  if (holder === container) return undefined;
  if (holder.state === 'exited')
    return problem(`shares the network of ${holder.name}, which does not run`, `start ${holder.name}, and then this one again`);
  if (holder.startedAt <= container.startedAt) return undefined;
  return problem(`shares the network that ${holder.name} had before it was started anew`, 'start this one again, too');
}

function hostPlace(port: number, engineAddress: string): Place {
  return {
    kind: 'reached',
    address: canonical(engineAddress),
    port,
    reach: { by: 'host', why: "it is in its host's own network", turnedDown: [] },
  };
}

/** Which kind of address is to be taken, and why. */
type Choice = { readonly by: 'container' | 'published'; readonly why: string };

function networkPlace(holder: Container, asked: Asked, around: Around): Place {
  const { attachment } = holder;
  const attached = attachment.kind === 'networks' ? attachment.networks.map(({ network }) => network) : [];
  if (asked.network !== undefined && !attached.includes(asked.network))
    return problem(
      `is not on the network ${asked.network}`,
      attached.length === 0 ? `attach it, or take ${asked.prefix}network off` : `attach it, or set ${oneOf(asked, 'network', attached)}`,
    );
  const sought = { ...asked, engineAddress: around.engineAddress, subnets: around.subnets };
  const own = ownAddresses(holder, sought, around);
  const published = publishedPorts(holder, sought);
  const choice = choose(asked, { own, published }, around);
  const [wanted, others] = choice.by === 'published' ? [published, own] : [own, published];
  const [only, ...more] = wanted.filter(isUsable);
  if (only === undefined)
    return choice.by === 'published' ? unpublished(asked, published) : withoutAddress(holder, asked, { own, published }, around);
  if (more.length > 0) return choice.by === 'published' ? publishedTwice(asked, [only, ...more]) : onSeveral(asked, [only, ...more]);
  const turnedDown = [...wanted.filter((candidate) => candidate !== only), ...others].map(({ at, against }) => ({
    at,
    why: against ?? choice.why,
  }));
  const { address, port, network } = only;
  return { kind: 'reached', address, port, reach: { by: choice.by, ...(network && { network }), why: choice.why, turnedDown } };
}

type Candidates = { readonly own: readonly Candidate[]; readonly published: readonly Candidate[] };

function choose({ address, network, prefix }: Asked, { own, published }: Candidates, { direct }: Around): Choice {
  if (address !== 'auto') return { by: address, why: `${prefix}address=${address}` };
  if (network !== undefined) return { by: 'container', why: `${prefix}network=${network}` };
  if (!published.some(isUsable)) return { by: 'container', why: 'its port is not published where others reach it' };
  const works = own.some(isUsable) && own.filter(isUsable).every((candidate) => direct(candidate.network ?? '') === 'works');
  if (works) return { by: 'container', why: 'direct routing is known to work' };
  return { by: 'published', why: 'its port is published, and direct routing is not known to work' };
}

function isUsable({ against }: Candidate): boolean {
  return against === undefined;
}

function unpublished({ port, protocol, prefix }: Asked, published: readonly Candidate[]): Place {
  const but = published.length === 0 ? '' : `: ${listed(published)}`;
  return problem(
    `asks for a published port, but port ${port}/${protocol} is not published where others reach it${but}`,
    `publish it (-p ${port}${protocol === 'udp' ? '/udp' : ''}), or set ${prefix}address=container`,
  );
}

function publishedTwice({ port, prefix }: Asked, published: readonly Candidate[]): Place {
  const places = published.map(({ at }) => at).join(' and ');
  return problem(`has port ${port} published more than once: ${places}`, `publish it once, or set ${prefix}address=container`);
}

function onSeveral(asked: Asked, own: readonly Candidate[]): Place {
  const networks = [...new Set(own.flatMap(({ network }) => network ?? []))];
  const addresses = own.map(({ at }) => at).join(' and ');
  return problem(`could be reached at ${addresses}`, `set ${oneOf(asked, 'network', networks)}`);
}

function withoutAddress({ state }: Container, { port }: Asked, { own, published }: Candidates, { networks }: Around): Place {
  if (own.length === 0)
    return state === 'running' || state === 'unhealthy'
      ? problem('has no address', 'attach it to a network, or publish its port')
      : { kind: 'none' };
  const onOverlay = own.some(({ network: on }) => networks.some(({ name, driver }) => name === on && driver === 'overlay'));
  return problem(
    `has no address that can be used: ${listed([...own, ...published])}`,
    onOverlay
      ? `publish its port on its own node, in Swarm with --publish mode=host,target=${port}, else with -p ${port}; or attach it to a network that can be routed`
      : `attach it to a bridge, macvlan or ipvlan network that is not internal, or publish its port (-p ${port})`,
  );
}

function listed(candidates: readonly Candidate[]): string {
  return candidates.map(({ at, against }) => `${at} (${against ?? 'not asked for'})`).join(', ');
}

function oneOf({ prefix }: Asked, label: string, values: readonly string[]): string {
  return values.map((value) => `${prefix}${label}=${value}`).join(' or ');
}

function problem(what: string, hint: string): Place {
  return { kind: 'problem', what, hint };
}

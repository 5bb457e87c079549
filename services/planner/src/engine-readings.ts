/** One engine as last seen: what each of its containers offers, and what a new document changes of that. */
import type { PlannedEngine } from '@berth/installation';
import { type Container, type ContainerId, compareText, type Engine } from '@berth/messages';
import { networkHolder } from './address.ts';
import { isAllowedSubnet } from './allowed-subnets.ts';
import { isRouted } from './candidates.ts';
import { type EngineContext, type Reading, readContainer } from './endpoints.ts';
import { type Beyond, beyondLimits, beyondProblems } from './engine-share.ts';
import { jsonEqual } from './json-equal.ts';
import type { PlanProblem } from './problems.ts';
import { routedAsConfigured } from './routes/routed-networks.ts';

export type ReadingChange = { readonly container: ContainerId; readonly before: Reading | undefined; readonly after: Reading | undefined };

type EngineConfiguration = Pick<PlannedEngine, 'address' | 'limits' | 'networks'>;

type Seen = Pick<Engine, 'containers' | 'networks'>;

type Known = { readonly container: Container; readonly reading: Reading };

/** Reads again only the containers that a new document shows differently, and those that share their network. */
export class EngineReadings {
  readonly #context: Omit<EngineContext, 'around'>;
  readonly #config: EngineConfiguration;
  readonly #known = new Map<ContainerId, Known>();
  /** Containers that use the network of another. */
  readonly #guests = new Set<ContainerId>();
  #seen: Seen = { containers: [], networks: [] };
  #direct: ReadonlySet<string> = new Set();
  #subnets: readonly string[] = [];
  #beyond: Beyond | undefined;
  /** The containers that are left out. */
  #left: ReadonlySet<ContainerId> = new Set();

  constructor(context: Omit<EngineContext, 'around'>, config: EngineConfiguration) {
    this.#context = context;
    this.#config = config;
  }

  /** Those in which containers can have addresses of their own. Another array only when they have changed. */
  get subnets(): readonly string[] {
    return this.#subnets;
  }

  /** What is wrong with all its containers together. */
  get problems(): readonly PlanProblem[] {
    return beyondProblems(this.#context.name, this.#beyond, this.#config.limits);
  }

  /** What changes with this document. */
  update(seen: Seen): ReadingChange[] {
    const { networks } = seen;
    const moved = !jsonEqual(this.#seen.networks, networks);
    if (moved)
      this.#subnets = networks
        .filter(isRouted)
        .flatMap(({ subnets }) => subnets.map(({ subnet }) => subnet))
        .filter((subnet) => isAllowedSubnet(subnet, this.#context.allow.subnets));
    return this.#follow(seen, moved ? 'all' : 'changed');
  }

  /** What changes when these are the networks to which packets are known to find their way by routing. */
  learnDirect(networks: ReadonlySet<string>): ReadingChange[] {
    if (networks.symmetricDifference(this.#direct).size === 0) return [];
    this.#direct = new Set(networks);
    return this.#follow(this.#seen, 'all');
  }

  #follow(seen: Seen, which: 'all' | 'changed'): ReadingChange[] {
    const { containers, networks } = seen;
    this.#seen = seen;
    const now = new Map(containers.map((container) => [container.id, container]));
    const find = (id: string) => now.get(id as ContainerId) ?? byAnyId(containers, id);
    const touched = new Set<ContainerId>();
    for (const [id, container] of now) if (which === 'all' || !jsonEqual(this.#known.get(id)?.container, container)) touched.add(id);
    for (const id of this.#known.keys()) if (!now.has(id)) touched.add(id);
    if (touched.size > 0) this.#addGuests(now, touched, find);

    const context: EngineContext = {
      ...this.#context,
      around: {
        engineAddress: this.#config.address,
        networks,
        routed: (network) => routedAsConfigured(network, this.#config),
        subnets: this.#context.allow.subnets,
        container: find,
        direct: (network) => (this.#direct.has(network) ? 'works' : 'unknown'),
      },
    };
    const before = new Map([...touched].map((id) => [id, this.#known.get(id)?.reading]));
    for (const id of touched) this.#read(id, now.get(id), context);
    return this.#share(before);
  }

  /** What changes for these, of which this was read before, and for those whose turn it is now, or no longer. */
  #share(before: ReadonlyMap<ContainerId, Reading | undefined>): ReadingChange[] {
    const leftBefore = this.#left;
    this.#beyond = beyondLimits(this.#known.values(), this.#config.limits);
    this.#left = new Set(this.#beyond?.left.map(({ id }) => id));
    const touched = new Set([...before.keys(), ...leftBefore.symmetricDifference(this.#left)]);
    return [...touched].sort(compareText).flatMap((id) => {
      const reading = this.#known.get(id)?.reading;
      const was = leftBefore.has(id) ? undefined : before.has(id) ? before.get(id) : reading;
      const is = this.#left.has(id) ? undefined : reading;
      return jsonEqual(was, is) ? [] : [{ container: id, before: was, after: is }];
    });
  }

  /** Everything that was known goes. */
  clear(): ReadingChange[] {
    return this.update({ containers: [], networks: [] });
  }

  #addGuests(now: ReadonlyMap<ContainerId, Container>, touched: Set<ContainerId>, find: (id: string) => Container | undefined): void {
    for (const id of touched) {
      if (now.get(id)?.attachment.kind === 'container') this.#guests.add(id);
      else this.#guests.delete(id);
    }
    for (const id of this.#guests) {
      const guest = now.get(id);
      const holder = guest && networkHolder(guest, { container: find });
      // Without a holder it may just have lost it.
      if (holder === undefined || touched.has(holder.id)) touched.add(id);
    }
  }

  #read(id: ContainerId, container: Container | undefined, context: EngineContext): void {
    if (container === undefined) this.#known.delete(id);
    else this.#known.set(id, { container, reading: readContainer(container, context) });
  }
}

/** Docker takes a name or a shortened id too where a container is referred to. */
function byAnyId(containers: readonly Container[], id: string): Container | undefined {
  return id.length < 64 ? containers.find((container) => container.id.startsWith(id)) : undefined;
}

/** What is known of one engine: the only mutable state of its loop. It builds documents by what changed, not by what there is. */
import { isDeepStrictEqual } from 'node:util';
import type { ContainerChange, ContainerId, Engine, EngineName, Network, SiteName } from '@berth/messages';
import type { Listed, ListedNetwork, Version } from './docker/answers.ts';
import type { Inspection } from './docker/engine-api.ts';
import { KnownContainers } from './known.ts';
import { observeContainer, observeNetworks } from './observe.ts';
import { withRoom } from './room.ts';
import { type Kill, stopped, stoppingBy, survivedAt } from './stopping.ts';
import { summaryOf } from './summary.ts';

/** Signals that are remembered of a container that was not inspected yet. */
const mostKills = 20;
/** Bytes that telling who is left out takes at most: names have no more than 255 characters, written with no more than six bytes each. */
const leftOutBytes = 16_384;

export type EngineIdentity = { readonly name: EngineName; readonly site: SiteName; readonly address: string };

export type LookOptions = {
  /** What a stored document says: what can't be read stays as it was there, and not as if it never had been. */
  readonly stored?: Engine | undefined;
  readonly now: number;
  /** Bytes that a document may have; any number without it. */
  readonly most?: (() => number) | undefined;
};

export class Look {
  readonly #engine: EngineIdentity;
  readonly #known: KnownContainers;
  #networks: readonly Network[] = [];
  #version: Version = { Version: '', ApiVersion: '' };
  #host: Engine['host'];
  #listedAt = 0;
  /** Networks for which there is no room. */
  #networksLeft = 0;

  constructor(engine: EngineIdentity, { stored, now, most = () => Number.POSITIVE_INFINITY }: LookOptions) {
    // Of an engine's configuration more is known than a document tells.
    this.#engine = { name: engine.name, site: engine.site, address: engine.address };
    this.#networks = stored?.networks ?? [];
    this.#known = new KnownContainers(stored?.containers ?? [], { now, most: () => most() - this.#frameBytes() - leftOutBytes });
  }

  /** A connection to the engine begins: whatever is remembered must be read again. */
  begin(version: Version): void {
    this.#version = version;
    for (const [id, { summary: _, ...known }] of this.#known) this.#known.note(id, known);
  }

  /** The containers to be inspected after the engine listed what it has. */
  list(listed: readonly Listed[], now: number): ContainerId[] {
    this.#listedAt = now;
    const there = new Set(listed.map(({ Id }) => Id));
    // Only inspecting tells that one is gone: it may have come after the list was made.
    const look = [...this.#known].flatMap(([id]) => (there.has(id) ? [] : [id]));
    for (const item of listed) {
      const summary = summaryOf(item);
      const known = this.#known.get(item.Id);
      if (summary !== undefined && known?.summary === summary) continue;
      this.#known.note(item.Id, { ...known, kills: known?.kills ?? [], summary });
      look.push(item.Id);
    }
    return look;
  }

  /** What the engine said about one container, asked because of an event at `at`, if there was one. Returns whether that is news. */
  inspected(id: ContainerId, inspection: Inspection, { at, now }: { readonly at: number | undefined; readonly now: number }): boolean {
    if (inspection.kind === 'gone') return this.#known.forget(id, { at: at ?? now, now });
    const known = this.#known.get(id) ?? { kills: [] };
    const observed =
      inspection.kind === 'found'
        ? observeContainer(inspection.answer, known.kills, now)
        : ({ kind: 'unreadable', reason: inspection.reason } as const);
    if (observed.kind === 'unreadable') {
      const { summary: _, ...last } = known;
      this.#known.note(id, { ...last, unreadable: observed.reason });
      return known.unreadable !== observed.reason;
    }
    const { unreadable, excessive, waiting: _, sized, ...rest } = known;
    const when = { at: at ?? now, now };
    if (observed.kind === 'excessive') {
      const changed = this.#known.remember(id, undefined, { ...rest, excessive: observed.reason }, when);
      return changed || excessive !== observed.reason;
    }
    const { container, stopSignal, stoppedBy } = observed;
    const changed = this.#known.remember(id, container, { ...rest, stopSignal, kills: stoppedBy ? [stoppedBy] : [] }, when);
    return changed || unreadable !== undefined || excessive !== undefined;
  }

  /** A signal was sent. Without asking the engine, which is slow to answer once the process has ended. Returns whether that is news. */
  killed(id: ContainerId, kill: Kill): boolean {
    const known = this.#known.get(id) ?? { kills: [] };
    const { sized, stopSignal } = known;
    const container = sized?.container;
    if (container === undefined || stopSignal === undefined) {
      this.#known.note(id, { ...known, kills: [...known.kills, kill].slice(-mostKills) });
      return false;
    }
    if (stoppingBy([kill], { ...container, stopSignal }, kill.heard) === undefined) return false;
    const when = { at: kill.at, now: kill.heard };
    if (container.state !== 'exited') return this.#known.remember(id, stopped(container, kill), { ...known, kills: [kill] }, when);
    // It may have been started a moment ago.
    this.#known.note(id, { ...known, kills: [kill] });
    return false;
  }

  /** Replaces the networks. Returns whether that is news. */
  networks(listed: readonly ListedNetwork[]): boolean {
    const before = this.#networks;
    const observed = observeNetworks(listed);
    this.#networks = withRoom(observed, new Set(before.map(({ id }) => id)));
    this.#networksLeft = observed.length - this.#networks.length;
    return !isDeepStrictEqual(before, this.#networks);
  }

  /** Where the engine is. */
  get address(): string {
    return this.#engine.address;
  }

  /** What is seen of its host, if it can be. */
  host(seen: Engine['host']): void {
    this.#host = seen;
  }

  /** Whether this container runs on a network that isn't among those that are known. */
  missesNetwork(id: ContainerId): boolean {
    const container = this.#known.get(id)?.sized?.container;
    if (container?.attachment.kind !== 'networks' || container.state === 'exited') return false;
    return container.attachment.networks.some(({ network }) => !this.#networks.some(({ name }) => name === network));
  }

  /** Whether this container was in the last answer about it, and not as one that has exited. */
  runs(id: ContainerId): boolean {
    const state = this.#known.get(id)?.sized?.container.state;
    return state !== undefined && state !== 'exited';
  }

  /** Containers that still are remembered as `stopping` when by `now` they have either gone or survived. */
  overdue(now: number): ContainerId[] {
    return [...this.#known].flatMap(([id, { sized, kills }]) =>
      sized?.container.state === 'stopping' && kills.every((kill) => survivedAt(kill, sized.container.stopTimeout) <= now) ? [id] : [],
    );
  }

  /** Containers that could not be read, with the reason. */
  unreadable(): Map<ContainerId, string> {
    return new Map([...this.#known].flatMap(([id, { unreadable }]) => (unreadable === undefined ? [] : [[id, unreadable] as const])));
  }

  /** Containers that are left out, with the reason. */
  excessive(): Map<ContainerId, string> {
    return new Map([...this.#known].flatMap(([id, { excessive }]) => (excessive === undefined ? [] : [[id, excessive] as const])));
  }

  /** What there is no room for. */
  get leftOut(): Engine['leftOut'] {
    const { running, exited, next } = this.#known.leftOut;
    return running + exited + this.#networksLeft === 0 ? undefined : { running, exited, networks: this.#networksLeft, next };
  }

  /** Containers that were left out for want of room, and have room now. */
  wanted(now: number): readonly ContainerId[] {
    return this.#known.wanted(now);
  }

  /** About how many bytes the document takes. */
  bytes(): number {
    return this.#known.bytes + this.#frameBytes();
  }

  /**
   * Leaves out whoever has no room in the document. `too much`: not even those have that were in the last one, and did not grow; then
   * nothing is left out.
   */
  fit(now: number): 'fits' | 'too much' {
    return this.#known.fit(now);
  }

  /** The document as of now, and what differs in it from the last one that was taken. */
  take(): { readonly document: Omit<Engine, 'epoch'>; readonly changes: ReadonlyMap<ContainerId, ContainerChange> } {
    const { leftOut } = this;
    const document = { ...this.#frame(), ...(leftOut && { leftOut }), containers: this.#known.told };
    return { document, changes: this.#known.take(this.#engine) };
  }

  #frameBytes(): number {
    return Buffer.byteLength(JSON.stringify({ ...this.#frame(), containers: [] }));
  }

  /** What a document says besides its containers, and those that are left out. */
  #frame(): Omit<Engine, 'epoch' | 'containers' | 'leftOut'> {
    const { Version: dockerVersion, ApiVersion: apiVersion } = this.#version;
    return {
      v: 1,
      listedAt: this.#listedAt,
      ...this.#engine,
      dockerVersion,
      apiVersion,
      networks: [...this.#networks],
      ...(this.#host && { host: this.#host }),
    };
  }
}

/** What is known of one engine: the only mutable state of its loop. It builds documents by what changed, not by what there is. */
import { isDeepStrictEqual } from 'node:util';
import {
  type Container,
  type ContainerChange,
  type ContainerId,
  compareText,
  type Engine,
  type EngineName,
  type Network,
  type SiteName,
} from '@berth/messages';
import type { Listed, ListedNetwork, Version } from './docker/answers.ts';
import type { Inspection } from './docker/engine-api.ts';
import { observeContainer, observeNetworks } from './observe.ts';
import { type Candidate, whoFits, withoutReserve, withRoom } from './room.ts';
import { bytesOf, Standing } from './standing.ts';
import { type Kill, killOf, stopped, stoppingBy, survivedAt } from './stopping.ts';
import { summaryOf } from './summary.ts';
import { type Sized, Told } from './told.ts';

type Known = {
  /** As last read; absent while nobody could. */
  readonly sized?: Sized;
  /** In place of it where there is no room for it in the document: it is read again when there is. */
  readonly waiting?: Waiting;
  /** Since it was inspected. */
  readonly stopSignal?: number;
  /** What it was sent: all of it until the stop signal is known, then only what makes it `stopping`. */
  readonly kills: readonly Kill[];
  /** Of the list before it was last read; absent when it must be read again. */
  readonly summary?: string | undefined;
  /** Why it could not be read. */
  readonly unreadable?: string;
  /** Why it is left out though it could be read. */
  readonly excessive?: string;
};

type Waiting = Omit<Candidate, 'id' | 'had'> & { readonly name: string };

/** Signals that are remembered of a container that was not inspected yet. */
const mostKills = 20;
/** How much more than a document is remembered. */
const mostDocuments = 4;
/** Names of containers that are left out. */
const mostNamed = 10;

export type EngineIdentity = { readonly name: EngineName; readonly site: SiteName; readonly address: string };

export class Look {
  readonly #engine: EngineIdentity;
  /** Bytes that a document may have. */
  readonly #most: () => number;
  readonly #known = new Map<ContainerId, Known>();
  /** Sorted ids of the containers that a document has; made anew when one came or went. */
  #ids: readonly ContainerId[] | undefined;
  #networks: readonly Network[] = [];
  #version: Version = { Version: '', ApiVersion: '' };
  #host: Engine['host'];
  #listedAt = 0;
  readonly #told = new Told();
  readonly #standing = new Standing();
  #bytes = 0;
  /** Containers for which there is no room. */
  #left: readonly Waiting[] = [];
  /** Networks for which there is none. */
  #networksLeft = 0;
  /** Containers that have room now, to be read again. */
  #wanted: readonly ContainerId[] = [];

  /** Begins with what a stored document says, so that what can't be read stays as it was and not as if it never had been. */
  constructor(engine: EngineIdentity, stored: Engine | undefined, now: number, most: () => number = () => Number.POSITIVE_INFINITY) {
    this.#most = most;
    // Of an engine's configuration more is known than a document tells.
    this.#engine = { name: engine.name, site: engine.site, address: engine.address };
    this.#networks = stored?.networks ?? [];
    for (const container of stored?.containers ?? []) {
      const kill = killOf(container.stopping, now);
      const sized = { container, bytes: bytesOf(container) };
      this.#known.set(container.id, { sized, kills: kill ? [kill] : [] });
      this.#told.recall(container.id, sized);
      this.#bytes += sized.bytes;
    }
  }

  /** A connection to the engine begins: whatever is remembered must be read again. */
  begin(version: Version): void {
    this.#version = version;
    for (const [id, { summary: _, ...known }] of this.#known) this.#known.set(id, known);
  }

  /** The containers to be inspected after the engine listed what it has. */
  list(listed: readonly Listed[], now: number): ContainerId[] {
    this.#listedAt = now;
    const there = new Set(listed.map(({ Id }) => Id));
    // Only inspecting tells that one is gone: it may have come after the list was made.
    const look = [...this.#known.keys()].filter((id) => !there.has(id));
    for (const item of listed) {
      const summary = summaryOf(item);
      const known = this.#known.get(item.Id);
      if (summary !== undefined && known?.summary === summary) continue;
      this.#known.set(item.Id, { ...known, kills: known?.kills ?? [], summary });
      look.push(item.Id);
    }
    return look;
  }

  /** What the engine said about one container, asked because of an event at `at`, if there was one. Returns whether that is news. */
  inspected(id: ContainerId, inspection: Inspection, { at, now }: { readonly at: number | undefined; readonly now: number }): boolean {
    if (inspection.kind === 'gone') return this.#forget(id, { at: at ?? now, now });
    const known = this.#known.get(id) ?? { kills: [] };
    const observed =
      inspection.kind === 'found'
        ? observeContainer(inspection.answer, known.kills, now)
        : ({ kind: 'unreadable', reason: inspection.reason } as const);
    if (observed.kind === 'unreadable') {
      const { summary: _, ...last } = known;
      this.#known.set(id, { ...last, unreadable: observed.reason });
      return known.unreadable !== observed.reason;
    }
    const { unreadable, excessive, waiting: _, sized, ...rest } = known;
    const when = { at: at ?? now, now };
    if (observed.kind === 'excessive') {
      const changed = this.#remember(id, undefined, { ...rest, excessive: observed.reason }, when);
      return changed || excessive !== observed.reason;
    }
    const { container, stopSignal, stoppedBy } = observed;
    const changed = this.#remember(id, container, { ...rest, stopSignal, kills: stoppedBy ? [stoppedBy] : [] }, when);
    return changed || unreadable !== undefined || excessive !== undefined;
  }

  /** A signal was sent. Without asking the engine, which is slow to answer once the process has ended. Returns whether that is news. */
  killed(id: ContainerId, kill: Kill): boolean {
    const known = this.#known.get(id) ?? { kills: [] };
    const { sized, stopSignal } = known;
    const container = sized?.container;
    if (container === undefined || stopSignal === undefined) {
      this.#known.set(id, { ...known, kills: [...known.kills, kill].slice(-mostKills) });
      return false;
    }
    if (stoppingBy([kill], { ...container, stopSignal }, kill.heard) === undefined) return false;
    const when = { at: kill.at, now: kill.heard };
    if (container.state !== 'exited') return this.#remember(id, stopped(container, kill), { ...known, kills: [kill] }, when);
    // It may have been started a moment ago.
    this.#known.set(id, { ...known, kills: [kill] });
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
    if (this.#left.length + this.#networksLeft === 0) return undefined;
    const running = this.#left.filter(({ runs }) => runs).sort((a, b) => a.since - b.since || compareText(a.name, b.name));
    const next = running.slice(0, mostNamed).map(({ name }) => name);
    return { running: running.length, exited: this.#left.length - running.length, networks: this.#networksLeft, next };
  }

  /** Containers that were left out for want of room, and have room now: by `now`, none is kept any more for some of those that ended. */
  wanted(now: number): readonly ContainerId[] {
    if (this.#left.length > 0) this.fit(now);
    return this.#wanted;
  }

  /** About how many bytes the document takes. */
  bytes(): number {
    return this.#bytes + this.#emptyBytes();
  }

  /**
   * Leaves out whoever has no room in the document. `too much`: not even those have that were in the last one, and did not grow; then
   * nothing is left out.
   */
  fit(now: number): 'fits' | 'too much' {
    const most = this.#most();
    if (this.#left.length === 0 && this.bytes() <= withoutReserve(most)) return 'fits';
    const kept = this.#standing.kept(now);
    const fits = whoFits(this.#candidates(), { most: most - this.#emptyBytes() - leftOutBytes, kept });
    if (fits === undefined) return 'too much';
    const left: Waiting[] = [];
    const wanted: ContainerId[] = [];
    for (const [id, known] of this.#known) {
      const { sized, waiting = sized && waitingFor(sized), ...rest } = known;
      if (waiting === undefined) continue;
      if (fits.has(id) && sized !== undefined) continue;
      if (fits.has(id)) wanted.push(id);
      // It is, until it was read again.
      left.push(waiting);
      if (sized === undefined) continue;
      this.#known.set(id, { ...rest, waiting });
      this.#noteChange(id, sized, undefined, now);
    }
    this.#wanted = wanted;
    this.#left = left;
    return 'fits';
  }

  /** The document as of now, and what differs in it from the last one that was taken. */
  take(): { readonly document: Omit<Engine, 'epoch'>; readonly changes: ReadonlyMap<ContainerId, ContainerChange> } {
    return { document: this.#document(), changes: this.#told.take((id) => this.#known.get(id)?.sized, this.#engine) };
  }

  #candidates(): Candidate[] {
    return [...this.#known].flatMap(([id, { sized, waiting = sized && waitingFor(sized) }]) => {
      if (waiting === undefined) return [];
      const { bytes, runs, since } = waiting;
      return [{ id, bytes, runs, since, had: this.#told.of(id)?.bytes }];
    });
  }

  #emptyBytes(): number {
    return Buffer.byteLength(JSON.stringify({ ...this.#document(), containers: [] }));
  }

  #document(): Omit<Engine, 'epoch'> {
    this.#ids ??= [...this.#known].flatMap(([id, { sized }]) => (sized ? [id] : [])).sort(compareText);
    const containers = this.#ids.flatMap((id) => this.#known.get(id)?.sized?.container ?? []);
    const { Version: dockerVersion, ApiVersion: apiVersion } = this.#version;
    return {
      v: 1,
      listedAt: this.#listedAt,
      ...this.#engine,
      dockerVersion,
      apiVersion,
      networks: [...this.#networks],
      ...(this.#host && { host: this.#host }),
      ...(this.leftOut && { leftOut: this.leftOut }),
      containers,
    };
  }

  /** `observed`: undefined when it is left out. */
  #remember(id: ContainerId, observed: Container | undefined, known: Omit<Known, 'sized'>, { at, now }: When): boolean {
    const before = this.#known.get(id)?.sized;
    const container = this.#standing.follow(before?.container, observed, now);
    if (isDeepStrictEqual(before?.container, container)) {
      this.#known.set(id, before ? { ...known, sized: before } : known);
      return false;
    }
    const sized = container && { container, bytes: bytesOf(container) };
    this.#known.set(id, sized ? { ...known, sized } : known);
    this.#noteChange(id, before, sized, at);
    // More than that need not be remembered before it is known who has room.
    if (this.#bytes > mostDocuments * this.#most()) this.fit(now);
    return true;
  }

  #forget(id: ContainerId, { at, now }: When): boolean {
    const known = this.#known.get(id);
    this.#known.delete(id);
    this.#standing.follow(known?.sized?.container, undefined, now);
    if (known?.sized) this.#noteChange(id, known.sized, undefined, at);
    return (known?.sized ?? known?.unreadable ?? known?.excessive ?? known?.waiting) !== undefined;
  }

  #noteChange(id: ContainerId, before: Sized | undefined, after: Sized | undefined, at: number): void {
    if (!before !== !after) this.#ids = undefined;
    this.#bytes += (after?.bytes ?? 0) - (before?.bytes ?? 0);
    this.#told.note(id, at);
  }
}

/** `at`: of what happened, by the engine's clock where an event told it; `now`: by ours. */
type When = { readonly at: number; readonly now: number };

/** Bytes that telling who is left out takes at most: names have no more than 255 characters, written with no more than six bytes each. */
const leftOutBytes = 16_384;

function waitingFor({ container, bytes }: Sized): Waiting {
  const { name, state, since, startedAt } = container;
  return { name, bytes, runs: state !== 'exited', since: since ?? startedAt };
}

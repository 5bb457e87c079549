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
import { type Kill, killOf, stopped, stoppingBy, survivedAt } from './stopping.ts';
import { summaryOf } from './summary.ts';

type Known = {
  /** As last read; absent while nobody could. */
  readonly container?: Container;
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

export type EngineIdentity = { readonly name: EngineName; readonly site: SiteName; readonly address: string };

export class Look {
  readonly #engine: EngineIdentity;
  readonly #known = new Map<ContainerId, Known>();
  /** Sorted ids of the containers that a document has; made anew when one came or went. */
  #ids: readonly ContainerId[] | undefined;
  #networks: readonly Network[] = [];
  #version: Version = { Version: '', ApiVersion: '' };
  #host: Engine['host'];
  #listedAt = 0;
  /** By id, as in the last document taken, of what changed since; `at` is the newest event's time. */
  readonly #changed = new Map<ContainerId, { readonly before: Container | undefined; readonly at: number }>();
  #bytes = 0;

  /** Begins with what a stored document says, so that what can't be read stays as it was and not as if it never had been. */
  constructor(engine: EngineIdentity, stored: Engine | undefined, now: number) {
    // Of an engine's configuration more is known than a document tells.
    this.#engine = { name: engine.name, site: engine.site, address: engine.address };
    for (const container of stored?.containers ?? []) {
      const kill = killOf(container.stopping, now);
      this.#remember(container.id, { container, kills: kill ? [kill] : [] }, now);
    }
    this.#changed.clear();
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
    if (inspection.kind === 'gone') return this.#forget(id, at ?? now);
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
    const { unreadable, excessive, ...rest } = known;
    if (observed.kind === 'excessive') {
      const { container: _, ...left } = rest;
      return this.#remember(id, { ...left, excessive: observed.reason }, at ?? now) || excessive !== observed.reason;
    }
    const { container, stopSignal, stoppedBy } = observed;
    const changed = this.#remember(id, { ...rest, container, stopSignal, kills: stoppedBy ? [stoppedBy] : [] }, at ?? now);
    return changed || unreadable !== undefined || excessive !== undefined;
  }

  /** A signal was sent. Without asking the engine, which is slow to answer once the process has ended. Returns whether that is news. */
  killed(id: ContainerId, kill: Kill): boolean {
    const known = this.#known.get(id) ?? { kills: [] };
    const { container, stopSignal } = known;
    if (container === undefined || stopSignal === undefined) {
      this.#known.set(id, { ...known, kills: [...known.kills, kill] });
      return false;
    }
    if (stoppingBy([kill], { ...container, stopSignal }, kill.heard) === undefined) return false;
    if (container.state !== 'exited') return this.#remember(id, { ...known, container: stopped(container, kill), kills: [kill] }, kill.at);
    // It may have been started a moment ago.
    this.#known.set(id, { ...known, kills: [kill] });
    return false;
  }

  /** Replaces the networks. Returns whether that is news. */
  networks(listed: readonly ListedNetwork[]): boolean {
    const before = this.#networks;
    this.#networks = observeNetworks(listed);
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
    const container = this.#known.get(id)?.container;
    if (container?.attachment.kind !== 'networks' || container.state === 'exited') return false;
    return container.attachment.networks.some(({ network }) => !this.#networks.some(({ name }) => name === network));
  }

  /** Whether this container was in the last answer about it, and not as one that has exited. */
  runs(id: ContainerId): boolean {
    const state = this.#known.get(id)?.container?.state;
    return state !== undefined && state !== 'exited';
  }

  /** Containers that still are remembered as `stopping` when by `now` they have either gone or survived. */
  overdue(now: number): ContainerId[] {
    return [...this.#known].flatMap(([id, { container, kills }]) =>
      container?.state === 'stopping' && kills.every((kill) => survivedAt(kill, container.stopTimeout) <= now) ? [id] : [],
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

  /** About how many bytes the document takes. */
  bytes(): number {
    return this.#bytes + Buffer.byteLength(JSON.stringify({ ...this.#document(), containers: [] }));
  }

  /** The document as of now, and what differs in it from the last one that was taken. */
  take(): { readonly document: Omit<Engine, 'epoch'>; readonly changes: ReadonlyMap<ContainerId, ContainerChange> } {
    const changes = new Map<ContainerId, ContainerChange>();
    const { name: engine, site } = this.#engine;
    for (const [id, { before, at }] of this.#changed) {
      const after = this.#known.get(id)?.container;
      const common = { v: 1, engine, site, at } as const;
      if (isDeepStrictEqual(before, after)) continue;
      if (before && after) changes.set(id, { ...common, change: 'changed', before, after });
      else if (after) changes.set(id, { ...common, change: 'appeared', after });
      else if (before) changes.set(id, { ...common, change: 'went', before });
    }
    this.#changed.clear();
    return { document: this.#document(), changes };
  }

  #document(): Omit<Engine, 'epoch'> {
    this.#ids ??= [...this.#known].flatMap(([id, { container }]) => (container ? [id] : [])).sort(compareText);
    const containers = this.#ids.flatMap((id) => this.#known.get(id)?.container ?? []);
    const { Version: dockerVersion, ApiVersion: apiVersion } = this.#version;
    return {
      v: 1,
      listedAt: this.#listedAt,
      ...this.#engine,
      dockerVersion,
      apiVersion,
      networks: [...this.#networks],
      ...(this.#host && { host: this.#host }),
      containers,
    };
  }

  #remember(id: ContainerId, known: Known, at: number): boolean {
    const before = this.#known.get(id)?.container;
    if (isDeepStrictEqual(before, known.container)) {
      this.#known.set(id, before ? { ...known, container: before } : known);
      return false;
    }
    this.#known.set(id, known);
    this.#noteChange(id, before, known.container, at);
    return true;
  }

  #forget(id: ContainerId, at: number): boolean {
    const known = this.#known.get(id);
    this.#known.delete(id);
    if (known?.container) this.#noteChange(id, known.container, undefined, at);
    return known?.container !== undefined || known?.unreadable !== undefined || known?.excessive !== undefined;
  }

  #noteChange(id: ContainerId, before: Container | undefined, after: Container | undefined, at: number): void {
    if (!before !== !after) this.#ids = undefined;
    this.#bytes += bytesOf(after) - bytesOf(before);
    this.#changed.set(id, { before: this.#changed.has(id) ? this.#changed.get(id)?.before : before, at });
  }
}

function bytesOf(container: Container | undefined): number {
  return container === undefined ? 0 : Buffer.byteLength(JSON.stringify(container)) + 1;
}

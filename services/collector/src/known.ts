/** The containers of one engine as they were last read, and which of them have room in its document. */
import { isDeepStrictEqual } from 'node:util';
import { type Container, type ContainerChange, type ContainerId, compareText, type Engine } from '@berth/messages';
import { type Candidate, whoFits, withoutReserve } from './room.ts';
import { bytesOf, placeOf, Standing, type Turn, turnOf } from './standing.ts';
import { type Kill, killOf } from './stopping.ts';
import { type Sized, Told } from './told.ts';

export type Known = {
  /** As last read; absent while nobody could. */
  readonly sized?: Sized;
  /** In place of it where there is no room for it in the document: it is read again when there is. */
  readonly waiting?: Turn;
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

/** `at`: of what happened, by the engine's clock where an event told it; `now`: by ours. */
export type When = { readonly at: number; readonly now: number };

type Noted = { readonly before: Sized | undefined; readonly after: Sized | undefined; readonly at: number };

/** How much more than a document is remembered before it is known who has room. */
const mostDocuments = 4;
/** Names of containers that are left out. */
const mostNamed = 10;

export class KnownContainers {
  readonly #most: () => number;
  readonly #known = new Map<ContainerId, Known>();
  readonly #told = new Told();
  readonly #standing = new Standing();
  /** Sorted ids of the containers that a document has; made anew when one came or went. */
  #ids: readonly ContainerId[] | undefined;
  #bytes = 0;
  /** Containers for which there is no room. */
  #left: readonly Turn[] = [];
  /** Containers that have room now, to be read again. */
  #wanted: readonly ContainerId[] = [];

  /** Begins with what a stored document says. `most`: bytes that all containers may take in a document. */
  constructor(stored: readonly Container[], { now, most }: { readonly now: number; readonly most: () => number }) {
    this.#most = most;
    for (const container of stored) {
      const kill = killOf(container.stopping, now);
      const sized = { container, bytes: bytesOf(container) };
      this.#known.set(container.id, { sized, kills: kill ? [kill] : [] });
      this.#told.recall(container.id, sized);
      this.#bytes += sized.bytes;
    }
  }

  get(id: ContainerId): Known | undefined {
    return this.#known.get(id);
  }

  [Symbol.iterator](): Iterator<[ContainerId, Known]> {
    return this.#known.entries();
  }

  /** What else is known of it than the container itself. */
  note(id: ContainerId, known: Known): void {
    this.#known.set(id, known);
  }

  /** It was read. `observed`: undefined when it is left out. Returns whether the container is another than before. */
  remember(id: ContainerId, observed: Container | undefined, known: Omit<Known, 'sized'>, { at, now }: When): boolean {
    const last = this.#known.get(id);
    const before = last?.sized;
    const container = this.#standing.follow(last && lastTurn(last), observed, { now, had: this.#told.of(id)?.bytes });
    if (isDeepStrictEqual(before?.container, container)) {
      this.#known.set(id, before ? { ...known, sized: before } : known);
      return false;
    }
    const sized = container && { container, bytes: bytesOf(container) };
    this.#known.set(id, sized ? { ...known, sized } : known);
    this.#noteChange(id, { before, after: sized, at });
    if (this.#bytes > mostDocuments * this.#most()) this.fit(now);
    return true;
  }

  /** It is gone. Returns whether anything was known of it. */
  forget(id: ContainerId, { at, now }: When): boolean {
    const known = this.#known.get(id);
    this.#known.delete(id);
    this.#standing.follow(known && lastTurn(known), undefined, { now, had: this.#told.of(id)?.bytes });
    if (known?.sized) this.#noteChange(id, { before: known.sized, after: undefined, at });
    return (known?.sized ?? known?.unreadable ?? known?.excessive ?? known?.waiting) !== undefined;
  }

  /** Bytes that the containers take in a document. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Those that a document has, sorted by id. */
  get told(): Container[] {
    this.#ids ??= [...this.#known].flatMap(([id, { sized }]) => (sized ? [id] : [])).sort(compareText);
    return this.#ids.flatMap((id) => this.#known.get(id)?.sized?.container ?? []);
  }

  /** Those for which there is no room: how many, and the names of the first to get some. */
  get leftOut(): Omit<NonNullable<Engine['leftOut']>, 'networks'> {
    const running = this.#left.filter(({ runs }) => runs).sort((a, b) => a.since - b.since || compareText(a.name, b.name));
    const next = running.slice(0, mostNamed).map(({ name }) => name);
    return { running: running.length, exited: this.#left.length - running.length, next };
  }

  /** Those that were left out, and have room now: by `now`, none is kept any more for some of those that ended. */
  wanted(now: number): readonly ContainerId[] {
    if (this.#left.length > 0) this.fit(now);
    return this.#wanted;
  }

  /** Leaves out whoever has no room. `too much`: not even those have that were told, and did not grow; then nothing is left out. */
  fit(now: number): 'fits' | 'too much' {
    const most = this.#most();
    if (this.#left.length === 0 && this.#bytes <= withoutReserve(most)) return 'fits';
    const fits = whoFits(this.#candidates(), { most, kept: this.#standing.kept(now) });
    if (fits === undefined) return 'too much';
    const left: Turn[] = [];
    const wanted: ContainerId[] = [];
    for (const [id, known] of this.#known) {
      if (fits.has(id) && known.sized !== undefined) continue;
      const waiting = lastTurn(known);
      if (waiting === undefined) continue;
      const { sized, ...rest } = known;
      // One that has room is left out too until it was read again.
      left.push(waiting);
      if (fits.has(id)) wanted.push(id);
      if (sized === undefined) continue;
      this.#known.set(id, { ...rest, waiting });
      this.#noteChange(id, { before: sized, after: undefined, at: now });
    }
    this.#wanted = wanted;
    this.#left = left;
    return 'fits';
  }

  /** A document is made of it now. Returns what differs in it from the last one. */
  take(engine: Pick<Engine, 'name' | 'site'>): ReadonlyMap<ContainerId, ContainerChange> {
    this.#standing.told();
    return this.#told.take((id) => this.#known.get(id)?.sized, engine);
  }

  #candidates(): Candidate[] {
    return [...this.#known].flatMap(([id, { sized, waiting }]) => {
      const place = waiting ?? (sized && placeOf(sized));
      if (place === undefined) return [];
      const { bytes, runs, since } = place;
      return [{ id, bytes, runs, since, had: this.#told.of(id)?.bytes ?? this.#standing.keptFor(id) }];
    });
  }

  #noteChange(id: ContainerId, { before, after, at }: Noted): void {
    if (!before !== !after) this.#ids = undefined;
    this.#bytes += (after?.bytes ?? 0) - (before?.bytes ?? 0);
    this.#told.note(id, at);
  }
}

function lastTurn({ sized, waiting }: Known): Turn | undefined {
  return waiting ?? (sized && turnOf(sized));
}

/** Since when containers run, where a short break doesn't count: one that is started again, or made anew, keeps its turn. */
import { createHash } from 'node:crypto';
import type { Container, ContainerId } from '@berth/messages';
import type { Sized } from './told.ts';

/** Where a container stands among those that want room. */
export type Place = {
  readonly name: string;
  /** That it takes in a document. */
  readonly bytes: number;
  readonly runs: boolean;
  /** Since when it runs, ms. */
  readonly since: number;
};

/** With what whoever comes after it under its name must ask for to take its place. */
export type Turn = Place & { readonly labels: string };

type Ended = Turn & {
  /** What it took in the last document; undefined when it was not there. */
  readonly had: number | undefined;
  readonly until: number;
};

/** `had`: bytes that the container took in the last document; undefined when it was not there. */
type Told = { readonly now: number; readonly had: number | undefined };

/** How long a turn is kept, ms. */
const patience = 60_000;
/** So many are kept; whoever lets more end gives up the oldest. */
const mostEnded = 5_000;
/** Bytes that whoever comes after may take more: a longer name of its image, another network. */
const tolerance = 512;

export class Standing {
  readonly #ended = new Map<string, Ended>();
  /** What was kept for containers that began since the last document. */
  readonly #begun = new Map<ContainerId, number>();

  /** Bytes that are kept for those that ended a moment ago. */
  kept(now: number): number {
    this.#drop(now);
    let bytes = 0;
    for (const { had = 0 } of this.#ended.values()) bytes += had;
    return bytes;
  }

  /** Bytes that were kept for a container that began since the last document, which are its own now. */
  keptFor(id: ContainerId): number | undefined {
    return this.#begun.get(id);
  }

  /** A document is made: what it has is known from there. */
  told(): void {
    this.#begun.clear();
  }

  /** What is told of the container now, if anything, with `since` where that isn't `startedAt`. `before`: where it stood last. */
  follow(before: Turn | undefined, after: Container | undefined, { now, had }: Told): Container | undefined {
    const runs = after !== undefined && after.state !== 'exited';
    if (before?.runs) {
      if (!runs) this.#end(before, { now, had });
      else return withSince(after, before.since);
    }
    return runs ? withSince(after, this.#take(after, now) ?? after.startedAt) : after;
  }

  #end(turn: Turn, { now, had }: Told): void {
    this.#drop(now);
    this.#ended.delete(turn.name);
    this.#ended.set(turn.name, { ...turn, had, until: now + patience });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > mostEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Whoever asks for more than the one before is new. */
  #take(container: Container, now: number): number | undefined {
    this.#drop(now);
    const ended = this.#ended.get(container.name);
    if (ended === undefined || ended.labels !== labelsOf(container) || bytesOf(container) > ended.bytes + tolerance) return undefined;
    this.#ended.delete(container.name);
    if (ended.had !== undefined) this.#begun.set(container.id, ended.had);
    return ended.since;
  }

  /** They stand in the order in which they ended. */
  #drop(now: number): void {
    for (const [name, { until }] of this.#ended) {
      if (until > now) return;
      this.#ended.delete(name);
    }
  }
}

function withSince({ since: _, ...container }: Container, since: number): Container {
  return since < container.startedAt ? { ...container, since } : container;
}

export function placeOf({ container, bytes }: Sized): Place {
  const { name, state, since, startedAt } = container;
  return { name, bytes, runs: state !== 'exited', since: since ?? startedAt };
}

export function turnOf(sized: Sized): Turn {
  return { ...placeOf(sized), labels: labelsOf(sized.container) };
}

/** What decides which services and names it asks for, of any length. */
function labelsOf({ labels }: Container): string {
  return createHash('sha256').update(JSON.stringify(labels)).digest('base64');
}

/** Bytes that a container takes in a document. */
export function bytesOf(container: Container): number {
  return Buffer.byteLength(JSON.stringify(container)) + 1;
}

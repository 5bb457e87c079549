/** What the last document said of each container, and which of them may be different since. */
import { isDeepStrictEqual } from 'node:util';
import type { Container, ContainerChange, ContainerId, Engine } from '@berth/messages';

/** A container with the bytes that it takes in a document. */
export type Sized = { readonly container: Container; readonly bytes: number };

export class Told {
  readonly #told = new Map<ContainerId, Sized>();
  /** When that was, ms since 1970: the newest event's time. */
  readonly #noted = new Map<ContainerId, number>();

  /** As it stands in the last document. */
  of(id: ContainerId): Sized | undefined {
    return this.#told.get(id);
  }

  /** It may be different now. */
  note(id: ContainerId, at: number): void {
    this.#noted.set(id, at);
  }

  /** A new document is made, in which containers are as `now` says. Returns how it differs from the last one. */
  take(
    now: (id: ContainerId) => Sized | undefined,
    { name: engine, site }: Pick<Engine, 'name' | 'site'>,
  ): Map<ContainerId, ContainerChange> {
    const changes = new Map<ContainerId, ContainerChange>();
    for (const [id, at] of this.#noted) {
      const [before, after] = [this.#told.get(id)?.container, now(id)?.container];
      const common = { v: 1, engine, site, at } as const;
      if (before && after && !isDeepStrictEqual(before, after)) changes.set(id, { ...common, change: 'changed', before, after });
      else if (!before && after) changes.set(id, { ...common, change: 'appeared', after });
      else if (before && !after) changes.set(id, { ...common, change: 'went', before });
      this.#set(id, now(id));
    }
    this.#noted.clear();
    return changes;
  }

  /** This is what a stored document says. */
  recall(id: ContainerId, sized: Sized): void {
    this.#set(id, sized);
  }

  #set(id: ContainerId, sized: Sized | undefined): void {
    if (sized === undefined) this.#told.delete(id);
    else this.#told.set(id, sized);
  }
}

/** What the documents ask for, by engine and by network, so that a change costs what it touches. */
import type { DesiredBase, DesiredRoute, GoneCause } from '@berth/messages';
import { basePart, type PartChange } from '@berth/reconcile';

/** unknown: a document is there that says nothing that counts, so what the one before it said stays. */
export type EngineState =
  | { readonly kind: 'serving'; readonly partial: ReadonlySet<string> }
  | { readonly kind: 'gone'; readonly cause: GoneCause }
  | { readonly kind: 'unknown'; readonly reason: string };

export class WantedRoutes {
  #base: DesiredBase | undefined;
  readonly #states = new Map<string, EngineState>();
  readonly #routes = new Map<string, readonly DesiredRoute[]>();
  /** Network → the engine that it is of. */
  readonly #byNetwork = new Map<string, string>();

  get base(): DesiredBase | undefined {
    return this.#base;
  }

  engines(): Iterable<string> {
    return this.#states.keys();
  }

  state(engine: string): EngineState | undefined {
    return this.#states.get(engine);
  }

  /** Those of an engine that no other engine's document asks for too. */
  routes(engine: string): readonly DesiredRoute[] {
    return (this.#routes.get(engine) ?? []).filter(({ network }) => this.#byNetwork.get(network) === engine);
  }

  isWanted(network: string): boolean {
    return this.#byNetwork.has(network);
  }

  /** Takes one document in. Tells the engines to be compared again. */
  update({ part, state }: PartChange): Iterable<string> {
    if (part === basePart) {
      // A base that can't be read, or isn't there, says nothing: the last one stays.
      if (state.kind !== 'document' || state.document.kind !== 'base') return [];
      this.#base = state.document;
      return this.#states.keys();
    }
    if (state.kind === 'none') this.#states.delete(part);
    if (state.kind === 'unknown') this.#states.set(part, state);
    // What can't be read leaves the routes that it asked for.
    if (state.kind === 'unknown') return [part];
    const touched = new Set([part]);
    const want = state.kind === 'document' && state.document.kind === 'routes' ? state.document.want : undefined;
    if (want?.kind === 'serving') this.#states.set(part, { kind: 'serving', partial: new Set(want.partial) });
    if (want?.kind === 'gone') this.#states.set(part, { kind: 'gone', cause: want.cause });
    for (const { network } of this.#routes.get(part) ?? []) if (this.#byNetwork.get(network) === part) this.#byNetwork.delete(network);
    this.#routes.set(part, want?.kind === 'serving' ? want.routes : []);
    for (const [engine, routes] of this.#routes)
      for (const { network } of routes)
        if (!this.#byNetwork.has(network)) {
          this.#byNetwork.set(network, engine);
          touched.add(engine);
        }
    return touched;
  }

  reset(): void {
    this.#base = undefined;
    for (const index of [this.#states, this.#routes, this.#byNetwork]) index.clear();
  }
}

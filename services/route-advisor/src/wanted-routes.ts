/** What the documents ask for, by engine and by network, so that a change costs what it touches. */
import type { DesiredBase, DesiredRoute, GoneCause } from '@berth/messages';
import { baseIn, basePart, type PartChange, partAs } from '@berth/reconcile';

/** unknown: a document is there that says nothing that counts, so what the one before it said stays. */
export type EngineState =
  | { readonly kind: 'serving'; readonly partial: ReadonlySet<string> }
  | { readonly kind: 'gone'; readonly cause: GoneCause }
  | { readonly kind: 'unknown'; readonly reason: string };

export class WantedRoutes {
  #base: DesiredBase | undefined;
  readonly #states = new Map<string, EngineState>();
  readonly #routes = new Map<string, readonly DesiredRoute[]>();
  /** Network → the engines whose documents ask for it; it is the first one's. */
  readonly #byNetwork = new Map<string, Set<string>>();

  get base(): DesiredBase | undefined {
    return this.#base;
  }

  engines(): Iterable<string> {
    return this.#states.keys();
  }

  state(engine: string): EngineState | undefined {
    return this.#states.get(engine);
  }

  /** Those of an engine; what several ask for is one engine's alone. */
  routes(engine: string): readonly DesiredRoute[] {
    return (this.#routes.get(engine) ?? []).filter(({ network }) => this.#byNetwork.get(network)?.values().next().value === engine);
  }

  isWanted(network: string): boolean {
    return this.#byNetwork.has(network);
  }

  /** Takes one document in. Tells the engines to be compared again. */
  update(change: PartChange): Iterable<string> {
    const { part } = change;
    if (part === basePart) {
      const base = baseIn(change);
      if (base === undefined) return [];
      this.#base = base;
      return this.#states.keys();
    }
    const said = partAs(change, 'routes');
    if (said === undefined) this.#states.delete(part);
    if (said?.kind === 'unknown') this.#states.set(part, said);
    // What can't be read leaves the routes that it asked for.
    if (said?.kind === 'unknown') return [part];
    const touched = new Set([part]);
    const want = said?.document.want;
    if (want?.kind === 'serving') this.#states.set(part, { kind: 'serving', partial: new Set(want.partial) });
    if (want?.kind === 'gone') this.#states.set(part, { kind: 'gone', cause: want.cause });
    const routes = want?.kind === 'serving' ? want.routes : [];
    const [before, after] = [networksOf(this.#routes.get(part) ?? []), networksOf(routes)];
    for (const network of before.difference(after)) this.#withdraw(part, network, touched);
    for (const network of after) this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? new Set()).add(part));
    this.#routes.set(part, routes);
    return touched;
  }

  /** Whoever asks for it too has it now. */
  #withdraw(engine: string, network: string, touched: Set<string>): void {
    const engines = this.#byNetwork.get(network);
    engines?.delete(engine);
    for (const other of engines ?? []) touched.add(other);
    if (engines?.size === 0) this.#byNetwork.delete(network);
  }

  reset(): void {
    this.#base = undefined;
    for (const index of [this.#states, this.#routes, this.#byNetwork]) index.clear();
  }
}

function networksOf(routes: readonly DesiredRoute[]): Set<string> {
  return new Set(routes.map(({ network }) => network));
}

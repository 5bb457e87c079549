/** What the documents ask for, indexed by service and by name, so that a change costs what it touches. */
import type { DesiredBase, GoneCause, Origin } from '@berth/messages';
import { baseIn, basePart, type PartAs, type PartChange, partAs } from '@berth/reconcile';
import { recordOf, type Said, type SaidNames, saidIn, type WantedRecord } from './said-names.ts';

/** unknown: a document is there that says nothing that counts, so what the one before it said stays. */
export type ServiceState =
  | { readonly kind: 'serving'; readonly partial: ReadonlySet<string>; readonly forgotten: ReadonlySet<string> }
  | { readonly kind: 'gone'; readonly cause: GoneCause }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A name that a service has let go. */
type Left = { readonly name: string; readonly service: string; readonly origins: readonly Origin[] };

export type Updated = {
  /** The services to be compared again. */
  readonly services: ReadonlySet<string>;
  /** Names that nobody asks for any more. */
  readonly left: readonly Left[];
};

/** What a service says of a name. */
type Saying = { readonly service: string; readonly name: string; readonly said: Said };

const nothing: SaidNames = { names: new Map(), above: new Set() };

export class WantedNames {
  #base: DesiredBase | undefined;
  readonly #documents = new Map<string, PartAs<'names'>>();
  readonly #states = new Map<string, ServiceState>();
  readonly #said = new Map<string, SaidNames>();
  /** Name → service → what it says. */
  readonly #byName = new Map<string, Map<string, Said>>();
  /** Name → the services that have names below it. */
  readonly #above = new Map<string, Set<string>>();

  get base(): DesiredBase | undefined {
    return this.#base;
  }

  services(): Iterable<string> {
    return this.#states.keys();
  }

  state(service: string): ServiceState | undefined {
    return this.#states.get(service);
  }

  /** The names of a service, and those above them. */
  *namesOf(service: string): Iterable<string> {
    const { names, above } = this.#said.get(service) ?? nothing;
    yield* names.keys();
    yield* above;
  }

  /** What is said of a name by all services together; undefined when nobody asks for it. */
  record(name: string): WantedRecord | undefined {
    return this.#base === undefined || !this.isWanted(name)
      ? undefined
      : recordOf(name, this.#byName.get(name)?.values() ?? [], this.#base);
  }

  isWanted(name: string): boolean {
    return this.#byName.has(name) || this.#above.has(name);
  }

  /** The container that a name leads to, where it is one. */
  origin(name: string): Origin | undefined {
    const [said, ...others] = this.#byName.get(name)?.values() ?? [];
    const [origin, ...more] = said?.origins ?? [];
    return others.length === 0 && more.length === 0 ? origin : undefined;
  }

  /** Takes one document in. */
  update(change: PartChange): Updated {
    if (change.part !== basePart) {
      const document = partAs(change, 'names');
      if (document === undefined) this.#documents.delete(change.part);
      else this.#documents.set(change.part, document);
      return this.#expand(change.part);
    }
    const base = baseIn(change);
    if (base === undefined) return { services: new Set(), left: [] };
    this.#base = base;
    const left = [...this.#documents.keys()].flatMap((service) => [...this.#expand(service).left]);
    return { services: new Set(this.#documents.keys()), left };
  }

  reset(): void {
    this.#base = undefined;
    for (const index of [this.#documents, this.#states, this.#said, this.#byName, this.#above]) index.clear();
  }

  #expand(service: string): Updated {
    const document = this.#documents.get(service);
    const state = document && stateOf(document);
    if (state === undefined) this.#states.delete(service);
    else this.#states.set(service, state);
    if (state?.kind === 'unknown') return { services: new Set([service]), left: [] };
    const before = this.#said.get(service) ?? nothing;
    const after = this.#saidBy(document);
    const services = new Set([service]);
    for (const name of before.names.keys()) this.#withdraw({ service, name }, services);
    for (const name of before.above) this.#withdrawAbove({ service, name });
    for (const [name, said] of after.names) this.#say({ service, name, said }, services);
    for (const name of after.above) this.#above.set(name, (this.#above.get(name) ?? new Set()).add(service));
    if (after === nothing) this.#said.delete(service);
    else this.#said.set(service, after);
    const all = [...before.names, ...[...before.above].map((name) => [name, undefined] as const)];
    const left = all.filter(([name]) => !this.isWanted(name)).map(([name, said]) => ({ name, service, origins: said?.origins ?? [] }));
    return { services, left };
  }

  #saidBy(part: PartAs<'names'> | undefined): SaidNames {
    if (part?.kind !== 'document') return nothing;
    const { want } = part.document;
    return want.kind === 'gone' || this.#base === undefined ? nothing : saidIn(want, this.#base.zones);
  }

  #say({ service, name, said }: Saying, touched: Set<string>): void {
    const all = this.#byName.get(name) ?? new Map<string, Said>();
    this.#byName.set(name, all.set(service, said));
    for (const other of all.keys()) touched.add(other);
  }

  #withdraw({ service, name }: Omit<Saying, 'said'>, touched: Set<string>): void {
    const all = this.#byName.get(name);
    all?.delete(service);
    if (all?.size === 0) this.#byName.delete(name);
    else for (const other of all?.keys() ?? []) touched.add(other);
    // What lies above it needs its record yet.
    for (const other of this.#above.get(name) ?? []) touched.add(other);
  }

  #withdrawAbove({ service, name }: Omit<Saying, 'said'>): void {
    const all = this.#above.get(name);
    all?.delete(service);
    if (all?.size === 0) this.#above.delete(name);
  }
}

function stateOf(part: PartAs<'names'>): ServiceState {
  if (part.kind === 'unknown') return part;
  const { want } = part.document;
  if (want.kind === 'gone') return { kind: 'gone', cause: want.cause };
  return { kind: 'serving', partial: new Set(want.partial), forgotten: new Set(want.forgotten) };
}

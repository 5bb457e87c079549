/** What the documents ask for, indexed: by service, pool, host name and address. */
import type { DesiredBase, GoneCause, Origin } from '@berth/messages';
import { baseIn, basePart, type PartAs, type PartChange, partAs, type VirtualObject } from '@berth/reconcile';
import { expandService, type WantedObjects } from './expand.ts';
import { isSamePlace, memberId } from './objects.ts';

/** unknown: a document is there that says nothing that counts, so all that is there stays as it is. */
export type WantedService =
  | ({ readonly kind: 'serving'; readonly service: string; readonly revision: number } & WantedObjects)
  | { readonly kind: 'gone'; readonly service: string; readonly path: string; readonly cause: GoneCause }
  | { readonly kind: 'unknown'; readonly service: string; readonly path: string; readonly reason: string };

type Document = Pick<PartChange, 'part' | 'revision'> & { readonly document: PartAs<'service'> };

export class Wanted {
  readonly #installation: string;
  #routeDomain = 0;
  #base: DesiredBase | undefined;
  /** Documents by service, as they came; expanded once the base and the route domain are known. */
  readonly #documents = new Map<string, Document>();
  readonly #services = new Map<string, WantedService>();
  readonly #byPool = new Map<string, string>();
  /** Record → the services that ask for it. */
  readonly #claims = new Map<string, Set<string>>();
  /** Address → member → container. */
  readonly #left = new Map<string, ReadonlyMap<string, Origin>>();
  readonly #containersAt = new Map<string, Map<string, string>>();

  constructor(installation: string) {
    this.#installation = installation;
  }

  get base(): DesiredBase | undefined {
    return this.#base;
  }

  get services(): ReadonlyMap<string, WantedService> {
    return this.#services;
  }

  service(name: string): WantedService | undefined {
    return this.#services.get(name);
  }

  /** The service that a pool is for. */
  serviceOf(pool: string): string | undefined {
    return this.#byPool.get(pool);
  }

  /** Of several services that ask for one record, the one whose document is the newest has it. */
  holderOf(record: string): string | undefined {
    let holder: { readonly service: string; readonly revision: number } | undefined;
    for (const service of this.#claims.get(record) ?? []) {
      const wanted = this.#services.get(service);
      if (wanted?.kind === 'serving' && (holder === undefined || wanted.revision > holder.revision)) holder = wanted;
    }
    return holder?.service;
  }

  /** Services that ask for a virtual server where this one was. */
  *waitingFor(gone: VirtualObject): Iterable<string> {
    for (const wanted of this.#services.values())
      if (wanted.kind === 'serving' && wanted.virtuals.values().some(({ object }) => isSamePlace(object, gone))) yield wanted.service;
  }

  /** Whether a member at this address is asked for. */
  isWanted(address: string): boolean {
    return this.#containersAt.has(address);
  }

  /** The container, if any, that another member at this address is for. */
  otherContainerAt(address: string, container: string): boolean {
    for (const other of this.#containersAt.get(address)?.values() ?? []) if (other !== container) return true;
    return false;
  }

  /** Where a member came from that the service's document before the present one listed. */
  leftOrigin(service: string, member: string): Origin | undefined {
    return this.#left.get(service)?.get(member);
  }

  /** Takes one document in. Returns the services to be compared again because of it. */
  update(change: PartChange): Set<string> {
    if (change.part === basePart) return this.#updateBase(change);
    const { part, revision } = change;
    const document = partAs(change, 'service');
    if (document === undefined) this.#documents.delete(part);
    else this.#documents.set(part, { part, revision, document });
    return this.#expand(part);
  }

  /** The partition's default route domain was read. */
  setRouteDomain(routeDomain: number): void {
    if (routeDomain === this.#routeDomain) return;
    this.#routeDomain = routeDomain;
    this.#expandAll();
  }

  reset(): void {
    this.#base = undefined;
    this.#documents.clear();
    this.#expandAll();
  }

  #updateBase(change: PartChange): Set<string> {
    const base = baseIn(change);
    if (base === undefined) return new Set();
    this.#base = base;
    return this.#expandAll();
  }

  #expandAll(): Set<string> {
    this.#services.clear();
    this.#left.clear();
    this.#byPool.clear();
    this.#claims.clear();
    this.#containersAt.clear();
    const touched = new Set<string>();
    for (const part of this.#documents.keys()) for (const service of this.#expand(part)) touched.add(service);
    return touched;
  }

  #expand(name: string): Set<string> {
    const touched = new Set([name]);
    const before = this.#services.get(name);
    if (before !== undefined) this.#forget(before, touched);
    const document = this.#documents.get(name);
    if (document === undefined || this.#base === undefined) return touched;
    const wanted = this.#want(document, pathOf(before) ?? `${this.#base.folder}/${name}`, this.#base);
    this.#services.set(name, wanted);
    this.#byPool.set(pathOf(wanted), name);
    this.#left.set(name, leftOf(before, wanted));
    if (wanted.kind === 'serving') this.#index(wanted, touched);
    return touched;
  }

  #want({ part, revision, document: said }: Document, path: string, base: DesiredBase): WantedService {
    if (said.kind === 'unknown') return { kind: 'unknown', service: part, path, reason: said.reason };
    const { document } = said;
    const { want } = document;
    if (want.kind === 'gone') return { kind: 'gone', service: part, path, cause: want.cause };
    const setting = { installation: this.#installation, base, routeDomain: this.#routeDomain };
    return { kind: 'serving', service: part, revision, ...expandService({ ...document, want }, setting) };
  }

  #index({ service, pool, members, records }: WantedService & { kind: 'serving' }, touched: Set<string>): void {
    for (const record of records.keys()) {
      const claims = this.#claims.get(record);
      if (claims === undefined) this.#claims.set(record, new Set([service]));
      else for (const other of claims.add(service)) touched.add(other);
    }
    for (const { address, port, origin } of members.values()) {
      const containers = this.#containersAt.get(address) ?? new Map<string, string>();
      containers.set(`${pool.path} ${memberId(address, port)}`, shortId(origin.container));
      this.#containersAt.set(address, containers);
    }
  }

  #forget(wanted: WantedService, touched: Set<string>): void {
    this.#services.delete(wanted.service);
    this.#byPool.delete(pathOf(wanted));
    if (wanted.kind !== 'serving') return;
    for (const record of wanted.records.keys()) {
      const claims = this.#claims.get(record);
      claims?.delete(wanted.service);
      if (claims?.size === 0) this.#claims.delete(record);
      else for (const other of claims ?? []) touched.add(other);
    }
    for (const { address, port } of wanted.members.values()) {
      const containers = this.#containersAt.get(address);
      if (containers?.delete(`${wanted.pool.path} ${memberId(address, port)}`) && containers.size === 0) this.#containersAt.delete(address);
    }
  }
}

function leftOf(before: WantedService | undefined, after: WantedService): Map<string, Origin> {
  const left = new Map<string, Origin>();
  if (before?.kind === 'serving')
    for (const [id, { origin }] of before.members)
      if (after.kind !== 'serving' || after.members.get(id)?.origin.container !== origin.container) left.set(id, origin);
  return left;
}

/** As in marks. */
export function shortId(container: string): string {
  return container.slice(0, 12);
}

/** The service's pool. */
export function pathOf(wanted: WantedService): string;
export function pathOf(wanted: WantedService | undefined): string | undefined;
export function pathOf(wanted: WantedService | undefined): string | undefined {
  return wanted?.kind === 'serving' ? wanted.pool.path : wanted?.path;
}

/** Stands in for everybody else on the bus: writes documents and decisions, and reads what the applier tells. */
import type { Store } from '@berth/bus';
import {
  Audit,
  auditSubject,
  type BucketName,
  type DesiredBase,
  type DesiredService,
  type Documents,
  desiredBaseKey,
  desiredServiceKey,
  freezeKey,
  installedKey,
  leaseKey,
  planKey,
  problemFilter,
  type Status,
  statusKey,
} from '@berth/messages';
import { epoch, installation } from './documents.ts';

export class Desk implements AsyncDisposable {
  readonly audits: Audit[] = [];
  /** All of them, the newest last. */
  readonly statuses: Status[] = [];
  readonly #store: Store;
  readonly #end = new AbortController();
  readonly #following: Promise<unknown>;

  constructor(store: Store) {
    this.#store = store;
    this.#following = Promise.all([this.#followStatus(), this.#followAudits()]);
  }

  /** The newest status. */
  get status(): Status | undefined {
    return this.statuses.at(-1);
  }

  /** What the planner would write: a plan that counts these services, what they share, and each of them. */
  async plan(base: DesiredBase, ...services: readonly DesiredService[]): Promise<void> {
    await this.#set('berth-desired', planKey('ltm', 'edge'), {
      v: 1,
      kind: 'plan',
      epoch,
      since: null,
      count: services.length,
      engines: { docker1: 1, docker2: 1 },
      stale: {},
    });
    await this.#set('berth-desired', desiredBaseKey('ltm', 'edge'), base);
    await this.set(...services);
  }

  async set(...services: readonly DesiredService[]): Promise<void> {
    for (const document of services) await this.#set('berth-desired', desiredServiceKey('ltm', 'edge', document.service), document);
  }

  /** Waits until the applier tells such a problem. */
  async problem(found: (what: string) => boolean): Promise<string | undefined> {
    for await (const { entries } of this.#store.watch('berth-problems', problemFilter('bus-ltm-applier'), this.#end.signal)) {
      const whats = entries.flatMap(({ value }) => (value.kind === 'document' ? value.document.what : []));
      const what = whats.find(found);
      if (what !== undefined) return what;
    }
    return undefined;
  }

  /** As another applier of the BIG-IP that saves, until it is disposed. */
  async turn(): Promise<AsyncDisposable> {
    return await this.#store.lease(leaseKey('turn', 'edge'), { program: 'test' }, this.#end.signal);
  }

  async freeze(): Promise<void> {
    await this.#set('berth-control', freezeKey(undefined), { v: 1, kind: 'freeze', by: 'ann', at: 0, reason: 'maintenance' });
  }

  async thaw(): Promise<void> {
    await this.#store.remove('berth-control', freezeKey(undefined), this.#end.signal);
  }

  /** This installation was there before. */
  async install(): Promise<void> {
    await this.#set('berth-control', installedKey('edge'), { v: 1, kind: 'installed', installation: installation as never, at: 0 });
  }

  async isInstalled(): Promise<boolean> {
    return (await this.#store.read('berth-control', installedKey('edge'), this.#end.signal)) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#following;
  }

  async #set<B extends BucketName>(bucket: B, key: string, document: Documents[B]): Promise<void> {
    const found = await this.#store.read(bucket, key, this.#end.signal);
    await this.#store.compareAndSet(bucket, { key, document, revision: found?.revision }, this.#end.signal);
  }

  async #followStatus(): Promise<void> {
    for await (const { entries } of this.#store.watch('berth-status', statusKey('ltm', 'edge'), this.#end.signal))
      for (const { value } of entries) if (value.kind === 'document') this.statuses.push(value.document);
  }

  async #followAudits(): Promise<void> {
    for await (const { value } of this.#store.subscribe(auditSubject('ltm', 'edge'), this.#end.signal))
      this.audits.push(Audit.parse(value));
  }
}

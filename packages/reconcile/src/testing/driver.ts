/** For tests of appliers: drives their resources against a BIG-IP pass by pass, without bus and lease; and an operator's hands. */
import { openSession, type Session, within } from '@berth/icontrol';
import type { PartDocument } from '../documents.ts';
import { pass } from '../pass.ts';
import { Quarantine } from '../quarantine.ts';
import { Queue } from '../queue.ts';
import type { ObjectChange, Resources } from '../resources.ts';
import { documentChange } from './document-change.ts';

/** The TMOS version of the BIG-IPs that contract tests run against, each version in a vitest project of its own. */
export const testedVersion = process.env['TMOS_VERSION'] ?? '17.1.2';

/** How to reach a BIG-IP. */
export type DrivenBigip = { readonly url: string; readonly ca: string; readonly user: string; readonly password: string };

export type Outcome = Pick<ObjectChange, 'change' | 'object' | 'cause'> & { readonly failure?: string };

export class Driver implements AsyncDisposable {
  readonly resources: Resources;
  readonly queue = new Queue();
  readonly quarantine = new Quarantine();
  readonly #session: Session;
  readonly #doubtful = new Set<string>();
  #revision = 0;
  #outcomes: Outcome[] = [];

  private constructor(resources: Resources, session: Session) {
    this.resources = resources;
    this.#session = session;
  }

  static async open(bigip: DrivenBigip, resources: Resources): Promise<Driver> {
    const { host } = new URL(bigip.url);
    const trust = { kind: 'ca', pem: bigip.ca } as const;
    const session = await openSession(
      { unit: host, user: bigip.user, password: bigip.password, trust, requestTimeout: 10_000 },
      new AbortController().signal,
    );
    const driver = new Driver(resources, session);
    await driver.read('first');
    return driver;
  }

  async read(how: 'first' | 'again'): Promise<void> {
    for (const part of (await this.resources.readAll(this.#session, how, this.#until())).take(new Set())) this.queue.postpone(part);
  }

  /** Takes documents in and sends what follows from them. Returns what was written, in order. */
  async apply(...documents: PartDocument[]): Promise<Outcome[]> {
    const changes = documents.map((document) => {
      this.#revision += 1;
      return documentChange(document, this.#revision);
    });
    for (const part of this.resources.update(changes)) this.queue.change(part);
    return this.settle();
  }

  /** The document of a service was deleted, or can't be read. */
  async lose(service: string, kind: 'none' | 'unknown'): Promise<Outcome[]> {
    this.#revision += 1;
    const state = kind === 'none' ? ({ kind } as const) : ({ kind, reason: 'it is garbled' } as const);
    for (const part of this.resources.update([{ part: service, revision: this.#revision, state }])) this.queue.change(part);
    return this.settle();
  }

  /** Passes until nothing is left to do. */
  async settle(): Promise<Outcome[]> {
    this.#outcomes = [];
    while (!this.queue.empty) {
      await pass({
        session: this.#session,
        resources: this.resources,
        queue: this.queue,
        quarantine: this.quarantine,
        until: this.#until(),
        mayWrite: () => true,
        onWrite: () => undefined,
        onDoubt: (paths) => {
          for (const path of paths) this.#doubtful.add(path);
        },
        onDone: () => undefined,
        tell: ({ changes }, _took, failure) => {
          for (const { change, object, cause } of changes)
            this.#outcomes.push({ change, object, cause, ...(failure && { failure: failure.detail }) });
        },
      });
      if (this.#doubtful.size === 0) continue;
      const reading = await this.resources.readSome(this.#session, new Set(this.#doubtful), this.#until());
      this.#doubtful.clear();
      for (const part of reading.take(new Set())) this.queue.postpone(part);
    }
    return this.#outcomes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  #until() {
    return within(10_000, new AbortController().signal);
  }
}

/** `create pool /berth/www` and so on. */
export function described(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ change, object, failure }) => `${change} ${object}${failure === undefined ? '' : ' (refused)'}`);
}

/** Sends a request that nobody expects: an operator's. */
export async function byHand(bigip: DrivenBigip, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void> {
  const { host } = new URL(bigip.url);
  const trust = { kind: 'ca', pem: bigip.ca } as const;
  const options = { unit: host, user: bigip.user, password: bigip.password, trust, requestTimeout: 10_000 };
  const signal = new AbortController().signal;
  await using session = await openSession(options, signal);
  await session.send({ method, path: `/mgmt/tm${path}`, ...(body && { body }) }, within(10_000, signal));
}

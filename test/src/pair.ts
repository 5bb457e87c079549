/** A pair of units in a laboratory of its own: what each of them has and was written to, and what Berth tells of both. */
import type { Store } from '@berth/bus';
import { askBigip, waitUntil } from '@berth/local-stack';
import { type Bigip, bigipKey, compareText, desiredServiceKey, type Status, statusKey } from '@berth/messages';
import type { VirtualBigIp, VirtualDeviceGroup } from '@berth/virtual-bigip';
import { Laboratory, type LaboratoryOptions, zone } from './laboratory.ts';
import { isPage } from './request.ts';
import { documentIn, openTestStore } from './test-store.ts';

export const patience = 60_000;

export class Pair implements AsyncDisposable {
  readonly laboratory: Laboratory;
  readonly #store: Store;
  readonly #resources: AsyncDisposableStack;

  private constructor(laboratory: Laboratory, store: Store, resources: AsyncDisposableStack) {
    this.laboratory = laboratory;
    this.#store = store;
    this.#resources = resources;
  }

  static async start(installation: NonNullable<LaboratoryOptions['installation']>): Promise<Pair> {
    await using resources = new AsyncDisposableStack();
    const laboratory = resources.use(await Laboratory.start({ bigip: 'pair', installation }));
    const store = resources.use(await openTestStore(laboratory.nats));
    return new Pair(laboratory, store, resources.move());
  }

  get group(): VirtualDeviceGroup {
    const { unit } = this.laboratory.bigip;
    if (unit.kind !== 'pair') throw new Error('the BIG-IP is a pair');
    return unit.group;
  }

  /** Which is active, and which is not. */
  inOrder(): { readonly active: VirtualBigIp; readonly other: VirtualBigIp } {
    const { active, units } = this.group;
    const other = units.find((unit) => unit !== active);
    if (active === undefined || other === undefined) throw new Error('one unit is active, and one is not');
    return { active, other };
  }

  async served(name: string): Promise<void> {
    await waitUntil(`an answer of ${name}`, patience, async () => {
      const asked = await this.laboratory.get(`${name}.${zone}`);
      return isPage(asked) && asked.body === name;
    });
  }

  async status(): Promise<Status | undefined> {
    return await documentIn(this.#store, 'berth-status', statusKey('ltm', 'edge'), AbortSignal.timeout(patience));
  }

  /** The status, once `isSo`. */
  async statusWhen(what: string, isSo: (now: Status) => boolean): Promise<Status> {
    return await waitUntil(what, patience, async () => {
      const now = await this.status();
      return now !== undefined && isSo(now) ? now : undefined;
    });
  }

  /** The BIG-IP as its applier sees it. */
  async seen(): Promise<Bigip | undefined> {
    const document = await documentIn(this.#store, 'berth-bigips', bigipKey('edge'), AbortSignal.timeout(patience));
    return document?.kind === 'bigip' ? document : undefined;
  }

  async untilSync(what: string, status: string): Promise<void> {
    await waitUntil(what, patience, async () => (await this.seen())?.sync?.status === status);
  }

  /** Both units have all of it, and nothing is left to do. */
  async calm(): Promise<void> {
    // The status of what came last may still be on its way.
    await waitUntil(
      'the units to have the same members',
      patience,
      () => new Set(this.group.units.map((unit) => String(membersOn(unit)))).size === 1,
    );
    await this.statusWhen('everything to be on both units', (now) => isCalm(now));
    await this.untilSync('the group to be in sync', 'In Sync');
  }

  /** What both units are written to, until a container was planned and they were asked some times more how they stand. */
  async writesWhile(name: string): Promise<string[]> {
    const { units } = this.group;
    const since = units.map((unit) => unit.requests.counters.requests);
    await this.laboratory.run(name);
    await waitUntil(`${name} to be planned`, patience, async () => JSON.stringify(await this.#planned()).includes(`"${name}"`));
    const mark = units.map((unit) => unit.requests.counters.requests);
    await waitUntil('the units to be asked', patience, () =>
      units.every((unit, at) => unit.requests.counters.requests > (mark[at] ?? 0) + 3),
    );
    return units.flatMap((unit, at) => writesTo(unit, since[at] ?? 0));
  }

  /** What an administrator tells a unit by hand. */
  async tell(unit: VirtualBigIp, path: string, body: object): Promise<void> {
    await askBigip(
      { url: unit.url, user: unit.user, password: unit.password, caFile: this.laboratory.bigip.access.ca },
      { method: 'POST', path, body },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #planned(): Promise<unknown> {
    return await documentIn(this.#store, 'berth-desired', desiredServiceKey('ltm', 'edge', 'www'), AbortSignal.timeout(patience));
  }
}

function isCalm({ state, behindBy, unsynchronised }: Status): boolean {
  return state.kind === 'active' && behindBy === 0 && unsynchronised === undefined;
}

export const addressOf = (unit: VirtualBigIp) => new URL(unit.url).host;

/** Those that write to the configuration: a synchronisation is none. */
export function writesTo(unit: VirtualBigIp, since: number): string[] {
  return unit.requests
    .writesSince(since)
    .filter(({ path }) => path !== '/mgmt/tm/cm')
    .map(({ method, path }) => `${method} ${path}`);
}

export function membersOn(unit: VirtualBigIp): string[] {
  const { 'ltm/pool/members': members = {} } = unit.snapshot();
  return Object.keys(members).toSorted(compareText);
}

export function poolsOn(unit: VirtualBigIp): string[] {
  const { 'ltm/pool': pools = {} } = unit.snapshot();
  return Object.keys(pools);
}

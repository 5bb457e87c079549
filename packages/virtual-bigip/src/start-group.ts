/** A device group of virtual BIG-IPs: each has its own management address, one of them carries the traffic. */

import { join } from 'node:path';
import { type Certificate, certificateFor } from './certificate.ts';
import { DeviceGroup } from './group/device-group.ts';
import type { GroupPlace, VirtualBigIpOptions } from './options.ts';
import { VirtualBigIp } from './start.ts';
import { writeAtomically } from './state/atomic-file.ts';
import { SavedConfiguration } from './state/saved-configuration.ts';

export type VirtualDeviceGroupOptions = Omit<VirtualBigIpOptions, 'forward' | 'certificate'> & {
  /** How many units; 2 if not given. Their ports follow each other, or are all free ones where `port` is 0. */
  readonly units?: number;
  /** Of the sync-failover group; `failover` if not given. */
  readonly name?: string;
  readonly autoSync?: 'enabled' | 'disabled';
  /** Whether somebody has synchronised it for the first time; `synced` if not given. */
  readonly initial?: 'synced' | 'awaiting';
};

type Slot = {
  readonly options: VirtualBigIpOptions;
  readonly certificate: Certificate;
  readonly place: GroupPlace;
  unit: VirtualBigIp | undefined;
};

export class VirtualDeviceGroup implements AsyncDisposable {
  readonly name: string;
  readonly #group: DeviceGroup;
  readonly #slots: readonly Slot[];
  /** Where each listened first. */
  readonly #ports = new Map<number, number>();

  private constructor(group: DeviceGroup, slots: readonly Slot[]) {
    this.name = group.name;
    this.#group = group;
    this.#slots = slots;
  }

  /** Starts all units; the first is the active one. */
  static async start(options: VirtualDeviceGroupOptions = {}): Promise<VirtualDeviceGroup> {
    const { units = 2, name = 'failover', autoSync = 'disabled', initial = 'synced', port = 0, state, ...common } = options;
    const hostnames = Array.from({ length: units }, (_, at) => `bigip${at + 1}.example.com`);
    const group = new DeviceGroup({ name, hostnames, initial, now: options.now ?? Date.now });
    const slots: Slot[] = [];
    for (const [at, hostname] of hostnames.entries()) {
      const directory = state === undefined ? undefined : join(state, `bigip${at + 1}`);
      const hosts = [...new Set([options.host ?? '127.0.0.1', '127.0.0.1', '::1', 'localhost', hostname])];
      const certificate = await certificateFor(hosts, directory);
      const saved = directory === undefined ? new SavedConfiguration(undefined) : undefined;
      const own = { ...common, port: port === 0 ? 0 : port + at, certificate, ...(directory !== undefined && { state: directory }) };
      slots.push({ options: own, certificate, place: { group, hostname, saved }, unit: undefined });
    }
    // For clients that trust one file.
    if (state !== undefined) writeAtomically(join(state, 'ca.pem'), slots.map(({ certificate }) => certificate.ca).join('\n'));
    await using starting = new AsyncDisposableStack();
    const made = starting.use(new VirtualDeviceGroup(group, slots));
    for (const at of slots.keys()) await made.switchOn(at);
    if (autoSync === 'enabled') made.unit(0).edit('PATCH', `cm/device-group/${name}`, { autoSync });
    starting.move();
    return made;
  }

  /** Those that are switched on. */
  get units(): readonly VirtualBigIp[] {
    return this.#slots.flatMap(({ unit }) => unit ?? []);
  }

  /** The one that carries the traffic; undefined where there is none, or more than one. */
  get active(): VirtualBigIp | undefined {
    const active = this.#slots.filter(({ place: { group, hostname } }) => group.membership(hostname).stateOf(hostname) === 'active');
    return active.length === 1 ? active[0]?.unit : undefined;
  }

  /** By its place, from 0. Throws where it is switched off. */
  unit(at: number): VirtualBigIp {
    const unit = this.#slot(at).unit;
    if (unit === undefined) throw new Error(`unit ${at} is switched off`);
    return unit;
  }

  /** As a power cut: every connection breaks at once, and what wasn't saved is lost. */
  async switchOff(at: number): Promise<void> {
    const slot = this.#slot(at);
    const { unit } = slot;
    slot.unit = undefined;
    await unit?.[Symbol.asyncDispose]();
  }

  /** Starts with what was saved, at the same address. */
  async switchOn(at: number): Promise<void> {
    const slot = this.#slot(at);
    if (slot.unit !== undefined) throw new Error(`unit ${at} is switched on`);
    slot.unit = await VirtualBigIp.start({ ...slot.options, port: this.#port(at) }, slot.place);
    this.#ports.set(at, Number(new URL(slot.unit.url).port));
  }

  /** Units no longer hear each other until the result is disposed, so each takes itself for the one that is left. */
  cutLinks(): Disposable {
    return this.#group.cut();
  }

  /** A unit finds itself unfit to be active, until the result is disposed. */
  failsafe(at: number): Disposable {
    return this.#group.failsafe(this.#slot(at).place.hostname);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#group[Symbol.dispose]();
    for (const at of [...this.#slots.keys()].toReversed()) await this.switchOff(at);
  }

  #port(at: number): number {
    return this.#ports.get(at) ?? this.#slot(at).options.port ?? 0;
  }

  #slot(at: number): Slot {
    const slot = this.#slots[at];
    if (slot === undefined) throw new Error(`there is no unit ${at}`);
    return slot;
  }
}

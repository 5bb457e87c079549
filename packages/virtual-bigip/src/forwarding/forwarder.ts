/** Keeps the kernel of a network namespace as the configuration says, so that it forwards what the unit would, and nothing else. */

import type { Device } from '../configuration/resource.ts';
import type { Change } from '../configuration/store.ts';
import { commands, removals } from './difference.ts';
import { filters, type Marks, marksOf } from './filters.ts';
import { observe, readSetting, run, writeSetting } from './kernel.ts';
import { KernelFilters } from './kernel-filters.ts';
import { followLinks } from './link-events.ts';
import { mustBeInOwnNamespace } from './own-namespace.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export type ForwardOptions = {
  /** The kernel's name for a port; the port's own, if it isn't here. */
  readonly interfaces?: Readonly<Record<string, string>>;
};

/** Settings of the namespace while it forwards, and what a new one has. */
const SETTINGS = [
  { name: 'ipv4/ip_forward', value: '1', fresh: '0' },
  { name: 'ipv6/conf/all/forwarding', value: '1', fresh: '0' },
  // Virtual servers listen before their address is there.
  { name: 'ipv4/ip_nonlocal_bind', value: '1', fresh: '0' },
  { name: 'ipv6/ip_nonlocal_bind', value: '1', fresh: '0' },
] as const;

const FAMILIES = [4, 6] as const;
/** How long, in ms, until what the kernel refused is tried again. */
const RETRY = 500;
/** How often, in ms, all is compared without a reason, for what was missed or done by hand. */
const REGULARLY = 5_000;

export class Forwarder implements AsyncDisposable {
  readonly #device: Device;
  readonly #linkOf: (port: string) => string;
  readonly #filters: readonly KernelFilters[];
  readonly #log: (line: string) => void;
  #ended = new AsyncDisposableStack();
  #marks: Marks = new Map();
  #lastMark = 0;
  /** Whether the kernel's filters are to be looked at, too. */
  #looks: boolean = false;
  #left = new Set<string>();
  #refused = '';
  #state: 'settled' | 'stale' | 'ended' = 'stale';
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  private constructor(
    device: Device,
    kernelFilters: readonly KernelFilters[],
    { interfaces = {} }: ForwardOptions,
    log: (line: string) => void,
  ) {
    this.#device = device;
    this.#filters = kernelFilters;
    this.#linkOf = (port) => interfaces[port] ?? port;
    this.#log = log;
  }

  /** Begins to forward. Throws ForwardingRefused in the machine's own namespace; what a unit that was killed left behind goes first. */
  static async start(device: Device, options: ForwardOptions, log: (line: string) => void): Promise<Forwarder> {
    await mustBeInOwnNamespace();
    await using starting = new AsyncDisposableStack();
    const forwarder = new Forwarder(device, await takeOver(starting), options, log);
    starting.defer(device.store.onChange((changes) => changes.some(isOfNetworks) && forwarder.#follow()));
    starting.use(await followLinks(() => forwarder.#follow(), log));
    const regularly = setInterval(() => forwarder.#lookAgain(), REGULARLY).unref();
    starting.defer(() => clearInterval(regularly));
    forwarder.#follow();
    await forwarder.settled();
    forwarder.#ended = starting.move();
    return forwarder;
  }

  /** Waits until the kernel is as the configuration says now, or refused it. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = 'ended';
    clearTimeout(this.#retry);
    await this.#running;
    await this.#ended.disposeAsync();
  }

  #lookAgain(): void {
    this.#looks = true;
    this.#follow();
  }

  #follow(): void {
    if (this.#state === 'ended') return;
    this.#state = 'stale';
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    while (this.#state === 'stale') {
      this.#state = 'settled';
      try {
        await this.#pass();
        this.#refused = '';
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (text !== this.#refused) this.#log(`forwarding: ${text}`);
        this.#refused = text;
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.#follow(), RETRY).unref();
      }
    }
  }

  /** One comparison with the kernel, and what it needs. */
  async #pass(): Promise<void> {
    const wanted = wantedOf(this.#device, this.#linkOf);
    this.#tell(wanted.left);
    const { marks, last } = marksOf(wanted.forwardings, this.#marks, this.#lastMark);
    this.#marks = marks;
    this.#lastMark = last;
    const outcomes = await Promise.allSettled([this.#filter(wanted), applyTo(wanted)]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [String(outcome.reason?.message ?? outcome.reason)] : [],
    );
    if (failures.length > 0) throw new Error(failures.join('; '));
  }

  async #filter(wanted: Wanted): Promise<void> {
    const looks = this.#looks;
    this.#looks = false;
    await Promise.all(
      this.#filters.map(async (kernelFilters) => {
        await kernelFilters.write(filters(wanted, kernelFilters.family, this.#marks));
        if (looks && (await kernelFilters.repair()) === 'repaired')
          this.#log(`forwarding: somebody had changed the filters of IPv${kernelFilters.family}, which are as they should be again`);
      }),
    );
  }

  /** Logs once what isn't carried. */
  #tell(left: readonly string[]): void {
    for (const line of left) if (!this.#left.has(line)) this.#log(`not forwarded: ${line}`);
    this.#left = new Set(left);
  }
}

/** Whether the kernel may need something else after a change. */
function isOfNetworks({ before, after }: Change): boolean {
  return /^(?:net|ltm\/virtual)/.test((after ?? before)?.resource.path ?? '');
}

async function applyTo(wanted: Wanted): Promise<void> {
  await batch(commands(wanted, await observe()));
}

async function batch(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await run('ip', ['-force', '-batch', '-'], `${lines.join('\n')}\n`);
}

/** Clears what a killed unit left, closes the kernel for everything, then lets it forward; the reverse when `until` is disposed. */
async function takeOver(until: AsyncDisposableStack): Promise<readonly KernelFilters[]> {
  await batch(removals(await observe()));
  until.defer(async () => batch(removals(await observe())));
  const opened = await Promise.all(FAMILIES.map((family) => KernelFilters.open(family, until)));
  const wasKilled = opened.some(({ found }) => found === 'those of a killed unit');
  for (const { name, value, fresh } of SETTINGS) {
    const before = wasKilled ? fresh : await readSetting(name);
    until.defer(async () => writeSetting(name, before));
    await writeSetting(name, value);
  }
  return opened.map(({ filters: kernelFilters }) => kernelFilters);
}

/** A unit under test with a clock that only the tables move, and the running of one case against it. */

import { VirtualBigIp } from '../start.ts';
import { VirtualDeviceGroup } from '../start-group.ts';
import type { Ask, Case, Expected, LaboratoryOptions, Step } from './case.ts';
import { difference } from './compare.ts';
import { type Answered, send } from './wire.ts';

const LONGER_THAN_ANYTHING_LASTS = 36_001;
const LONGER_THAN_A_SYNCHRONISATION = 1;

/** Who is asked. */
type Place = 'first' | 'peer';

/** What is tested: one unit, or a group of them. */
type Tested = AsyncDisposable & { readonly units: readonly VirtualBigIp[] };

export class Laboratory implements AsyncDisposable {
  readonly #tested: Tested;
  readonly #clock: Clock;
  readonly #known = new Map<string, string>();

  private constructor(tested: Tested, clock: Clock) {
    this.#tested = tested;
    this.#clock = clock;
  }

  static async start({ units = 1, ...options }: LaboratoryOptions = {}): Promise<Laboratory> {
    const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
    const now = () => clock.now;
    if (units > 1) return new Laboratory(await VirtualDeviceGroup.start({ ...options, units, now }), clock);
    const alone = await VirtualBigIp.start({ ...options, now });
    return new Laboratory({ units: [alone], [Symbol.asyncDispose]: async () => alone[Symbol.asyncDispose]() }, clock);
  }

  /** What differs from what the case expects; undefined if nothing does. */
  async run({ given = [], of, ask, gets }: Case): Promise<string | undefined> {
    await this.#reset();
    for (const step of given) {
      const failure = await this.#step(step);
      if (failure !== undefined) return failure;
    }
    return mismatch(await this.#send(ask, of ?? 'first'), gets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tested[Symbol.asyncDispose]();
  }

  /** Tokens and transactions end with time. */
  async #reset(): Promise<void> {
    this.#clock.now += LONGER_THAN_ANYTHING_LASTS * 1000;
    const isPair = this.#tested.units.length > 1;
    const steps: readonly Step[] = [
      ...(isPair ? [AWAITED] : []),
      LOADED,
      ...(isPair ? PEER_RESET : []),
      ['POST', 'auth/partition', { name: 'T' }],
      ...(isPair ? SYNCHRONISED : []),
    ];
    for (const step of steps) {
      const failure = await this.#step(step);
      if (failure !== undefined) throw new Error(failure);
    }
  }

  async #step(step: Step): Promise<string | undefined> {
    if ('after' in step) {
      this.#clock.now += step.after * 1000;
      return undefined;
    }
    if ('attempt' in step) {
      await this.#send(step.attempt);
      return undefined;
    }
    if ('synchronised' in step) {
      this.#clock.now += LONGER_THAN_A_SYNCHRONISATION * 1000;
      const { text } = await this.#send(['GET', 'cm/sync-status']);
      return text.includes('"Syncing"') ? `it is still being synchronised: ${text}` : undefined;
    }
    const [ask, of] = 'peer' in step ? ([step.peer, 'peer'] as const) : ([step, 'first'] as const);
    const { status, text } = await this.#send(ask, of);
    return status === 200 ? undefined : `${ask[0]} ${ask[1]} came back with ${status}: ${text}`;
  }

  async #send([method, path, body, headers]: Ask, of: Place = 'first'): Promise<Answered> {
    const unit = this.#tested.units[of === 'first' ? 0 : 1];
    if (unit === undefined) throw new Error('there is one unit only');
    const filled = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, this.#filled(value)]));
    const answer = await send(unit, [method, this.#filled(path), body, filled]);
    const { transId, token } = (answer.body ?? {}) as { readonly transId?: unknown; readonly token?: { readonly token?: unknown } };
    if (typeof transId === 'number') this.#known.set('{transId}', String(transId));
    if (typeof token?.token === 'string') this.#known.set('{token}', token.token);
    return answer;
  }

  #filled(text: string): string {
    return text.replaceAll(/\{\w+\}/g, (name) => this.#known.get(name) ?? name);
  }
}

const AWAITED: Step = { synchronised: 'awaited' };
const LOADED: Ask = ['POST', 'sys/config', { command: 'load' }];
/** The first unit is active again. */
const PEER_RESET: readonly Step[] = [
  { peer: LOADED },
  ['POST', 'sys/failover', { command: 'run', online: true }],
  { peer: ['POST', 'sys/failover', { command: 'run', offline: true }] },
  { peer: ['POST', 'sys/failover', { command: 'run', online: true }] },
];
/** Both have the same. */
const SYNCHRONISED: readonly Step[] = [['POST', 'cm', { command: 'run', utilCmdArgs: 'config-sync to-group failover' }], AWAITED];

type Clock = { now: number };

function mismatch(answer: Answered, { status, like, exactly, without = [], headers }: Expected): string | undefined {
  if (answer.status !== status) return `the status is ${answer.status}, not ${status}: ${answer.text}`;
  const { body } = answer;
  const differs =
    (like === undefined ? undefined : difference(body, like, 'like', 'body')) ??
    (exactly === undefined ? undefined : difference(body, exactly, 'exactly', 'body')) ??
    (headers === undefined ? undefined : difference(answer.headers, headers, 'like', 'headers'));
  if (differs !== undefined) return differs;
  const present = without.find((name) => typeof body === 'object' && body !== null && Object.hasOwn(body, name));
  return present === undefined ? undefined : `body.${present} is there`;
}

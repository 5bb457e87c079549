/** A unit under test with a clock that only the tables move, and the running of one case against it. */

import { VirtualBigIp, type VirtualBigIpOptions } from '../start.ts';
import type { Ask, Case, Expected, Step } from './case.ts';
import { difference } from './compare.ts';
import { type Answered, send } from './wire.ts';

const LONGER_THAN_ANYTHING_LASTS = 36_001;

export class Laboratory implements AsyncDisposable {
  readonly #bigip: VirtualBigIp;
  readonly #clock: Clock;
  readonly #known = new Map<string, string>();

  private constructor(bigip: VirtualBigIp, clock: Clock) {
    this.#bigip = bigip;
    this.#clock = clock;
  }

  static async start(options: VirtualBigIpOptions = {}): Promise<Laboratory> {
    const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
    return new Laboratory(await VirtualBigIp.start({ ...options, now: () => clock.now }), clock);
  }

  /** What differs from what the case expects; undefined if nothing does. */
  async run({ given = [], ask, gets }: Case): Promise<string | undefined> {
    await this.#reset();
    for (const step of given) {
      const failure = await this.#step(step);
      if (failure !== undefined) return failure;
    }
    return mismatch(await this.#send(ask), gets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bigip[Symbol.asyncDispose]();
  }

  /** Tokens and transactions end with time. */
  async #reset(): Promise<void> {
    this.#clock.now += LONGER_THAN_ANYTHING_LASTS * 1000;
    for (const ask of [['POST', 'sys/config', { command: 'load' }] as const, ['POST', 'auth/partition', { name: 'T' }] as const]) {
      const failure = await this.#step(ask);
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
    const { status, text } = await this.#send(step);
    return status === 200 ? undefined : `${step[0]} ${step[1]} came back with ${status}: ${text}`;
  }

  async #send([method, path, body, headers]: Ask): Promise<Answered> {
    const filled = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, this.#filled(value)]));
    const answer = await send(this.#bigip, [method, this.#filled(path), body, filled]);
    const { transId, token } = (answer.body ?? {}) as { readonly transId?: unknown; readonly token?: { readonly token?: unknown } };
    if (typeof transId === 'number') this.#known.set('{transId}', String(transId));
    if (typeof token?.token === 'string') this.#known.set('{token}', token.token);
    return answer;
  }

  #filled(text: string): string {
    return text.replaceAll(/\{\w+\}/g, (name) => this.#known.get(name) ?? name);
  }
}

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

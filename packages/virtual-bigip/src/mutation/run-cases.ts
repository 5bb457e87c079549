/** Runs cases of the conformance tables until one turns red. */

import type { Case, Group } from '../conformance/case.ts';
import { Laboratory } from '../conformance/laboratory.ts';
import type { VirtualBigIpOptions } from '../options.ts';

export type Placed = { readonly group: Group; readonly row: Case /** All that is asked and expected, as text. */; readonly text: string };

export function placed(groups: readonly Group[]): Placed[] {
  return groups.flatMap((group) => group.cases.map((row) => ({ group, row, text: JSON.stringify(row, withPatterns) })));
}

/** The first case that is red; undefined if all stay green. */
export async function firstRed(cases: readonly Placed[], options: VirtualBigIpOptions): Promise<Placed | undefined> {
  await using units = new Units(options);
  for (const one of cases) {
    if ((await units.outcome(one)) !== undefined) return one;
  }
  return undefined;
}

/** Units by the options of the groups, started when the first case asks for one. */
export class Units implements AsyncDisposable {
  readonly #options: VirtualBigIpOptions;
  readonly #units = new Map<string, Laboratory>();

  constructor(options: VirtualBigIpOptions) {
    this.#options = options;
  }

  /** What is wrong with a case; undefined if nothing is. */
  async outcome({ group, row }: Placed): Promise<string | undefined> {
    try {
      return await (await this.#unit(group.options ?? {})).run(row);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const unit of this.#units.values()) await unit[Symbol.asyncDispose]();
  }

  async #unit(options: VirtualBigIpOptions): Promise<Laboratory> {
    const key = JSON.stringify(options);
    const unit = this.#units.get(key) ?? (await Laboratory.start({ ...this.#options, ...options }));
    this.#units.set(key, unit);
    return unit;
  }
}

function withPatterns(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? value.source : value;
}

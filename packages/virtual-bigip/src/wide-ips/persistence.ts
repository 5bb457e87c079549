/** Which member of a pool a client was told, and until when it is told so again. */

import type { PoolType } from '../resources/gtm/pool-types.ts';

export type Kept = { readonly type: PoolType; readonly pool: string; readonly member: string };

/** The oldest go first when there are more. */
const MOST_CLIENTS = 50_000;

export class Persistence {
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept & { readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  find(client: string): Kept | undefined {
    const found = this.#kept.get(client);
    return found !== undefined && found.until > this.#now() ? found : undefined;
  }

  keep(client: string, chosen: Kept, seconds: number): void {
    this.#kept.delete(client);
    this.#kept.set(client, { ...chosen, until: this.#now() + seconds * 1000 });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_CLIENTS && oldest !== undefined) this.#kept.delete(oldest);
  }
}

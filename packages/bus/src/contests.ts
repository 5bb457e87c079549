/** Keys over which something else fights with us: they are written again more slowly, and told. */
import type { Disturbance } from './published-key.ts';

/** A key is rewritten this often for the same reason before it is slowed down. */
const patience = 3;
/** ms between two rewrites from then on. */
const slow = 1000;
/** A key that nothing disturbed for this long, ms, isn't contested any more. */
const calm = 5000;

type Contest = { readonly disturbance: Disturbance; readonly count: number; readonly told: boolean; readonly over: NodeJS.Timeout };

export class Contests implements Disposable {
  readonly #tell: (key: string, disturbance: Disturbance | undefined) => void;
  readonly #contests = new Map<string, Contest>();

  /** `tell` is called when a key is contested, and (undefined) when it isn't any more. */
  constructor(tell: (key: string, disturbance: Disturbance | undefined) => void) {
    this.#tell = tell;
  }

  /** Something else had changed a key. Returns for how long it should be left so, ms. */
  disturbed(key: string, disturbance: Disturbance): number {
    const before = this.#contests.get(key);
    clearTimeout(before?.over);
    const count = before?.disturbance === disturbance ? before.count + 1 : 1;
    const isContested = count > patience;
    const over = setTimeout(() => this.#end(key), calm);
    this.#contests.set(key, { disturbance, count, told: isContested || before?.told === true, over });
    if (!isContested) return 0;
    if (before?.told !== true) this.#tell(key, disturbance);
    return slow;
  }

  [Symbol.dispose](): void {
    for (const { over } of this.#contests.values()) clearTimeout(over);
  }

  #end(key: string): void {
    const told = this.#contests.get(key)?.told;
    this.#contests.delete(key);
    if (told === true) this.#tell(key, undefined);
  }
}

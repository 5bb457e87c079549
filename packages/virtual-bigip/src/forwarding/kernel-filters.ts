/** One family's filters in the kernel: written when something else is wanted of them, and when somebody else has changed them. */

import { CHAIN, closed, countRules, jumps, ownRules, removal } from './filters.ts';
import { run } from './kernel.ts';

export type Family = 4 | 6;
type Found = 'nothing' | 'those of a killed unit';

export class KernelFilters implements AsyncDisposable {
  readonly family: Family;
  readonly #command: string;
  /** What it was told last; undefined while it isn't known to have taken it. */
  #told: string | undefined;
  /** Our rules in the kernel's own words, as they were when they were last seen whole. */
  #seen: string | undefined;

  private constructor(family: Family) {
    this.family = family;
    this.#command = family === 4 ? 'iptables' : 'ip6tables';
  }

  /** Closes the kernel for everything. When `until` is disposed, they are gone. */
  static async open(family: Family, until: AsyncDisposableStack): Promise<{ readonly filters: KernelFilters; readonly found: Found }> {
    const filters = new KernelFilters(family);
    until.use(filters);
    const saved = await filters.#close();
    return { filters, found: saved.includes(`:${CHAIN} `) ? 'those of a killed unit' : 'nothing' };
  }

  /** Writes them, where they aren't what it was told last. */
  async write(text: string): Promise<void> {
    if (text === this.#told) return;
    this.#told = undefined;
    this.#seen = undefined;
    await this.#restore(text);
    this.#told = text;
  }

  /** Puts right what somebody else has changed of them. */
  async repair(): Promise<'as told' | 'repaired'> {
    const text = this.#told;
    if (text === undefined) return 'as told';
    const saved = await this.#save();
    const rules = ownRules(saved);
    const seen = rules.join('\n');
    // The kernel has its own words for each rule, but as many rules as it was told.
    if (this.#seen === undefined && rules.length === countRules(text)) this.#seen = seen;
    if (seen === this.#seen) return 'as told';
    this.#told = undefined;
    await this.write(text);
    await this.#restore(jumps(saved));
    return 'repaired';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Only what is there can be taken out, and somebody may have done so.
    await this.#close();
    await this.#restore(removal());
  }

  /** Returns what `iptables-save` told before. */
  async #close(): Promise<string> {
    const saved = await this.#save();
    await this.#restore(closed(this.family));
    await this.#restore(jumps(saved));
    return saved;
  }

  async #save(): Promise<string> {
    return await run(`${this.#command}-save`, []);
  }

  async #restore(rules: string): Promise<void> {
    if (rules !== '') await run(`${this.#command}-restore`, ['--noflush', '--wait'], rules);
  }
}

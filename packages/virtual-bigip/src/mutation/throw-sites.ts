/** Makes every `throw` of the modules loaded from now on one that can be taken out: the source of each is changed as it is loaded. */

import { registerHooks } from 'node:module';
import type { Mutant } from './declared.ts';

/** A refusal that stands in for one that is taken out: throwing it does nothing. */
export const NOTHING = Symbol('nothing');

export class ThrowSites {
  /** The name of each: its file and line. */
  readonly #names: string[] = [];
  #record: (name: string) => void = () => {};
  #out: number | undefined;

  /** `files` says which modules are changed, by their path below `root`, a URL with a slash at its end. */
  static watch(root: string, files: RegExp): ThrowSites {
    const sites = new ThrowSites();
    // `throw x` becomes an assignment to this, so that where the statement ends needn't be known.
    const raise = new Proxy({}, { set: (_target, number, thrown: unknown) => sites.#raise(Number(number), thrown) });
    Object.assign(globalThis, { raise });
    registerHooks({
      load: (url, context, next) => {
        const loaded = next(url, context);
        if (!url.startsWith(root) || !files.test(url.slice(root.length)) || loaded.source === undefined) return loaded;
        return { ...loaded, source: sites.#changed(url.slice(root.length), String(loaded.source)) };
      },
    });
    return sites;
  }

  /** Each site, to be taken out. */
  mutants(): Mutant[] {
    return this.#names.map((name, number) => ({
      name,
      path: undefined,
      property: undefined,
      apply: () => {
        this.#out = number;
        return () => {
          this.#out = undefined;
        };
      },
    }));
  }

  /** Has `record` called with the name of each site that is reached, until the result is called. */
  watched(record: (name: string) => void): () => void {
    this.#record = record;
    return () => {
      this.#record = () => {};
    };
  }

  #raise(number: number, thrown: unknown): boolean {
    this.#record(this.#names[number] ?? '');
    if (number !== this.#out && thrown !== NOTHING) throw thrown;
    return true;
  }

  /** Errors that are thrown on are no checks. */
  #changed(file: string, source: string): string {
    return source.replaceAll(/\bthrow (?!error;)(?=[\w(])/g, (_throw, at: number) => {
      this.#names.push(`${file}:${source.slice(0, at).split('\n').length} throw`);
      return `raise[${this.#names.length - 1}] = `;
    });
  }
}

/** Makes every `throw` of the modules loaded from now on one that can be taken out: the source of each is changed as it is loaded. */

import { registerHooks } from 'node:module';

export type ThrowSite = { readonly number: number; readonly file: string; readonly line: number };

/** A refusal that stands in for one that is taken out: throwing it does nothing. */
export const NOTHING = Symbol('nothing');

export class ThrowSites {
  readonly all: ThrowSite[] = [];
  /** The numbers of the sites that were reached. */
  readonly reached = new Set<number>();
  /** The site that is taken out. */
  out: number | undefined;

  /** `files` says which modules are changed, by their path below `root`, a URL with a slash at its end. */
  static watch(root: string, files: RegExp): ThrowSites {
    const sites = new ThrowSites();
    // `throw x` becomes an assignment to this, so that where the statement ends needn't be known.
    const raise = new Proxy(
      {},
      {
        set: (_target, name, thrown: unknown) => {
          const number = Number(name);
          sites.reached.add(number);
          if (number !== sites.out && thrown !== NOTHING) throw thrown;
          return true;
        },
      },
    );
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

  #changed(file: string, source: string): string {
    return source.replaceAll(/^(?<before>.*)\bthrow (?!error;)(?=[\w(])/gm, (_whole, before: string, at: number) => {
      const number = this.all.length;
      this.all.push({ number, file, line: source.slice(0, at).split('\n').length });
      return `${before}raise[${number}] = `;
    });
  }
}

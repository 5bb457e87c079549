/** Finds the wide IP of a name. */

import type { Entity } from '../configuration/resource.ts';
import type { Change, Store } from '../configuration/store.ts';
import { POOL_TYPES, type PoolType } from '../resources/gtm/pool-types.ts';
import { namesOf } from '../resources/gtm/wide-ip.ts';

type Pattern = { readonly text: string; readonly matches: RegExp; readonly path: string };

export class WideIpNames {
  readonly #store: Store;
  /** By type, those that match closest first; made when asked for. */
  readonly #patterns = new Map<PoolType, readonly Pattern[]>();

  constructor(store: Store) {
    this.#store = store;
    store.onChange((changes) => this.#follow(changes));
  }

  /** Also one that is disabled. The name itself goes before a pattern, a long pattern before a short one. */
  find(type: PoolType, name: string): Entity | undefined {
    const asked = name.toLowerCase();
    const path = this.#patternsOf(type).find(({ matches }) => matches.test(asked))?.path;
    const resource = `gtm/wideip/${type}`;
    return this.#store.holder(`wide IP ${type} ${asked}`) ?? (path === undefined ? undefined : this.#store.get(resource, path));
  }

  #patternsOf(type: PoolType): readonly Pattern[] {
    const known = this.#patterns.get(type);
    if (known !== undefined) return known;
    const made: Pattern[] = [];
    for (const wideIp of this.#store.table(`gtm/wideip/${type}`).values()) {
      for (const text of namesOf(wideIp)) if (/[*?]/.test(text)) made.push({ text, matches: patternOf(text), path: wideIp.key });
    }
    const sorted = made.toSorted((a, b) => b.text.length - a.text.length || (a.text < b.text ? -1 : 1));
    this.#patterns.set(type, sorted);
    return sorted;
  }

  #follow(changes: readonly Change[]): void {
    for (const { before, after } of changes) {
      const path = (after ?? before)?.resource.path;
      for (const type of POOL_TYPES) if (path === `gtm/wideip/${type}`) this.#patterns.delete(type);
    }
  }
}

/** `*` stands for any characters, `?` for one. */
function patternOf(text: string): RegExp {
  const source = text.replaceAll(/[.*?]/g, (character) => ({ '.': '\\.', '*': '.*', '?': '.' })[character] ?? character);
  return new RegExp(`^${source}$`);
}

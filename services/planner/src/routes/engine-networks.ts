/** What is known of the networks of all engines, as their documents come. */
import type { Batch } from '@berth/bus';
import type { SiteConfig } from '@berth/installation';
import { type Engine, engineKey } from '@berth/messages';
import { jsonEqual } from '../json-equal.ts';
import type { RoutedEngine } from './route-claims.ts';

type Known = RoutedEngine & { readonly revision: number };

/** Engines that are configured; those of other sites are looked at for the addresses that they have. */
export class EngineNetworks {
  readonly #own: ReadonlySet<string>;
  readonly #known = new Map<string, Known>();

  constructor({ engines, elsewhere, name: site }: Pick<SiteConfig, 'engines' | 'elsewhere' | 'name'>) {
    this.#own = new Set(engines.keys());
    for (const [name, config] of engines) this.#known.set(engineKey(name), { name, site, config, seen: 'unknown', revision: 0 });
    for (const [name, config] of elsewhere)
      this.#known.set(engineKey(name), { name, site: config.site, config, seen: 'unknown', revision: 0 });
  }

  /** Of this site. */
  get own(): readonly RoutedEngine[] {
    return [...this.#known.values()].filter(({ name }) => this.#own.has(name));
  }

  get elsewhere(): readonly RoutedEngine[] {
    return [...this.#known.values()].filter(({ name }) => !this.#own.has(name));
  }

  /** Per engine of this site that can be seen, the revision in which its networks were found as they are. */
  revisions(): Record<string, number> {
    return Object.fromEntries(
      [...this.#known.values()].flatMap(({ name, seen, revision }) =>
        seen === 'unknown' || !this.#own.has(name) ? [] : [[name, revision]],
      ),
    );
  }

  /** Whether anything is different now. */
  update({ kind, entries }: Batch<Engine>): 'changed' | 'same' {
    let outcome: 'changed' | 'same' = 'same';
    const heard = new Set<string>();
    for (const { key, revision, value } of entries) {
      heard.add(key);
      const known = this.#known.get(key);
      if (known === undefined) continue;
      const seen = value.kind === 'document' && value.document.name === known.name ? factsOf(value.document) : 'unknown';
      if (jsonEqual(known.seen, seen)) continue;
      this.#known.set(key, { ...known, seen, revision });
      outcome = 'changed';
    }
    if (kind === 'snapshot')
      for (const [key, known] of this.#known)
        if (!heard.has(key) && known.seen !== 'unknown') {
          this.#known.set(key, { ...known, seen: 'unknown' });
          outcome = 'changed';
        }
    return outcome;
  }
}

function factsOf({ networks, dockerVersion, host }: Engine): RoutedEngine['seen'] {
  return { networks, dockerVersion, ...(host && { host }) };
}

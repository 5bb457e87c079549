/** What operators decided about one BIG-IP, and whether this installation was there before. */
import { type Batch, matches } from '@berth/bus';
import { type Control, controlFilters, type Freeze, freezeKey, installedKey } from '@berth/messages';

/**
 * open: writes may go. unknown: `berth-control` has not been read. new: it doesn't say that we were here before, so writes
 * wait until it was seen that the BIG-IP holds nothing of ours. frozen: writes wait for an operator.
 */
export type Permission = { readonly kind: 'open' | 'unknown' | 'new' } | { readonly kind: 'frozen'; readonly reason: string };

/** Keeps one BIG-IP's part of `berth-control`. What can't be read there holds all writes. */
export class ControlState {
  readonly #keys: readonly string[];
  readonly #installed: string;
  readonly #found = new Map<string, Freeze | 'unreadable' | 'installed'>();
  /** Filters whose keys have not been read. */
  readonly #unread: Set<string>;

  constructor(bigip: string) {
    this.#installed = installedKey(bigip);
    this.#keys = [freezeKey(bigip), freezeKey(undefined)];
    this.#unread = new Set(controlFilters(bigip));
  }

  get permission(): Permission {
    if (this.#unread.size > 0) return { kind: 'unknown' };
    for (const key of this.#keys) {
      const freeze = this.#found.get(key);
      if (freeze === 'unreadable') return { kind: 'frozen', reason: `the decision under ${key} can't be read` };
      if (typeof freeze === 'object') return { kind: 'frozen', reason: `held by ${freeze.by}: ${freeze.reason}` };
    }
    const installed = this.#found.get(this.#installed);
    if (installed === 'unreadable') return { kind: 'frozen', reason: `the record under ${this.#installed} can't be read` };
    return { kind: installed === undefined ? 'new' : 'open' };
  }

  /** What came under one of `controlFilters`. */
  take(filter: string, { kind, entries }: Batch<Control>): void {
    if (kind === 'snapshot') for (const key of this.#found.keys()) if (matches(filter, key)) this.#found.delete(key);
    this.#unread.delete(filter);
    for (const { key, value } of entries) {
      if (key !== this.#installed && !this.#keys.includes(key)) continue;
      if (value.kind === 'deleted') this.#found.delete(key);
      else if (value.kind === 'unreadable') this.#found.set(key, 'unreadable');
      else this.#found.set(key, value.document.kind === 'freeze' ? value.document : 'installed');
    }
  }

  /** We have just recorded it ourselves; the watch will say so too. */
  installed(): void {
    this.#found.set(this.#installed, 'installed');
  }
}

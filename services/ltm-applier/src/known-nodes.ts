/** The nodes that our partition may use, and which of them are ours to remove. */

export class KnownNodes {
  /** Address → full path. */
  readonly paths = new Map<string, string>();
  readonly #own = new Set<string>();
  readonly #idle = new Set<string>();

  /** Addresses of our own nodes that no member uses any more. */
  get idle(): ReadonlySet<string> {
    return this.#idle;
  }

  /** Addresses whose node BIG-IP made for a member of ours. */
  get own(): ReadonlySet<string> {
    return this.#own;
  }

  /** A member is there, whose mark tells whether BIG-IP made its node. */
  use(address: string, node: 'own' | 'foreign' | undefined): void {
    if (node === 'own') this.#own.add(address);
    this.#idle.delete(address);
  }

  /** No member is there any more. */
  leave(address: string): void {
    if (this.#own.has(address)) this.#idle.add(address);
  }

  /** It is there without a member: an earlier holder of the lease was cut short between the removal of its member and its own. */
  inherit(address: string): void {
    this.#own.add(address);
    this.#idle.add(address);
  }

  /** It isn't there any more. */
  forget(address: string): void {
    this.paths.delete(address);
    this.#own.delete(address);
    this.#idle.delete(address);
  }
}

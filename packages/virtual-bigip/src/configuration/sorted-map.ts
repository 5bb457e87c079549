/** An immutable map in key order. A change copies one chunk and the list of chunks, so older versions stay valid and cost next to nothing. */

type Chunk<V> = { readonly keys: readonly string[]; readonly values: readonly V[] };

const LARGEST_CHUNK = 256;

export class SortedMap<V> {
  readonly size: number;
  readonly #chunks: readonly Chunk<V>[];

  private constructor(chunks: readonly Chunk<V>[], size: number) {
    this.#chunks = chunks;
    this.size = size;
  }

  /** A map of these entries; of two with one key the later one counts. */
  static of<V>(entries: Iterable<readonly [string, V]>): SortedMap<V> {
    const sorted = [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const chunks: Chunk<V>[] = [];
    for (let at = 0; at < sorted.length; at += LARGEST_CHUNK) {
      const part = sorted.slice(at, at + LARGEST_CHUNK);
      chunks.push({ keys: part.map(([key]) => key), values: part.map(([, value]) => value) });
    }
    return new SortedMap(chunks, sorted.length);
  }

  get(key: string): V | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    if (chunk === undefined) return undefined;
    const at = lowerBound(chunk.keys, key);
    return chunk.keys[at] === key ? chunk.values[at] : undefined;
  }

  has(key: string): boolean {
    const chunk = this.#chunks[this.#chunkOf(key)];
    return chunk !== undefined && chunk.keys[lowerBound(chunk.keys, key)] === key;
  }

  /** This map with `key` set to `value`. */
  with(key: string, value: V): SortedMap<V> {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return new SortedMap([{ keys: [key], values: [value] }], 1);
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] === key) {
      return new SortedMap(this.#chunks.with(index, { keys: chunk.keys, values: chunk.values.with(at, value) }), this.size);
    }
    const grown = { keys: chunk.keys.toSpliced(at, 0, key), values: chunk.values.toSpliced(at, 0, value) };
    return new SortedMap(this.#chunks.toSpliced(index, 1, ...split(grown)), this.size + 1);
  }

  /** This map without `key`. */
  without(key: string): SortedMap<V> {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return this;
    const at = lowerBound(chunk.keys, key);
    if (chunk.keys[at] !== key) return this;
    const rest = chunk.keys.length === 1 ? [] : [{ keys: chunk.keys.toSpliced(at, 1), values: chunk.values.toSpliced(at, 1) }];
    return new SortedMap(this.#chunks.toSpliced(index, 1, ...rest), this.size - 1);
  }

  /** All values in key order. */
  *values(): Generator<V> {
    for (const { values } of this.#chunks) yield* values;
  }

  *entries(): Generator<readonly [string, V]> {
    yield* this.startingWith('');
  }

  /** The entries whose key starts with `prefix`, in key order. */
  *startingWith(prefix: string): Generator<readonly [string, V]> {
    for (let index = Math.max(this.#chunkOf(prefix), 0); index < this.#chunks.length; index += 1) {
      const { keys, values } = this.#chunks[index] as Chunk<V>; // the index is in range
      for (let at = lowerBound(keys, prefix); at < keys.length; at += 1) {
        const key = keys[at] as string;
        if (!key.startsWith(prefix)) return;
        yield [key, values[at] as V];
      }
    }
  }

  /** What `later` has otherwise than this map. Costs little where one was made from the other. */
  *changesTo(later: SortedMap<V>): Generator<{ readonly key: string; readonly before: V | undefined; readonly after: V | undefined }> {
    const kept = new Set(this.#chunks);
    const shared = new Set(later.#chunks.filter((chunk) => kept.has(chunk)));
    for (const chunk of this.#chunks) {
      if (shared.has(chunk)) continue;
      for (const [at, key] of chunk.keys.entries()) if (!later.has(key)) yield { key, before: chunk.values[at], after: undefined };
    }
    for (const chunk of later.#chunks) {
      if (shared.has(chunk)) continue;
      for (const [at, key] of chunk.keys.entries()) {
        const before = this.get(key);
        const after = chunk.values[at];
        if (before !== after) yield { key, before, after };
      }
    }
  }

  /** The chunk that holds `key` or would; -1 only where there is none. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.keys[0] ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return Math.min(low, high);
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function split<V>(chunk: Chunk<V>): Chunk<V>[] {
  if (chunk.keys.length <= LARGEST_CHUNK) return [chunk];
  const half = chunk.keys.length >> 1;
  return [
    { keys: chunk.keys.slice(0, half), values: chunk.values.slice(0, half) },
    { keys: chunk.keys.slice(half), values: chunk.values.slice(half) },
  ];
}

/** Looks once a second whether a bucket is still the one that it was: nothing else says so. */
import type { Bucket } from './bucket.ts';
import { reasonOf } from './connect.ts';
import type { Log } from './store.ts';

type Listener = (era: string | undefined) => void;

const interval = 1000;

/** Works while somebody listens. */
export class Eras {
  readonly #bucket: Pick<Bucket, 'name' | 'connection' | 'era'>;
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #looking: boolean = false;

  constructor({ bucket, log }: { readonly bucket: Pick<Bucket, 'name' | 'connection' | 'era'>; readonly log: Log }) {
    this.#bucket = bucket;
    this.#log = log;
  }

  /** Tells the bucket's era until the returned value is disposed. */
  hear(listener: Listener): Disposable {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => void this.#look(), interval);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  async #look(): Promise<void> {
    if (this.#looking || !this.#bucket.connection.connected()) return;
    this.#looking = true;
    try {
      const era = await this.#bucket.era();
      for (const listener of this.#listeners) listener(era);
    } catch (error) {
      this.#log.debug({ bucket: this.#bucket.name, reason: reasonOf(error) }, 'could not look at a bucket');
    } finally {
      this.#looking = false;
    }
  }
}

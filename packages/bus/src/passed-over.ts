/** Keys of a bucket that somebody else wrote by rules of his own: no program sees them. */
import type { BucketName } from '@berth/messages';
import type { Log } from './store.ts';

export type PassedOverOptions = { readonly bucket: BucketName; readonly log: Log };

export class PassedOver {
  readonly #options: PassedOverOptions;
  readonly #told = new Set<string>();

  constructor(options: PassedOverOptions) {
    this.#options = options;
  }

  /** Such a key was written or deleted. It is told once while it is there, however many watches come by it. */
  note(key: string, { deleted }: { readonly deleted: boolean }): void {
    const { bucket, log } = this.#options;
    if (deleted) this.#told.delete(key);
    else if (!this.#told.has(key)) {
      this.#told.add(key);
      log.warn({ bucket, key }, 'passed over a key that is not named like ours');
    }
  }
}

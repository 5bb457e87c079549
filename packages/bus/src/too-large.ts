/** A document that will never be stored as it is. */

/** NATS doesn't take messages of this size, so trying again is no use. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  readonly bytes: number;
  readonly limit: number;

  constructor(key: string, { bytes, limit }: { readonly bytes: number; readonly limit: number }, options?: ErrorOptions) {
    super(`the document under ${key} has ${bytes} bytes, and NATS takes ${limit}`, options);
    this.bytes = bytes;
    this.limit = limit;
  }
}

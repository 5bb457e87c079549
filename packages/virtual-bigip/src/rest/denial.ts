/** A request that restjavad refuses before anything below it hears of it. */

export class Denial extends Error {
  override readonly name = 'Denial';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

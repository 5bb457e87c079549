/** When the engine says that a container was started, to the microsecond. */
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const Event = z.object({ Actor: z.object({ Attributes: z.object({ name: z.string() }) }) });

/** Follows the `start` events of one engine. */
export class StartEvents implements Disposable {
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #stream: IncomingMessage;

  private constructor(stream: IncomingMessage) {
    this.#stream = stream;
    createInterface({ input: stream }).on('line', (line) => {
      const { name } = Event.parse(JSON.parse(line)).Actor.Attributes;
      this.#waiting.get(name)?.(timeOf(line));
      this.#waiting.delete(name);
    });
  }

  static async open(socket: string): Promise<StartEvents> {
    const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['start'] }));
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    get({ socketPath: socket, path: `/events?filters=${filters}` }, resolve).on('error', reject);
    return new StartEvents(await promise);
  }

  /** Resolves when the container of that name starts, with the engine's own time of it, ms since 1970. */
  async started(name: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(name, resolve);
    return await promise;
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}

/** `timeNano` has more digits than a number holds. */
function timeOf(line: string): number {
  const [, milliseconds = '', rest = ''] = /"timeNano":(\d+)(\d{6})/.exec(line) ?? [];
  return Number(milliseconds) + Number(rest) / 1e6;
}

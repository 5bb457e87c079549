/** The session with a BIG-IP that a loop keeps for as long as it can. */
import type { Log } from '@berth/bus';
import type { Session } from '@berth/icontrol';
import { Connector } from './connect.ts';
import type { BigipTarget } from './target.ts';

export type LinkOptions = {
  readonly bigip: BigipTarget;
  readonly requestTimeout: number;
  readonly log: Log;
  /** Told of each new session. */
  readonly onConnected: (connected: { readonly unit: string; readonly version: string }) => void;
};

export class Link {
  readonly #options: LinkOptions;
  readonly #connector: Connector;
  #session: Session | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#connector = new Connector(options.bigip, options.requestTimeout);
  }

  /** The one that is there. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The one that is there, or a new one. Throws an IControlError when the unit can't be used. */
  async open(signal: AbortSignal): Promise<Session> {
    if (this.#session !== undefined) return this.#session;
    const { session, version } = await this.#connector.open(signal);
    this.#session = session;
    const { bigip, log, onConnected } = this.#options;
    log.info({ bigip: bigip.name, unit: session.unit, version }, 'connected to the BIG-IP');
    onConnected({ unit: session.unit, version });
    return session;
  }

  /** Waits for requests under way and leaves. Whoever asks for the session meanwhile finds none. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.[Symbol.asyncDispose]();
  }
}

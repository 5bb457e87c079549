/** Tells every 2 s that this program lives, and what it works for. */
import type { Store } from '@berth/bus';
import { type Heartbeat, heartbeatSubject } from '@berth/messages';

const interval = 2000;

/** Beats until it is disposed. */
export class Heart implements Disposable {
  readonly #store: Store;
  readonly #tell: () => Heartbeat;
  readonly #timer: NodeJS.Timeout;

  constructor(store: Store, tell: () => Heartbeat) {
    this.#store = store;
    this.#tell = tell;
    this.#timer = setInterval(() => this.beat(), interval);
  }

  /** Also out of turn, when something is new. */
  beat(): void {
    const heartbeat = this.#tell();
    this.#store.publish(heartbeatSubject(heartbeat.program, heartbeat.instance), heartbeat);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

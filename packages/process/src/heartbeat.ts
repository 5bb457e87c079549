/** Tells every 2 s that this program lives, and what it works for. */
import type { Store } from '@berth/bus';
import { type Heartbeat, heartbeatSubject } from '@berth/messages';

const interval = 2000;

/** Beats until it is disposed. */
export class Heart implements Disposable {
  readonly #timer: NodeJS.Timeout;

  constructor(store: Store, tell: () => Heartbeat) {
    const beat = () => {
      const heartbeat = tell();
      store.publish(heartbeatSubject(heartbeat.program, heartbeat.instance), heartbeat);
    };
    beat();
    this.#timer = setInterval(beat, interval);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

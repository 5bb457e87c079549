/** Tells every 2 s that this program lives, and what it works for. */
import type { Store } from '@berth/bus';
import { type Heartbeat, heartbeatSubject } from '@berth/messages';

const interval = 2000;

/** Beats until it is disposed. */
export class Heart implements Disposable {
  readonly #store: Store;
  readonly #tell: () => Heartbeat;
  readonly #engines: () => readonly string[];
  readonly #timer: NodeJS.Timeout;

  /** `engines`: those that a collector works for; none for others. */
  constructor(store: Store, { tell, engines }: { readonly tell: () => Heartbeat; readonly engines: () => readonly string[] }) {
    this.#store = store;
    this.#tell = tell;
    this.#engines = engines;
    this.#timer = setInterval(() => this.beat(), interval);
  }

  /** Also out of turn, when something is new. */
  beat(): void {
    const heartbeat = this.#tell();
    const { program, instance } = heartbeat;
    const engines = this.#engines();
    if (engines.length === 0) this.#store.publish(heartbeatSubject(program, instance), { ...heartbeat, engines: [] });
    for (const engine of engines) {
      const open = heartbeat.engines.filter((name) => name === engine);
      this.#store.publish(heartbeatSubject(program, instance, engine), { ...heartbeat, engines: open });
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

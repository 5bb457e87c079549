/** Tells every 2 s that this program lives, and what it works for. */
import type { Store } from '@berth/bus';
import { type Heartbeat, heartbeatSubject } from '@berth/messages';
import type { OpenEngines } from './open-engines.ts';

const interval = 2000;

export type HeartOptions = {
  readonly tell: () => Heartbeat;
  /** Those that a collector works for; none for others. */
  readonly engines: () => readonly string[];
  readonly open: OpenEngines | undefined;
};

/** Beats until it is disposed; for an engine also as soon as its event stream opens or closes. */
export class Heart implements Disposable {
  readonly #store: Pick<Store, 'publish'>;
  readonly #tell: () => Heartbeat;
  readonly #engines: () => readonly string[];
  readonly #timer: NodeJS.Timeout;
  readonly #listening: Disposable | undefined;

  constructor(store: Pick<Store, 'publish'>, { tell, engines, open }: HeartOptions) {
    this.#store = store;
    this.#tell = tell;
    this.#engines = engines;
    this.#timer = setInterval(() => this.beat(), interval);
    this.#listening = open?.onChange((engine) => this.#beatFor(tell(), engine));
  }

  /** Also out of turn, when something is new. */
  beat(): void {
    const heartbeat = this.#tell();
    const { program, instance } = heartbeat;
    const engines = this.#engines();
    if (engines.length === 0) this.#store.publish(heartbeatSubject(program, instance), { ...heartbeat, engines: [] });
    for (const engine of engines) this.#beatFor(heartbeat, engine);
  }

  #beatFor(heartbeat: Heartbeat, engine: string): void {
    const { program, instance } = heartbeat;
    const open = heartbeat.engines.filter((name) => name === engine);
    this.#store.publish(heartbeatSubject(program, instance, engine), { ...heartbeat, engines: open });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#listening?.[Symbol.dispose]();
  }
}

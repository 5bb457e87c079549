/** Tells every 2 s that this program lives, and what it works for. */
import type { Store } from '@berth/bus';
import { type Heartbeat, heartbeatSubject, leaseKey } from '@berth/messages';
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
    this.#listening = open?.onChange((engine) => this.#beatFor([engine]));
  }

  /** Also out of turn, when something is new. */
  beat(): void {
    const engines = this.#engines();
    if (engines.length > 0) {
      this.#beatFor(engines);
      return;
    }
    const heartbeat = this.#tell();
    this.#store.publish(heartbeatSubject(heartbeat.program, heartbeat.instance), { ...heartbeat, engines: [] });
  }

  /** What is about others isn't told with each, so that very many engines take no more than their number. */
  #beatFor(about: readonly string[]): void {
    const { engines, leases, ...heartbeat } = this.#tell();
    const open = new Map(engines.map((engine) => [String(engine), engine]));
    const held = new Set(leases);
    for (const engine of about) {
      const [name, lease] = [open.get(engine), leaseKey('collector', engine)];
      const own = { leases: held.has(lease) ? [lease] : [], engines: name === undefined ? [] : [name] };
      this.#store.publish(heartbeatSubject(heartbeat.program, heartbeat.instance, engine), { ...heartbeat, ...own });
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#listening?.[Symbol.dispose]();
  }
}

/** Which unit of a device group is active, and what the others are. */

import { type FailoverOrder, type FailoverState, nobodyElse } from './membership.ts';

export type Candidate = {
  readonly hostname: string;
  /** Told when its state is another one. */
  readonly listeners: Set<() => void>;
  /** Undefined while it is switched off. */
  running: object | undefined;
  wish: 'online' | 'offline';
  /** How many failsafes keep it from being active. */
  failsafes: number;
  state: FailoverState;
};

export class Election {
  readonly #units: readonly Candidate[];
  #links: 'joined' | 'cut' = 'joined';
  /** Of those that hear each other. */
  #active: string | undefined;

  constructor(units: readonly Candidate[]) {
    this.#units = units;
  }

  /** Who takes over from the active unit. */
  get next(): Candidate | undefined {
    return this.#units.find((unit) => unit.hostname !== this.#active && isFit(unit));
  }

  hears(unit: Candidate, other: Candidate): boolean {
    return unit === other || (unit.running !== undefined && other.running !== undefined && this.#links === 'joined');
  }

  /** Units no longer hear each other until the result is disposed: each takes itself for the one that is left. */
  cut(): Disposable {
    this.#links = 'cut';
    this.hold();
    return {
      [Symbol.dispose]: () => {
        this.#links = 'joined';
        this.hold();
      },
    };
  }

  order(unit: Candidate, order: FailoverOrder): void {
    if (order === 'standby') {
      if (unit.state !== 'active') return;
      const { next } = this;
      if (next === undefined || this.#links === 'cut') throw nobodyElse();
      this.#active = next.hostname;
    } else unit.wish = order;
    this.hold();
  }

  /** The active unit stays so while it is fit for it. Those that are no longer active hear of it first, as addresses move. */
  hold(): void {
    const active = this.#units.find(({ hostname }) => hostname === this.#active);
    if (active === undefined || !isFit(active)) this.#active = this.next?.hostname;
    const moved = this.#units.filter((unit) => {
      const before = unit.state;
      unit.state = this.#stateOf(unit);
      return unit.state !== before;
    });
    for (const unit of moved.toSorted((a, b) => Number(a.state === 'active') - Number(b.state === 'active'))) {
      for (const listener of unit.listeners) listener();
    }
  }

  #stateOf(unit: Candidate): FailoverState {
    if (unit.running === undefined) return 'offline';
    if (unit.wish === 'offline') return 'forced-offline';
    const isActive = this.#links === 'cut' ? isFit(unit) : unit.hostname === this.#active;
    return isActive ? 'active' : 'standby';
  }
}

function isFit({ running, wish, failsafes }: Candidate): boolean {
  return running !== undefined && wish === 'online' && failsafes === 0;
}

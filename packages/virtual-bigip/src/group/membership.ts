/** What a unit knows of itself and of the units that it forms a device group with. */

import { mcpd } from '../configuration/refusal.ts';

/** As `cm/device` says it. */
export type FailoverState = 'active' | 'standby' | 'forced-offline' | 'offline';

/** What `cm/sync-status` tells. */
export type SyncReport = {
  readonly status:
    | 'Standalone'
    | 'In Sync'
    | 'Changes Pending'
    | 'Awaiting Initial Sync'
    | 'Not All Devices Synced'
    | 'Syncing'
    | 'Sync Failure'
    | 'Disconnected';
  readonly mode: 'standalone' | 'high-availability';
  readonly color: 'green' | 'yellow' | 'red' | 'blue';
  readonly summary: string;
  readonly details: readonly string[];
};

/** What a unit is told to do about its traffic. */
export type FailoverOrder = 'standby' | 'offline' | 'online';

export interface Membership {
  /** The unit's own host name. */
  readonly hostname: string;
  /** Host names of all units that trust each other, its own among them. */
  readonly units: readonly string[];
  /** Name of the sync-failover group; undefined where the unit stands alone. */
  readonly group: string | undefined;
  /** How a unit stands, as this one sees it. */
  stateOf(hostname: string): FailoverState;
  /** Whether a unit would be active if the active one went. */
  isNext(hostname: string): boolean;
  report(): SyncReport;
  /** Begins to make the group's configurations one: `to-group` its own, `from-group` the newest. */
  synchronise(direction: 'to-group' | 'from-group'): void;
  /** Refuses what can't be done. */
  order(order: FailoverOrder): void;
  /** Calls `listener` after each change of the unit's own state; the returned function ends it. */
  onState(listener: () => void): () => void;
}

/** A unit without others. */
export class Alone implements Membership {
  readonly hostname: string;
  readonly units: readonly string[];
  readonly group = undefined;
  readonly #listeners = new Set<() => void>();
  #state: FailoverState = 'active';

  constructor(hostname: string) {
    this.hostname = hostname;
    this.units = [hostname];
  }

  stateOf(): FailoverState {
    return this.#state;
  }

  isNext(): boolean {
    return false;
  }

  report(): SyncReport {
    return {
      status: 'Standalone',
      mode: 'standalone',
      color: 'green',
      summary: ' ',
      details: ['Optional action: Add a device to the trust domain'],
    };
  }

  /** Never asked: it has no group by that name. */
  synchronise(): void {}

  order(order: FailoverOrder): void {
    if (order === 'standby') throw nobodyElse();
    this.#state = order === 'offline' ? 'forced-offline' : 'active';
    for (const listener of this.#listeners) listener();
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** The refusal to become standby where nobody can take over. */
export function nobodyElse(): Error {
  return mcpd('01070734', 'Configuration error: There is no other device that could become active.');
}

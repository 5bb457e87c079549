/** Pure: what a unit says of its group's synchronisation, from which change each of them has. */

import type { SyncReport } from './membership.ts';

export type Standing = {
  readonly hostname: string;
  /** Whether the unit that tells hears it. */
  readonly heard: 'connected' | 'disconnected';
  /** Number of the newest change that it has, and of the one that the last synchronisation left it with; undefined before the first. */
  readonly commit: number;
  readonly synced: number | undefined;
};

export type Told = {
  readonly group: string;
  readonly self: string;
  readonly units: readonly Standing[];
  readonly running: 'idle' | 'syncing';
  /** Of the last synchronisation that failed: whose configuration whom it reached, and its words. */
  readonly failure: { readonly from: string; readonly at: string; readonly words: string } | undefined;
};

const IN_SYNC = 'All devices in the device group are in sync';

export function syncReport({ group, self, units, running, failure }: Told): SyncReport {
  const peers = units.filter(({ hostname }) => hostname !== self);
  const verdict = judge(group, units, running, failure);
  const { status, color, summary, advice } = verdict;
  const details = [
    ...peers.map(({ hostname, heard }) => `${hostname}: ${heard}`),
    `${group} (${status}): ${summary}`,
    ...advice.map((line) => ` - ${line}`),
    `device_trust_group (In Sync): ${IN_SYNC}`,
  ];
  return { status, color, summary, details, mode: 'high-availability' };
}

/** Whether a unit has changes of its own; one that lost what it had not saved has none. */
export function isChanged({ commit, synced }: Pick<Standing, 'commit' | 'synced'>): boolean {
  return commit > (synced ?? 0);
}

type Verdict = Pick<SyncReport, 'status' | 'color' | 'summary'> & { readonly advice: readonly string[] };

function judge(group: string, units: readonly Standing[], running: Told['running'], failure: Told['failure']): Verdict {
  if (running === 'syncing') return { status: 'Syncing', color: 'blue', summary: 'The device group is being synchronized', advice: [] };
  const newest = units.toSorted((a, b) => b.commit - a.commit)[0];
  const isSame = units.every(({ commit }) => commit === newest?.commit);
  const away = units.filter(({ heard }) => heard === 'disconnected');
  if (isSame) return away.length > 0 ? disconnected(away) : settled(units);
  if (failure !== undefined) {
    return {
      status: 'Sync Failure',
      color: 'red',
      summary: 'A validation error occurred while syncing to a remote device',
      advice: [
        `Sync error on ${failure.at}: Load failed from /Common/${failure.from} ${failure.words}`,
        'Recommended action: Review the error message and determine corrective action on the device',
      ],
    };
  }
  const advice = [`Recommended action: Synchronize ${newest?.hostname} to group ${group}`];
  const changed = units.filter(isChanged);
  const [first, second] = changed;
  if (first !== undefined && second !== undefined) {
    const summary = `There is a possible change conflict between ${first.hostname} and ${second.hostname}.`;
    return { status: 'Changes Pending', color: 'red', summary, advice };
  }
  if (first !== undefined) {
    const color = away.length > 0 ? 'red' : 'yellow';
    return { status: 'Changes Pending', color, summary: `There is a recent change on ${first.hostname}.`, advice };
  }
  return { status: 'Not All Devices Synced', color: 'yellow', summary: 'Not all devices have the most recent configuration', advice };
}

function settled(units: readonly Standing[]): Verdict {
  if (units.every(({ synced }) => synced === undefined)) {
    return {
      status: 'Awaiting Initial Sync',
      color: 'blue',
      summary: 'The device group is awaiting the initial config sync',
      advice: ['Recommended action: Synchronize one of the devices to the group'],
    };
  }
  return { status: 'In Sync', color: 'green', summary: IN_SYNC, advice: [] };
}

function disconnected(away: readonly Standing[]): Verdict {
  const names = away.map(({ hostname }) => hostname).join(', ');
  return { status: 'Disconnected', color: 'red', summary: `The local device is disconnected from ${names}`, advice: [] };
}

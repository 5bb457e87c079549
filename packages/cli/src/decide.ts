/** What an operator decides about writes: freeze and thaw, and whether the appliers follow. */
import type { Store } from '@berth/bus';
import { type Freeze, freezeKey, type InstallationName, installedKey } from '@berth/messages';
import type { Access } from './access.ts';
import type { Expected } from './expected.ts';
import { readable, type Snapshot, takeSnapshot } from './snapshot.ts';
import { type BigipReport, reportStatus, targetOf, unitOf } from './status-report.ts';
import { Unanswered } from './unanswered.ts';

export type Decision = {
  /** Undefined: every BIG-IP. */
  readonly bigip: string | undefined;
  readonly by: string;
  readonly reason: string;
  /** ms since 1970 */
  readonly now: number;
};

export type Action =
  | { readonly kind: 'froze' | 'was-frozen' | 'thawed'; readonly bigip: string | undefined; readonly by: string; readonly reason: string }
  /** The bus had lost that what a BIG-IP holds is this installation's; now it is recorded again. */
  | { readonly kind: 'recorded'; readonly bigip: string };

export type Follower = {
  readonly kind: string;
  readonly bigip: string;
  readonly unit: string | undefined;
  readonly state: BigipReport['state'];
  /** The command that lets writes go on, where another freeze holds them. */
  readonly thaw: string | undefined;
  /** yes: it says so. no: not in time, or something else is in the way. away: no applier runs; the next one will. */
  readonly follows: 'yes' | 'no' | 'away';
};

export type DecisionReport = { readonly well: boolean; readonly actions: readonly Action[]; readonly followers: readonly Follower[] };

/** How long an applier may take to say that it follows, ms: it tells its state at most once a second. */
const patience = 5000;

/** Holds all writes. Throws Unanswered for a BIG-IP that nobody knows. */
export async function freeze({ store, expected }: Access, decision: Decision, signal: AbortSignal): Promise<DecisionReport> {
  const snapshot = await takeSnapshot(store, signal);
  const targets = targetsOf(decision.bigip, snapshot, expected, decision.now);
  const key = freezeKey(decision.bigip);
  for (;;) {
    const found = await store.read('berth-control', key, signal);
    const there = found?.value.kind === 'document' && found.value.document.kind === 'freeze' ? found.value.document : undefined;
    const { bigip, by, reason, now } = decision;
    const document: Freeze = { v: 1, kind: 'freeze', by, at: now, reason };
    const isNew = there === undefined;
    if (isNew && (await store.compareAndSet('berth-control', { key, document, revision: found?.revision }, signal)) === undefined) continue;
    const action: Action =
      there === undefined ? { kind: 'froze', bigip, by, reason } : { kind: 'was-frozen', bigip, by: there.by, reason: there.reason };
    return await follow(store, [action], { targets, able: targets, isReached: ({ kind }) => kind === 'frozen' }, signal);
  }
}

/** Lets writes go on. Throws Unanswered for a BIG-IP that nobody knows, and when a record needs the installation's name. */
export async function thaw({ store, expected, installation }: Access, decision: Decision, signal: AbortSignal): Promise<DecisionReport> {
  const { bigip, now } = decision;
  const snapshot = await takeSnapshot(store, signal);
  const targets = targetsOf(bigip, snapshot, expected, now);
  const freezes = new Map(readable(snapshot.control).flatMap(({ key, document }) => (document.kind === 'freeze' ? [[key, document]] : [])));
  const actions: Action[] = [];
  const found = snapshot.control.find(({ key }) => key === freezeKey(bigip));
  if (found !== undefined) {
    await store.remove('berth-control', found.key, signal);
    const { by, reason } = freezes.get(found.key) ?? { by: 'somebody', reason: 'what was written there can not be read' };
    actions.push({ kind: 'thawed', bigip, by, reason });
  }
  for (const target of new Set(targets.filter((candidate) => waitsForRecord(candidate, snapshot)).map(({ through }) => through))) {
    await record(store, target, { installation, now }, signal);
    actions.push({ kind: 'recorded', bigip: target });
  }
  const staysFrozen = (target: BigipReport) =>
    snapshot.control.some(({ key }) => key === freezeKey(bigip === undefined ? target.through : undefined));
  const able = actions.length === 0 ? [] : targets.filter((target) => !staysFrozen(target));
  // What holds the others now.
  const left = actions.length === 0 ? targets : targetsOf(bigip, await takeSnapshot(store, signal), expected, now);
  return await follow(store, actions, { targets: left, able, isReached: ({ kind }) => kind !== 'frozen' }, signal);
}

/** Its applier found something of ours there, and nothing on the bus that says so: no operator's freeze is why it waits. */
function waitsForRecord({ through, state }: BigipReport, { control }: Snapshot): boolean {
  const keys = new Map(control.map(({ key, value }) => [key, value.kind]));
  const isFrozen = keys.has(freezeKey(through)) || keys.has(freezeKey(undefined));
  return state.kind === 'frozen' && !isFrozen && keys.get(installedKey(through)) !== 'document';
}

async function record(
  store: Store,
  bigip: string,
  { installation, now }: { readonly installation: InstallationName | undefined; readonly now: number },
  signal: AbortSignal,
): Promise<void> {
  if (installation === undefined)
    throw new Unanswered(
      `${bigip} waits for a record of whose objects it holds, and that needs the installation's name\nSay it where the configuration is: BERTH_CONFIG=berth.yaml berth thaw ${bigip}`,
    );
  const key = installedKey(bigip);
  const found = await store.read('berth-control', key, signal);
  // One that came meanwhile says the same.
  if (found?.value.kind === 'document') return;
  const document = { v: 1, kind: 'installed', installation, at: now } as const;
  await store.compareAndSet('berth-control', { key, document, revision: found?.revision }, signal);
}

function targetsOf(bigip: string | undefined, snapshot: Snapshot, expected: Expected, now: number): readonly BigipReport[] {
  const { bigips } = reportStatus(snapshot, expected, now);
  if (bigip === undefined) return bigips;
  const found = bigips.filter(({ through }) => through === bigip);
  if (found.length > 0) return found;
  const known = [...new Set(bigips.map(({ through }) => through))].join(', ');
  throw new Unanswered(`there is no BIG-IP ${bigip}; ${known === '' ? 'none is known yet' : `known are: ${known}`}`);
}

type Expectation = {
  readonly targets: readonly BigipReport[];
  /** Those that nothing else keeps from following. */
  readonly able: readonly BigipReport[];
  /** Whether an applier's state is what was decided. */
  readonly isReached: (state: BigipReport['state']) => boolean;
};

/** Waits until the appliers that run say that they follow, or 5 s. */
async function follow(
  store: Store,
  actions: readonly Action[],
  { targets, able, isReached }: Expectation,
  signal: AbortSignal,
): Promise<DecisionReport> {
  const states = new Map(targets.map((target) => [nameOf(target), target.state]));
  const waiting = able.filter(({ state }) => state.kind !== 'silent').map(nameOf);
  const areReached = () =>
    waiting.every((name) => {
      const state = states.get(name);
      return state !== undefined && isReached(state);
    });
  if (waiting.length > 0)
    for await (const { entries } of store.watch('berth-status', '>', AbortSignal.any([signal, AbortSignal.timeout(patience)]))) {
      for (const { key, value } of entries) {
        const { kind, target: bigip } = targetOf(key);
        if (value.kind === 'document') states.set(nameOf({ kind, bigip, unit: unitOf(key) }), value.document.state);
      }
      if (areReached()) break;
    }
  signal.throwIfAborted();
  const waitedFor = new Set(waiting);
  const followers = targets.map(({ kind, bigip, unit, state: before, thaw }): Follower => {
    const name = nameOf({ kind, bigip, unit });
    if (before.kind === 'silent') return { kind, bigip, unit, state: before, thaw: undefined, follows: 'away' };
    const state = waitedFor.has(name) ? (states.get(name) ?? before) : before;
    const follows = isReached(state) ? 'yes' : 'no';
    return { kind, bigip, unit, state, thaw: follows === 'yes' || waitedFor.has(name) ? undefined : thaw, follows };
  });
  return { well: followers.every(({ follows }) => follows !== 'no'), actions, followers };
}

function nameOf({ kind, bigip, unit = '' }: Pick<BigipReport, 'kind' | 'bigip' | 'unit'>): string {
  return `${kind} ${bigip} ${unit}`;
}

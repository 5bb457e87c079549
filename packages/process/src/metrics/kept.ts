/** What a publisher keeps in a bucket, counted for as long as it is open: a program's metrics are what it tells anyway. */
import { type BucketName, ContainerState, type Documents, decodeToken, Plan, Status, StatusException } from '@berth/messages';
import type { Meters } from './meters.ts';
import type { PlannedEngines } from './told-engines.ts';

/** Like the publisher itself; disposed with it, when the keys are somebody else's. */
export interface Kept<T> extends Disposable {
  set(key: string, document: Omit<T, 'epoch'>): void;
  delete(key: string): void;
}

/** Counts what is kept in `bucket`. */
export function keptIn<B extends BucketName>(bucket: B, meters: Meters): Kept<Documents[B]> {
  return counted[bucket](meters);
}

const nothing: Kept<unknown> = { set() {}, delete() {}, [Symbol.dispose]() {} };

const counted: { readonly [B in BucketName]: (meters: Meters) => Kept<Documents[B]> } = {
  'berth-engines': keepEngines,
  'berth-status': keepStatuses,
  'berth-problems': keepProblems,
  'berth-desired': keepDesired,
  'berth-bigips': () => nothing,
  'berth-control': () => nothing,
  'berth-leases': () => nothing,
};

const states = ContainerState.options;

function keepEngines(meters: Meters): Kept<Documents['berth-engines']> {
  const { containers, listed } = meters;
  const engines = new Set<string>();
  const forget = (engine: string) => {
    listed.remove({ engine });
    for (const state of states) containers.remove({ engine, state });
  };
  return {
    set(_key, { name: engine, listedAt, containers: found }) {
      engines.add(engine);
      meters.beginEngine(engine);
      listed.set({ engine }, listedAt / 1000);
      for (const state of states) containers.set({ engine, state }, found.filter((container) => container.state === state).length);
    },
    delete(key) {
      forget(decodeToken(key));
    },
    [Symbol.dispose]() {
      for (const engine of engines) forget(engine);
    },
  };
}

const exceptions = StatusException.shape.kind.options;
const objects = Object.keys(Status.shape.owned.shape);

function keepStatuses(meters: Meters): Kept<Documents['berth-status']> {
  const targets = new Map<string, Target>();
  const forget = (target: Target) => {
    for (const gauge of [meters.active, meters.behind, meters.unsavedSince]) gauge.remove(target);
    for (const exception of exceptions) meters.exceptions.remove({ ...target, exception });
    for (const object of objects) meters.owned.remove({ ...target, object });
  };
  return {
    set(key, { state, behindBy, unsavedSince, owned, exceptions: found }) {
      const target = statusTargetOf(key);
      targets.set(key, target);
      meters.beginTarget(targetOf(key));
      meters.active.set(target, state.kind === 'active' ? 1 : 0);
      meters.behind.set(target, behindBy);
      meters.unsavedSince.set(target, (unsavedSince ?? 0) / 1000);
      for (const exception of exceptions)
        meters.exceptions.set({ ...target, exception }, found.filter(({ kind }) => kind === exception).length);
      for (const [object, count] of Object.entries(owned)) if (count !== undefined) meters.owned.set({ ...target, object }, count);
    },
    delete(key) {
      forget(statusTargetOf(key));
    },
    [Symbol.dispose]() {
      for (const target of targets.values()) forget(target);
    },
  };
}

function keepProblems({ problems }: Meters): Kept<Documents['berth-problems']> {
  const open = new Map<string, 'error' | 'warning'>();
  // None is told too.
  for (const severity of ['error', 'warning']) problems.inc({ severity }, 0);
  const close = (key: string) => {
    const severity = open.get(key);
    if (severity !== undefined && open.delete(key)) problems.dec({ severity });
  };
  return {
    set(key, { severity }) {
      close(key);
      open.set(key, severity);
      problems.inc({ severity });
    },
    delete: close,
    [Symbol.dispose]() {
      for (const key of open.keys()) close(key);
    },
  };
}

const Engines = Plan.pick({ engines: true, stale: true });
const noEngines: PlannedEngines = { engines: {}, stale: {} };

function keepDesired({ desired, planned: told }: Meters): Kept<Documents['berth-desired']> {
  const planned = new Map<string, Target>();
  const drop = (key: string) => {
    const target = planned.get(key);
    if (target !== undefined && planned.delete(key)) desired.dec(target);
  };
  let engines = noEngines;
  const tellEngines = (after: PlannedEngines) => {
    told.replace(engines, after);
    engines = after;
  };
  return {
    set(key, document) {
      if (document.kind === 'plan') tellEngines(Engines.parse(document));
      if (planned.has(key) || isShared(key)) return;
      const target = targetOf(key);
      planned.set(key, target);
      desired.inc(target);
    },
    delete: drop,
    [Symbol.dispose]() {
      for (const key of planned.keys()) drop(key);
      tellEngines(noEngines);
    },
  };
}

type Target = { readonly kind: string; readonly target: string };

function targetOf(key: string): Target {
  const [kind = '', target = ''] = key.split('.');
  return { kind, target: decodeToken(target) };
}

/** With the unit, where one is written to by itself. */
function statusTargetOf(key: string): Target {
  const [kind = '', ...names] = key.split('.');
  return { kind, target: names.map(decodeToken).join(' ') };
}

/** `=base` and `=plan`, which are no service's. */
function isShared(key: string): boolean {
  return key.split('.')[2]?.startsWith('=') === true;
}

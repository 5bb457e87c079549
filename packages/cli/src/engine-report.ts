/** Pure: how each engine stands. */
import { type Forget, leaseKey } from '@berth/messages';
import type { Expected } from './expected.ts';
import { readable, type Snapshot } from './snapshot.ts';

export type EngineReport = {
  readonly engine: string;
  readonly site: string;
  /**
   * left: its document is there still, and the configuration doesn't name it, so nothing of it counts. forgotten: an operator gave it up,
   * and no collector has seen it since.
   */
  readonly state: 'followed' | 'stale' | 'forgotten' | 'unknown' | 'left';
  readonly reason: string;
  readonly containers: number;
  readonly running: number;
  readonly listedAt: number | undefined;
};

/** An engine is looked at every minute, and the time of the look is written at most once a minute. */
const oldLook = 180_000;

/** Every engine that is configured or has a document. */
export function reportEngines(
  { engines, desired, control, leases }: Snapshot,
  { engines: configuredEngines }: Pick<Expected, 'engines'>,
  now: number,
): EngineReport[] {
  const configured = new Set(configuredEngines.map(({ name }) => name));
  const held = new Set(leases.map(({ key }) => key));
  const unseen = new Set(readable(desired).flatMap(({ document }) => (document.kind === 'plan' ? Object.keys(document.stale) : [])));
  const given: ReadonlyMap<string, Forget> = new Map(
    readable(control).flatMap(({ document }) => (document.kind === 'forget' ? [[document.engine, document]] : [])),
  );
  const reports = readable(engines).map(({ document }): EngineReport => {
    const { name, site, containers, listedAt } = document;
    const running = containers.filter(({ state }) => state === 'running').length;
    const report = { engine: name, site, containers: containers.length, running, listedAt };
    if (configured.size > 0 && !configured.has(name)) return { ...report, state: 'left', reason: 'the configuration does not name it' };
    const decision = given.get(name);
    if (decision !== undefined) return { ...report, state: 'forgotten', reason: `given up by ${decision.by}` };
    if (!held.has(leaseKey('collector', name))) return { ...report, state: 'stale', reason: 'no collector follows it' };
    if (unseen.has(name)) return { ...report, state: 'stale', reason: 'its collector does not hear it' };
    if (now - listedAt > oldLook) return { ...report, state: 'stale', reason: 'its collector has not looked at it for too long' };
    return { ...report, state: 'followed', reason: '' };
  });
  for (const { name, site } of configuredEngines) {
    if (reports.some(({ engine }) => engine === name)) continue;
    const report = { engine: name, site, containers: 0, running: 0, listedAt: undefined };
    const decision = given.get(name);
    const reason = held.has(leaseKey('collector', name)) ? 'its collector has not read it yet' : 'no collector has ever read it';
    if (decision === undefined) reports.push({ ...report, state: 'unknown', reason });
    else reports.push({ ...report, state: 'forgotten', reason: `given up by ${decision.by}` });
  }
  return reports;
}

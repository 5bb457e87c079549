/** What a look remembers, what it asks for again, and what it says has changed. */
import { ContainerId, Engine, EngineName, SiteName, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import type { Inspection } from './docker/engine-api.ts';
import { Look } from './look.ts';
import { answer, listed } from './testing/recorded.ts';

const engine = { name: EngineName.parse('docker1'), site: SiteName.parse('east'), address: '192.0.2.1', url: 'unix:///secret' };
const version = { Version: '20.10.24', ApiVersion: '1.41' };
const multi = ContainerId.parse('f91dbce214a1870ee80dd0cb375b8b75e8ac96146fa08dba7588f6a434e0b086');
const strange = ContainerId.parse('a'.repeat(64));
/** After `multi` was started. */
const now = Date.parse('2026-11-24T03:25:00Z');
const term = { signal: 15, at: now, heard: now };

function found(name: string, path?: string, value?: unknown): Inspection {
  return { kind: 'found', answer: answer(name, path, value) };
}

/** A look at an engine where `multi` runs. */
function lookAtMulti(): Look {
  const look = new Look(engine, { now });
  look.begin(version);
  look.list(
    listed.filter(({ Id }) => Id === multi),
    now,
  );
  look.inspected(multi, found('multi'), { at: undefined, now });
  look.take();
  return look;
}

function stored(document: Omit<Engine, 'epoch'>): Engine {
  return { ...document, epoch: zeroEpoch('collector.docker1') };
}

const states = (look: Look) => look.take().document.containers.map(({ state }) => state);

test('only what the list shows differently is asked for again, until a connection begins anew', () => {
  const look = new Look(engine, { now });
  look.begin(version);
  const sidecar = listed.find(({ Names }) => Names?.includes('/sidecar'));
  expect(look.list(listed, now)).toHaveLength(listed.length);
  expect(look.list(listed, now)).toEqual([sidecar?.Id]);
  const later = listed.map((item) => (item.Id === multi ? { ...item, State: 'paused', Status: 'Up 1 minute (Paused)' } : item));
  expect(new Set(look.list(later, now))).toEqual(new Set([sidecar?.Id, multi]));
  look.begin(version);
  expect(look.list(later, now)).toHaveLength(listed.length);
});

test('one that the list does not show is asked for, and only inspecting says that it is gone', () => {
  const look = lookAtMulti();
  expect(look.list([], now)).toEqual([multi]);
  expect(states(look)).toEqual(['running']);
  expect(look.inspected(multi, { kind: 'gone' }, { at: undefined, now })).toBe(true);
  expect(states(look)).toEqual([]);
  expect(look.inspected(multi, { kind: 'gone' }, { at: undefined, now })).toBe(false);
});

test("nothing else of the engine's configuration is in the document", () => {
  const { document } = lookAtMulti().take();
  expect(Object.keys(document).filter((field) => !Object.hasOwn(Engine.shape, field))).toEqual([]);
});

test('the same answer is no news', () => {
  const look = lookAtMulti();
  expect(look.inspected(multi, found('multi'), { at: now, now })).toBe(false);
  expect(look.inspected(multi, found('multi', 'State/Status', 'paused'), { at: now, now })).toBe(true);
  expect(look.inspected(multi, found('multi', 'State/Status', 'paused'), { at: now, now })).toBe(false);
});

test('changes are what differs between two documents, whatever happened in between', () => {
  const look = lookAtMulti();
  look.inspected(multi, found('multi', 'Name', '/better'), { at: now + 1, now });
  look.inspected(multi, found('multi', 'Name', '/best'), { at: now + 2, now });
  expect([...look.take().changes.values()]).toMatchObject([
    { change: 'changed', engine: 'docker1', site: 'east', at: now + 2, before: { name: 'multi' }, after: { name: 'best' } },
  ]);
  look.inspected(multi, found('multi'), { at: now + 3, now });
  look.inspected(multi, found('multi', 'Name', '/best'), { at: now + 4, now });
  expect(look.take().changes.size).toBe(0);
  look.inspected(multi, { kind: 'gone' }, { at: now + 5, now });
  look.inspected(multi, found('multi'), { at: now + 6, now });
  expect([...look.take().changes.values()]).toMatchObject([{ change: 'changed', after: { name: 'multi' } }]);
});

test('a signal counts from when it was heard, also before the container was ever inspected', () => {
  const look = new Look(engine, { now });
  look.begin(version);
  expect(look.killed(multi, term)).toBe(false);
  look.inspected(multi, found('multi'), { at: undefined, now });
  expect(states(look)).toEqual(['stopping']);
  expect(look.overdue(now + 14_999)).toEqual([]);
  expect(look.overdue(now + 15_000)).toEqual([multi]);
  look.inspected(multi, found('multi'), { at: undefined, now: now + 15_000 });
  expect(states(look)).toEqual(['running']);
  expect(look.overdue(now + 1e9)).toEqual([]);
});

test('an answer from before a signal does not undo it', () => {
  const look = lookAtMulti();
  expect(look.killed(multi, term)).toBe(true);
  expect(look.inspected(multi, found('multi'), { at: undefined, now: now + 10 })).toBe(false);
  expect(states(look)).toEqual(['stopping']);
  look.inspected(multi, found('multi', 'State/Status', 'exited'), { at: undefined, now: now + 50 });
  expect(states(look)).toEqual(['exited']);
});

test('a signal that comes right after a start, whose inspection is under way, counts', () => {
  const look = lookAtMulti();
  look.inspected(multi, found('multi', 'State/Status', 'exited'), { at: undefined, now });
  expect(look.killed(multi, term)).toBe(false);
  look.inspected(multi, found('multi'), { at: undefined, now });
  expect(states(look)).toEqual(['stopping']);
});

test("one that can't be read stays as it was, is asked for with each list, and says so once", () => {
  const look = lookAtMulti();
  const broken = found('multi', 'State/Status', 'confused');
  expect(look.inspected(multi, broken, { at: undefined, now })).toBe(true);
  expect(look.inspected(multi, broken, { at: undefined, now })).toBe(false);
  expect(look.unreadable()).toEqual(new Map([[multi, expect.stringContaining('State.Status')]]));
  expect(states(look)).toEqual(['running']);
  const list = listed.filter(({ Id }) => Id === multi);
  expect(look.list(list, now)).toEqual([multi]);
  expect(look.inspected(multi, { kind: 'failed', reason: 'no answer in time' }, { at: undefined, now })).toBe(true);
  expect(look.inspected(multi, found('multi'), { at: undefined, now })).toBe(true);
  expect(look.unreadable().size).toBe(0);
});

test("one that could never be read is told, and isn't there", () => {
  const look = lookAtMulti();
  look.inspected(strange, { kind: 'failed', reason: 'no answer in time' }, { at: undefined, now });
  expect(look.unreadable()).toEqual(new Map([[strange, 'no answer in time']]));
  expect(look.take().document.containers).toHaveLength(1);
  expect(look.inspected(strange, { kind: 'gone' }, { at: undefined, now })).toBe(true);
  expect(look.unreadable().size).toBe(0);
});

test('one that is too much is left out, whatever it was before, asked for no more, and does not count as what it was', () => {
  const look = lookAtMulti();
  const list = listed.filter(({ Id }) => Id === multi);
  look.list(list, now);
  expect(look.inspected(multi, found('multi', 'Config/Labels', { 'berth.host': 'a'.repeat(70_000) }), { at: undefined, now })).toBe(true);
  expect(look.excessive()).toEqual(new Map([[multi, expect.stringContaining('more than 65536')]]));
  expect(look.take().document.containers).toEqual([]);
  expect(look.list(list, now)).toEqual([]);
  expect(look.inspected(multi, found('multi', 'Name', `/${'a'.repeat(256)}`), { at: undefined, now })).toBe(true);
  expect(look.excessive()).toEqual(new Map([[multi, expect.stringContaining('a name of 256 characters')]]));
  expect(look.inspected(multi, found('multi'), { at: undefined, now })).toBe(true);
  expect(look.excessive().size).toBe(0);
  expect(look.take().document.containers).toHaveLength(1);
});

test('a stored document is the past: unreadable containers stay as it says, and only what differs from it is a change', () => {
  const before = stored(lookAtMulti().take().document);
  const look = new Look(engine, { stored: before, now });
  look.begin(version);
  look.inspected(multi, { kind: 'failed', reason: 'no answer in time' }, { at: undefined, now });
  expect(look.take()).toMatchObject({ document: { containers: before.containers }, changes: new Map() });
  look.inspected(multi, found('multi', 'Name', '/better'), { at: undefined, now });
  expect([...look.take().changes.values()]).toMatchObject([{ change: 'changed', before: { name: 'multi' }, after: { name: 'better' } }]);
});

test('the size is about that of the document', () => {
  const look = new Look(engine, { now });
  look.begin(version);
  for (const [n, name] of ['multi', 'published', 'sick', 'v6'].entries()) {
    const id = ContainerId.parse(`${n}`.repeat(64));
    look.inspected(id, found(name, 'Config/Labels', { 'berth.host': 'ä'.repeat(1000) }), { at: undefined, now });
  }
  expect(Math.abs(look.bytes() - Buffer.byteLength(JSON.stringify(look.take().document)))).toBeLessThan(10);
  for (const n of [0, 1, 2, 3]) look.inspected(ContainerId.parse(`${n}`.repeat(64)), { kind: 'gone' }, { at: undefined, now });
  expect(Math.abs(look.bytes() - Buffer.byteLength(JSON.stringify(look.take().document)))).toBeLessThan(10);
});

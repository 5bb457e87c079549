/** An engine whose containers don't fit into one document: what was there stays and goes on being told, and what is left out is said. */
import { ContainerId, EngineName, SiteName } from '@berth/messages';
import { expect, test } from 'vitest';
import { Look } from './look.ts';

const minute = 60_000;
const most = 200_000;

function idOf(name: string): ContainerId {
  return ContainerId.parse(Buffer.from(name).toString('hex').padEnd(64, '0'));
}

/** An engine, and what is looked at there. */
class Engine {
  readonly look = new Look(
    { name: EngineName.parse('docker1'), site: SiteName.parse('east'), address: '192.0.2.1' },
    { now: 0, most: () => most },
  );
  now = minute;
  readonly #started = new Map<string, number>();

  /** A container is as said. `bytes`: of a label. */
  is(name: string, status: 'running' | 'exited', { bytes = 10, id = name }: { readonly bytes?: number; readonly id?: string } = {}): void {
    if (status === 'exited') this.#started.delete(id);
    else if (!this.#started.has(id)) this.#started.set(id, this.now);
    const answer = {
      Id: idOf(id),
      Name: `/${name}`,
      State: { Status: status, StartedAt: new Date(this.#started.get(id) ?? 0).toISOString() },
      Config: { Image: 'web', Labels: { 'berth.x': 'y'.repeat(bytes) }, ExposedPorts: { '80/tcp': {} } },
      HostConfig: { NetworkMode: 'default' },
      NetworkSettings: { Ports: { '80/tcp': null }, Networks: { bridge: { IPAddress: '172.17.0.2' } } },
    };
    this.look.inspected(idOf(id), { kind: 'found', answer }, { at: this.now, now: this.now });
  }

  /** It starts, from whatever it was; nobody looks. */
  starts(id: string): void {
    this.#started.set(id, this.now);
  }

  goes(name: string): void {
    this.look.inspected(idOf(name), { kind: 'gone' }, { at: this.now, now: this.now });
  }

  /** Names in the next document, and what it says of those that are left out. */
  told() {
    expect(this.look.fit(this.now)).toBe('fits');
    const { document, changes } = this.look.take();
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(most);
    return {
      names: document.containers.map(({ name, state }) => (state === 'running' ? name : `${name} ${state}`)),
      leftOut: document.leftOut,
      changes: [...changes.values()].map(({ change }) => change),
    };
  }
}

/** Those of the stranger's containers that find room. */
const served = Array.from({ length: 8 }, (_, at) => `evil-${at + 1}`);

/** `www-1` and `www-2` run, and a stranger starts more than there is room for. */
function full(): Engine {
  const engine = new Engine();
  engine.is('www-1', 'running');
  engine.is('www-2', 'running');
  engine.told();
  for (let n = 1; n <= 20; n++) {
    engine.now += 1;
    engine.is(`evil-${n}`, 'running', { bytes: 20_000 });
  }
  return engine;
}

test('a stranger who fills the document keeps nobody from it who was there, nor what happens to them', () => {
  const engine = full();
  const { names, leftOut } = engine.told();
  expect(names).toEqual([...served, 'www-1', 'www-2']);
  expect(leftOut).toMatchObject({ running: 12, exited: 0, networks: 0 });
  expect(leftOut?.next.slice(0, 2)).toEqual(['evil-9', 'evil-10']);

  engine.now += minute;
  engine.is('www-1', 'exited');
  expect(engine.told()).toMatchObject({ names: [...served, 'www-1 exited', 'www-2'], changes: ['changed'] });
  engine.is('www-1', 'running');
  engine.goes('www-2');
  engine.told();
  engine.is('www-2', 'running', { id: 'www-2 anew' });
  expect(engine.told().names).toEqual([...served, 'www-1', 'www-2']);
  expect(engine.look.wanted(engine.now)).toEqual([]);
});

test('who waits longest is read again when there is room, and who is new is left out', () => {
  const engine = full();
  engine.told();
  engine.goes('evil-2');
  engine.is('www-3', 'running');
  expect(engine.told().names).toEqual([...served.filter((name) => name !== 'evil-2'), 'www-1', 'www-2']);
  expect(engine.look.wanted(engine.now)).toEqual([]);
  engine.now += 2 * minute;
  expect(engine.look.wanted(engine.now)).toEqual([idOf('evil-9')]);
  expect(engine.told().leftOut).toMatchObject({ running: 13, exited: 0 });
  engine.is('evil-9', 'running', { bytes: 20_000 });
  expect(engine.told()).toMatchObject({ changes: ['appeared'] });
  expect(engine.told().names).toContain('evil-9');
});

test.for([
  { when: 'is started again', restart: (engine: Engine) => engine.is('evil-9', 'exited'), as: 'evil-9' },
  { when: 'is made anew', restart: (engine: Engine) => engine.goes('evil-9'), as: 'evil-9 anew' },
  { when: 'is started again unseen', restart: (engine: Engine) => engine.starts('evil-9'), as: 'evil-9' },
])('who waits keeps his turn when he $when', ({ restart, as: id }) => {
  const engine = full();
  engine.told();
  engine.now += 1_000;
  restart(engine);
  engine.told();
  engine.is('evil-9', 'running', { bytes: 20_000, id });
  expect(engine.told().leftOut?.next.slice(0, 2)).toEqual(['evil-9', 'evil-10']);
  engine.goes('evil-2');
  engine.told();
  engine.now += 2 * minute;
  expect(engine.look.wanted(engine.now)).toEqual([idOf(id)]);
  engine.is('evil-9', 'running', { bytes: 20_000, id });
  expect(engine.told().names).toContain('evil-9');
  expect(engine.look.wanted(engine.now)).toEqual([]);
});

test('those that do not run are left out before those that do', () => {
  const engine = new Engine();
  for (let n = 1; n <= 20; n++) engine.is(`job-${n}`, 'exited', { bytes: 20_000 });
  expect(engine.told()).toMatchObject({ leftOut: { running: 0, exited: 12, next: [] } });
  for (let n = 1; n <= 3; n++) engine.is(`www-${n}`, 'running', { bytes: 20_000 });
  expect(engine.told().names.filter((name) => name.startsWith('www-'))).toEqual(['www-1', 'www-2', 'www-3']);
  for (let n = 1; n <= 20; n++) engine.goes(`job-${n}`);
  expect(engine.told()).toMatchObject({ names: ['www-1', 'www-2', 'www-3'], leftOut: undefined });
});

test('what is left out takes next to nothing, however much of it there is', () => {
  const engine = full();
  engine.told();
  for (let n = 0; n < 1_000; n++) {
    engine.is(`more-${n}`, 'running', { bytes: 60_000 });
    expect(engine.look.bytes()).toBeLessThan(5 * most);
  }
  for (let n = 0; n < 1_000; n++) engine.goes(`more-${n}`);
  expect(engine.told().leftOut).toMatchObject({ running: 12 });
});

test('strangers who come and go take no room that is kept for those who were there', () => {
  const engine = full();
  engine.told();
  engine.is('www-1', 'exited');
  for (let n = 0; n < 50; n++) {
    engine.is(`gone-${n}`, 'running', { bytes: 20_000 });
    engine.goes(`gone-${n}`);
  }
  engine.told();
  engine.goes('www-1');
  engine.told();
  engine.is('www-1', 'running', { id: 'www-1 anew' });
  expect(engine.told().names).toContain('www-1');
});

/** How a unit stands, though an operator gives it another name, or moves what decides. */
import { IControlError, type Read, type Session } from '@berth/icontrol';
import { expect, test } from 'vitest';
import { UnitWatch } from './unit-watch.ts';

const signal = new AbortController().signal;
const silent = () => undefined;

/** A unit with two traffic groups, of which it has the first. */
class Unit {
  name = '/Common/a';
  /** That of the partition. */
  trafficGroup = '/Common/traffic-group-1';
  readonly states = new Map([
    ['/Common/traffic-group-1', 'active'],
    ['/Common/traffic-group-2', 'standby'],
  ]);
  readonly watch: UnitWatch;

  constructor() {
    const session = { peek: <T>(read: Read<T>) => this.#answer(read) } as unknown as Session;
    this.watch = new UnitWatch({
      address: 'a',
      connector: { open: () => Promise.resolve({ session, version: '17.1.2' }) },
      partition: 'berth',
      every: 60_000,
      log: { debug: silent, info: silent, warn: silent, error: silent },
      changed: silent,
    });
  }

  async look(): Promise<UnitWatch['view']['state']> {
    await this.watch.look(signal);
    return this.watch.view.state;
  }

  async #answer<T>({ request: { path }, schema }: Read<T>): Promise<T> {
    if (path === '/mgmt/tm/cm/device') return schema.parse({ items: [{ fullPath: this.name, selfDevice: 'true' }] });
    if (path === '/mgmt/tm/sys/folder/~berth') return schema.parse({ fullPath: '/berth', trafficGroup: this.trafficGroup });
    const [trafficGroup, state] = [...this.states].find(([name]) => path.includes(name.replaceAll('/', '~'))) ?? [];
    if (state === undefined) throw new IControlError('not-found', `GET ${path}`, 'it is not there');
    const entries = { deviceName: { description: this.name }, failoverState: { description: state } };
    return schema.parse({ entries: { one: { nestedStats: { entries: { ...entries, trafficGroup: { description: trafficGroup } } } } } });
  }
}

test('a unit that gets another name is found again at the next look', async () => {
  const unit = new Unit();
  expect(await unit.look()).toEqual({ kind: 'active' });
  unit.name = '/Common/b';
  expect(await unit.look()).toEqual({ kind: 'other', word: 'in no such traffic group' });
  expect(await unit.look()).toEqual({ kind: 'active' });
});

test('a traffic group that is removed is left at the next look', async () => {
  const unit = new Unit();
  await unit.look();
  unit.trafficGroup = '/Common/traffic-group-2';
  unit.states.delete('/Common/traffic-group-1');
  expect(await unit.look()).toMatchObject({ kind: 'away', reason: expect.stringContaining('it is not there') });
  expect(await unit.look()).toEqual({ kind: 'standby' });
});

test('a partition that moves to another traffic group is followed after some looks', async () => {
  const unit = new Unit();
  await unit.look();
  unit.trafficGroup = '/Common/traffic-group-2';
  expect(await unit.look()).toEqual({ kind: 'active' });
  for (let looks = 0; looks < 30; looks += 1) await unit.look();
  expect(await unit.look()).toEqual({ kind: 'standby' });
});

test('a partition that moved to another traffic group is followed at the next look once that is supposed', async () => {
  const unit = new Unit();
  await unit.look();
  unit.trafficGroup = '/Common/traffic-group-2';
  expect(await unit.look()).toEqual({ kind: 'active' });
  unit.watch.doubtPlace();
  expect(await unit.look()).toEqual({ kind: 'standby' });
});

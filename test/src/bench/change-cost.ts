/** What one container's change costs in a small and in a large installation: it should cost the same. */
import { waitUntil } from '@berth/local-stack';
import { type Counted, FarmInstallation, programs } from '../measure/farm-installation.ts';
import { rounded, tellResult } from '../measure/statistics.ts';
import type { Unit } from '../measure/unit-requests.ts';

const serviceSize = 10;
const changes = 200;

const sizes = {
  small: { engines: 1, containersEach: 100, serviceSize },
  large: { engines: 200, containersEach: 100, serviceSize },
  /** For comparison only: the document of such an engine is as large. */
  oneEngine: { engines: 1, containersEach: 2500, serviceSize },
};

type Cost = Readonly<Record<string, number>>;

const small = await measured('100 containers on 1 engine', sizes.small);
const large = await measured('20,000 containers on 200 engines', sizes.large);
const oneEngine = await measured('2,500 containers on 1 engine', sizes.oneEngine);
const ratios = Object.fromEntries(Object.entries(large).map(([what, cost]) => [what, rounded(cost / (small[what] ?? Number.NaN))]));
tellResult({ bench: 'change-cost', ratio: Math.max(...Object.values(ratios)), ratios, small, large, oneEngine });

async function measured(title: string, size: (typeof sizes)[keyof typeof sizes]): Promise<Cost> {
  const began = performance.now();
  await using installation = await FarmInstallation.start(size);
  console.log(`${title}: all there after ${rounded((performance.now() - began) / 1000)} s`);
  // Programs that are still cold would make the small installation look dear.
  await change(installation, changes / 4);
  // What goes on without a change (leases, heartbeats) is no cost of a change.
  const idle = await spent(installation, () => pause(10_000));
  const busy = await spent(installation, () => change(installation, changes / 2));
  const cost = costOf(busy, idle);
  console.log(
    Object.entries(cost)
      .map(([what, value]) => `  ${what}: ${value}`)
      .join('\n'),
  );
  return cost;
}

type Spent = { readonly milliseconds: number; readonly before: Counted; readonly after: Counted };

async function spent(installation: FarmInstallation, work: () => Promise<void>): Promise<Spent> {
  const before = await installation.counted();
  const began = performance.now();
  await work();
  return { milliseconds: performance.now() - began, before, after: await installation.counted() };
}

/** A container more, and it goes again, at one service after the other. */
async function change({ farm, unit }: FarmInstallation, times: number): Promise<void> {
  const services = Math.floor((farm.engines.length * farm.containersEach) / serviceSize);
  for (let n = 0; n < times; n++) {
    const engine = farm.engines[n % farm.engines.length];
    if (engine === undefined) throw new Error('there is no engine');
    const name = `svc${(n * 7) % services}-${serviceSize + 1}`;
    await done(unit, () => engine.start(name), { method: 'PATCH', path: '/mgmt/tm/ltm/data-group/internal/' });
    await done(unit, () => engine.remove(name), { method: 'DELETE', path: '/mgmt/tm/ltm/node/' });
  }
}

type Last = { readonly method: string; readonly path: string };

/** Acts, and waits for the last request that follows from it: a container's name comes last, and its node goes last. */
async function done(unit: Unit, act: () => void, { method, path }: Last): Promise<void> {
  const { requests } = await unit.requests(Number.MAX_SAFE_INTEGER);
  act();
  await waitUntil(`${method} ${path}`, 60_000, async () => {
    const { items } = await unit.requests(requests);
    return items.some((item) => item.method === method && item.path.startsWith(path));
  });
}

/** Per change. */
function costOf(busy: Spent, idle: Spent): Cost {
  const per = (read: (counted: Counted) => number) => {
    const rate = (read(idle.after) - read(idle.before)) / idle.milliseconds;
    return rounded((read(busy.after) - read(busy.before) - rate * busy.milliseconds) / changes);
  };
  return {
    bytesOnTheBus: per(({ bytes }) => bytes),
    keysWritten: per(({ writes }) => writes),
    ...Object.fromEntries(programs.map((name) => [`${name}, ms of processor time`, per(({ processor }) => processor[name])])),
    requestsToTheBigip: per(({ unitWrites }) => unitWrites),
    bytesToTheBigip: per(({ unitBytes }) => unitBytes),
  };
}

async function pause(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, milliseconds);
  await promise;
}

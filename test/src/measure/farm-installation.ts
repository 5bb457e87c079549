/** The programs between a farm of engines and a virtual BIG-IP, each a process of its own, without traffic: to count what a change costs. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, type NatsServer, type OwnProcess, startBerthProgram, startNats, waitUntil } from '@berth/local-stack';
import { stringify } from 'yaml';
import { z } from 'zod';
import { startBigip } from '../laboratory-bigip.ts';
import { type BusTraffic, busTraffic } from './bus-traffic.ts';
import { type EngineFarm, startFarm } from './engine-farm.ts';
import { processorTime } from './processor-time.ts';
import { Unit } from './unit-requests.ts';

export const programs = ['collector', 'planner', 'ltm-applier'] as const;
type ProgramName = (typeof programs)[number];

const Nodes = z.object({ totalItems: z.int() });

/** Everything that is counted, since each began. */
export type Counted = BusTraffic & {
  readonly processor: Readonly<Record<ProgramName, number>>;
  readonly requests: number;
  readonly unitWrites: number;
  readonly unitBytes: number;
};

export class FarmInstallation implements AsyncDisposable {
  readonly farm: EngineFarm;
  readonly unit: Unit;
  readonly nats: NatsServer;
  readonly #monitoring: string;
  readonly #processes: ReadonlyMap<ProgramName, OwnProcess>;
  readonly #ended: AsyncDisposableStack;

  private constructor(parts: {
    farm: EngineFarm;
    unit: Unit;
    nats: NatsServer;
    monitoring: string;
    processes: ReadonlyMap<ProgramName, OwnProcess>;
    ended: AsyncDisposableStack;
  }) {
    this.farm = parts.farm;
    this.unit = parts.unit;
    this.nats = parts.nats;
    this.#monitoring = parts.monitoring;
    this.#processes = parts.processes;
    this.#ended = parts.ended;
  }

  /** Starts it, and returns when every container is a member on the BIG-IP. */
  static async start(size: {
    readonly engines: number;
    readonly containersEach: number;
    readonly serviceSize: number;
  }): Promise<FarmInstallation> {
    await using starting = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'berth-farm-'));
    starting.defer(() => rm(directory, { recursive: true, force: true }));
    await mkdir(join(directory, 's'));
    const farm = starting.use(await startFarm({ directory: join(directory, 's'), ...size }));
    const monitorPort = await freePort();
    const nats = starting.use(await startNats({ directory: join(directory, 'nats'), monitorPort }));
    const bigip = starting.use(await startBigip({ where: 'process', directory }));
    const config = join(directory, 'berth.yaml');
    await writeFile(config, stringify(configuration(farm, nats.url, bigip.config)));
    const unit = starting.use(await Unit.at(bigip.access));
    const processes = new Map<ProgramName, OwnProcess>();
    for (const name of programs) {
      const logFile = join(directory, `${name}.log`);
      processes.set(name, starting.use(await startBerthProgram({ program: name, env: { BERTH_CONFIG: config }, logFile })));
    }
    const installation = new FarmInstallation({
      farm,
      unit,
      nats,
      monitoring: `http://127.0.0.1:${monitorPort}`,
      processes,
      ended: starting.move(),
    });
    try {
      await installation.#filled(size.engines * size.containersEach);
    } catch (error) {
      await installation[Symbol.asyncDispose]();
      throw error;
    }
    return installation;
  }

  async counted(): Promise<Counted> {
    const [bus, requests, times] = await Promise.all([
      busTraffic(this.#monitoring),
      this.unit.requests(Number.MAX_SAFE_INTEGER),
      Promise.all(programs.map((name) => processorTime(this.#pid(name)))),
    ]);
    const [collector = 0, planner = 0, applier = 0] = times;
    return {
      ...bus,
      processor: { collector, planner, 'ltm-applier': applier },
      requests: requests.requests,
      unitWrites: requests.writes,
      unitBytes: requests.writtenBytes,
    };
  }

  #pid(name: ProgramName): number {
    const process = this.#processes.get(name);
    if (process === undefined) throw new Error(`${name} does not run`);
    return process.pid;
  }

  /** Every container has an address of its own, so there are as many nodes as members. */
  async #filled(members: number): Promise<void> {
    await waitUntil(`${members} members on the BIG-IP`, 600_000, async () => {
      const nodes = Nodes.safeParse(await this.unit.send('GET', 'ltm/node?$filter=partition+eq+berth&$top=1&$select=name'));
      if (nodes.data?.totalItems === members) return true;
      // Asking makes it slower.
      await setTimeout(500);
      return false;
    });
    await this.settled();
  }

  /** Waits until nothing is written any more, neither to the bus nor to the BIG-IP. */
  async settled(): Promise<void> {
    let last = '';
    let quiet = performance.now();
    await waitUntil('quiet', 600_000, async () => {
      const [{ writes }, { writes: unitWrites }] = await Promise.all([
        busTraffic(this.#monitoring),
        this.unit.requests(Number.MAX_SAFE_INTEGER),
      ]);
      const now = `${writes} ${unitWrites}`;
      if (now !== last) quiet = performance.now();
      last = now;
      return performance.now() - quiet > 3000;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ended.disposeAsync();
  }
}

/** Nothing happens by itself while it is measured: no second reads, no looks at everything. */
function configuration(farm: EngineFarm, natsUrl: string, bigip: Readonly<Record<string, unknown>>): object {
  const engines = Object.fromEntries(farm.engines.map(({ name, url, address }) => [name, { url, address }]));
  return {
    installation: 'farm',
    zones: { public: ['apps.example.com'] },
    nats: { servers: [natsUrl] },
    collector: { relook: '1h' },
    applier: { reread: '1h', secondRead: '1h', saveAfter: '1h', saveAtLatest: '1h' },
    sites: { here: { engines, bigips: { edge: { ...bigip, monitor: 'none' } } } },
  };
}

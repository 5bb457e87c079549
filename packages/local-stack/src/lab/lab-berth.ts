/** All of Berth in a laboratory: NATS and the programs, with a collector on each host as in production. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { all } from '../all.ts';
import { type BerthProgramOptions, startBerthProgram } from '../berth-program.ts';
import { type NatsServer, startNats } from '../nats-server.ts';
import type { OwnProcess } from '../own-process.ts';
import { internalZone, zone } from '../quick-start.ts';
import type { Lab } from './lab.ts';
import type { LabEngine } from './lab-engine.ts';

/** Those that speak only NATS and iControl REST. */
const programs = ['planner', 'ltm-applier', 'dns-applier', 'route-advisor'] as const;
export type LabProgram = (typeof programs)[number];

export type LabBerthOptions = {
  /** Merged over the top of berth.yaml. */
  readonly installation?: Readonly<Record<string, unknown>>;
  /** Merged over the BIG-IP's part of berth.yaml. */
  readonly bigip?: Readonly<Record<string, unknown>>;
  /** Which programs run besides the collectors. Default: all. */
  readonly programs?: readonly LabProgram[];
};

/** Starts NATS, the programs, and a collector for each engine. The virtual BIG-IP must have been started. */
export async function startBerth(lab: Lab, options: LabBerthOptions = {}): Promise<LabBerth> {
  await using started = new AsyncDisposableStack();
  const nats = started.use(await startNats({ directory: join(lab.directory, 'nats'), host: lab.management.address }));
  const berth = started.use(new LabBerth(lab, nats, options));
  await berth.configure();
  await all([
    ...(options.programs ?? programs).map((name) => berth.startProgram(name)),
    ...lab.engines.map((engine) => berth.startCollector(engine)),
  ]);
  started.move();
  return berth;
}

/** What runs ends with the value; the laboratory stays. */
export class LabBerth implements AsyncDisposable {
  readonly nats: NatsServer;
  /** The file of the configuration, for BERTH_CONFIG. */
  readonly configuration: string;
  readonly #lab: Lab;
  readonly #options: LabBerthOptions;
  readonly #running = new Map<string, OwnProcess>();

  constructor(lab: Lab, nats: NatsServer, options: LabBerthOptions) {
    this.#lab = lab;
    this.nats = nats;
    this.#options = options;
    this.configuration = join(lab.directory, 'berth.yaml');
  }

  /** One more engine: into the configuration, and a collector on its host. */
  async addEngine(engine: LabEngine): Promise<void> {
    await this.configure();
    await this.startCollector(engine);
  }

  /** Writes the configuration anew, for the engines that there are. */
  async configure(): Promise<void> {
    const { engines, bigip } = this.#lab;
    const content = {
      installation: 'lab',
      zones: { public: [zone], internal: [internalZone] },
      nats: { servers: [this.nats.url] },
      sites: {
        here: {
          engines: Object.fromEntries(
            engines.map(({ name, url, address, addresses: { link, link6 } }) => [
              name,
              { url, address, gateways: [link.engine, link6.engine] },
            ]),
          ),
          bigips: {
            edge: {
              ...bigip.process.configuration,
              http: { mode: 'own', virtual: `${bigip.virtualAddress}:80` },
              dns: { mode: 'own', listener: `${bigip.virtualAddress}:53`, unknown: 'nxdomain' },
              routes: { forwarding: { vlans: engines.map(({ name }) => `/Common/${name}`) } },
              ...this.#options.bigip,
            },
          },
        },
      },
      ...this.#options.installation,
    };
    // Programs that run read it at any moment: they find the old one or the new one.
    await writeFile(`${this.configuration}.new`, stringify(content));
    await rename(`${this.configuration}.new`, this.configuration);
  }

  async startProgram(name: LabProgram): Promise<void> {
    await this.#start({ program: name });
  }

  async startCollector({ name: engine, namespace }: LabEngine): Promise<void> {
    await this.#start({ program: 'collector', name: collectorOf(engine), enter: namespace.enter, args: ['--engine', engine] });
  }

  /** All of them. */
  get processes(): readonly OwnProcess[] {
    return [this.nats.process, ...this.#running.values()];
  }

  /** One of the programs, to kill, pause and restart it. */
  program(name: LabProgram): OwnProcess {
    return this.#process(name);
  }

  collector(engine: LabEngine): OwnProcess {
    return this.#process(collectorOf(engine.name));
  }

  #process(name: string): OwnProcess {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} was not started`);
    return running;
  }

  async #start(options: Omit<BerthProgramOptions, 'env' | 'logFile'>): Promise<void> {
    const { program, name = program } = options;
    const logFile = join(this.#lab.directory, `${name}.log`);
    this.#running.set(name, await startBerthProgram({ ...options, env: { BERTH_CONFIG: this.configuration }, logFile }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await all([...this.#running.values()].map((program) => program[Symbol.asyncDispose]()));
    await this.nats[Symbol.asyncDispose]();
  }
}

function collectorOf(engine: string): string {
  return `collector-${engine}`;
}

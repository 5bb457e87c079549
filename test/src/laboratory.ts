/** A whole installation on this machine: real engines, NATS, the programs, and a virtual BIG-IP. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, freePort, makeImage, ownDirectory, type PrivateEngine, startEngine } from '@berth/local-stack';
import type Docker from 'dockerode';
import { stringify } from 'yaml';
import { type BigipPlace, type LaboratoryBigip, startBigip } from './laboratory-bigip.ts';
import { type Asked, ask, type Endpoint } from './request.ts';
import type { Ended } from './run-entry.ts';
import { Processes } from './runtime/processes.ts';
import type { ProgramName, RunningNats, RunningProgram, Runtime, RuntimeOptions, StartRuntime } from './runtime/runtime.ts';
import type { Security } from './security/secure.ts';

export type { ProgramName } from './runtime/runtime.ts';

export const zone = 'apps.example.com';
export const internalZone = 'docker.example.com';

export const programs = ['collector', 'planner', 'ltm-applier'] as const satisfies readonly ProgramName[];

let startRuntime: StartRuntime = Processes.start;

/** From now on laboratories of this process run their programs so, instead of as processes. */
export function runLaboratoriesBy(start: StartRuntime): void {
  startRuntime = start;
}

export type LaboratoryOptions = {
  /** How many Docker engines. Default 1. */
  readonly engines?: number;
  /** here: in this process, where its requests can be counted. pair: two units there. process: on its own, where it can be killed. */
  readonly bigip?: 'here' | 'pair' | 'process';
  /** on: the BIG-IP answers DNS too, on a port of its own. Default off. */
  readonly dns?: 'on' | 'off';
  /** on: NATS knows each program by its key, and lets it do only its part. narrow: an applier's is for one BIG-IP. Default off. */
  readonly security?: RuntimeOptions['security'];
  /** How much the programs log. Default info. */
  readonly log?: 'debug' | 'info';
  /** Merged over the top of berth.yaml. */
  readonly installation?: Readonly<Record<string, unknown>>;
  /** Merged over each engine's part of berth.yaml. */
  readonly engineConfig?: Readonly<Record<string, unknown>>;
  /** Merged over the BIG-IP's part of berth.yaml. */
  readonly bigipConfig?: Readonly<Record<string, unknown>>;
  /** Runs when the BIG-IP is there and no program has started. */
  readonly before?: (laboratory: Laboratory) => Promise<void>;
};

/** Leases short enough that a takeover is waited for in a test. */
export const shortLeases = { ttl: '2s', renew: '400ms', timeout: '400ms', margin: '400ms', retry: '100ms' };

type LaboratoryParts = Pick<Laboratory, 'engines' | 'bigip' | 'http' | 'dns'> & {
  readonly runtime: Runtime;
  readonly directory: Awaited<ReturnType<typeof ownDirectory>>;
};

/** For berth.yaml: what is waited for in production for the sake of calm comes soon. */
export const hasty = { applier: { orphanAge: '3s', secondRead: '3s', documents: '3s' } } as const;

export class Laboratory implements AsyncDisposable {
  readonly directory: string;
  readonly engines: readonly PrivateEngine[];
  readonly bigip: LaboratoryBigip;
  readonly http: number;
  /** Port of the DNS listeners. */
  readonly dns: number;
  readonly config: string;
  readonly #directory: LaboratoryParts['directory'];
  readonly #runtime: Runtime;
  readonly #health = new Map<PrivateEngine, Promise<string>>();

  private constructor({ directory, engines, runtime, bigip, http, dns }: LaboratoryParts) {
    this.#directory = directory;
    this.#runtime = runtime;
    this.directory = directory.path;
    this.engines = engines;
    this.bigip = bigip;
    this.http = http;
    this.dns = dns;
    this.config = join(directory.path, 'berth.yaml');
  }

  /** Starts everything, and returns when the programs run; what they do is to be waited for. */
  static async start(options: LaboratoryOptions = {}): Promise<Laboratory> {
    await using started = new AsyncDisposableStack();
    const directory = started.use(await ownDirectory('laboratory'));
    const names = Array.from({ length: options.engines ?? 1 }, (_, index) => `docker${index + 1}`);
    const { security = 'off', log = 'info' } = options;
    const runtime = started.use(await startRuntime({ directory: directory.path, engines: names, security, log }));
    const place: BigipPlace = { where: options.bigip ?? 'here', host: runtime.machine, directory: directory.path };
    const [engines, bigip, http, dns] = await all([
      all(
        names.map(async (name) => {
          const engine = started.use(await startEngine({ name }));
          await makeImage(engine.docker);
          return engine;
        }),
      ),
      startBigip(place).then((unit) => started.use(unit)),
      freePort(),
      freePort(),
    ]);
    const laboratory = new Laboratory({ directory, engines, runtime, bigip, http, dns });
    await laboratory.#configure(options);
    await options.before?.(laboratory);
    started.move();
    try {
      await runtime.run(options.dns === 'on' ? [...programs, 'dns-applier'] : programs, engines);
    } catch (error) {
      await laboratory[Symbol.asyncDispose]();
      throw error;
    }
    return laboratory;
  }

  get nats(): RunningNats {
    return this.#runtime.nats;
  }

  /** The address of this machine at which the programs reach what listens there. */
  get machine(): string {
    return this.#runtime.machine;
  }

  /** What NATS and its users know each other by. */
  get security(): Security {
    const { security } = this.#runtime;
    if (security === undefined) throw new Error('this laboratory has no security');
    return security;
  }

  get engine(): PrivateEngine {
    const [engine] = this.engines;
    if (engine === undefined) throw new Error('this laboratory has no engine');
    return engine;
  }

  /** One of the programs, to kill, pause and restart it. */
  program(name: ProgramName): RunningProgram {
    return this.#runtime.program(name);
  }

  /** Starts a further instance of a program, a spare for instance; ended by whoever started it. */
  async spare(name: ProgramName): Promise<RunningProgram> {
    return await this.#runtime.spare(name);
  }

  /** Starts one more BIG-IP that the programs reach, in this process; ended by whoever started it. */
  async furtherBigip(name: string): Promise<LaboratoryBigip> {
    return await startBigip({ where: 'here', host: this.#runtime.machine, directory: join(this.directory, name) });
  }

  /** Where a program tells how it is, and what it measures. */
  async healthAt(name: ProgramName): Promise<Endpoint> {
    return await this.#runtime.health(name);
  }

  /** What a program answers whoever supervises it. */
  async health(name: ProgramName, path: '/healthz' | '/readyz' | '/metrics'): Promise<Asked> {
    return await ask(await this.healthAt(name), 'localhost', path);
  }

  /** What a program measures: each line's value, by name and labels as they stand there. */
  async metrics(name: ProgramName): Promise<ReadonlyMap<string, number>> {
    const answer = await this.health(name, '/metrics');
    const lines = answer.kind === 'answer' ? answer.body.split('\n').filter((line) => line !== '' && !line.startsWith('#')) : [];
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
  }

  /** Starts a container of the sample image; its page is its name. */
  async run(name: string, options: RunOptions = {}): Promise<Docker.Container> {
    const container = await this.create(name, options);
    await container.start();
    return container;
  }

  /** The same without starting it. */
  async create(name: string, { engine = this.engine, labels = {}, tag = 'latest', more = {} }: RunOptions = {}): Promise<Docker.Container> {
    const Image = `berth-sample/web:${tag}`;
    if (tag === 'health') await this.#madeHealthOn(engine);
    return await engine.docker.createContainer({ name, Hostname: name, Image, Labels: { ...labels }, ...more });
  }

  /** Few laboratories need that image. */
  async #madeHealthOn(engine: PrivateEngine): Promise<void> {
    const made = this.#health.get(engine) ?? makeImage(engine.docker, 'health');
    this.#health.set(engine, made);
    await made;
  }

  /** One request through the HTTP virtual, on a connection of its own. */
  async get(host: string, path = '/'): Promise<Asked> {
    return await ask(this.http, host, path);
  }

  /** The `berth` command, as a user calls it. */
  async berth(...args: readonly string[]): Promise<Ended> {
    return await this.#runtime.berth(args);
  }

  /** Everything the programs have logged, for a failing test. */
  async logs(): Promise<string> {
    return await this.#runtime.logs();
  }

  async #configure({ dns, installation = {}, engineConfig = {}, bigipConfig = {} }: LaboratoryOptions): Promise<void> {
    const engines = Object.fromEntries(this.engines.map(({ name, url, gateway }) => [name, { url, address: gateway, ...engineConfig }]));
    const names = dns === 'on' && { dns: { mode: 'own', listener: `127.0.0.1:${this.dns}`, unknown: 'nxdomain' } };
    const edge = { ...this.bigip.config, http: { mode: 'own', virtual: `127.0.0.1:${this.http}` }, ...names, ...bigipConfig };
    const content = {
      installation: 'laboratory',
      zones: { public: [zone], ...(dns === 'on' && { internal: [internalZone] }) },
      nats: { servers: [this.nats.url] },
      leases: shortLeases,
      sites: { here: { engines, bigips: { edge } } },
      ...installation,
    };
    await writeFile(this.config, stringify(content));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime[Symbol.asyncDispose]();
    await Promise.all([...this.engines, this.bigip].map((part) => part[Symbol.asyncDispose]()));
    await this.#directory[Symbol.asyncDispose]();
  }
}

export type RunOptions = {
  readonly engine?: PrivateEngine;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tag?: 'latest' | 'health';
  /** As the engine's API takes it. */
  readonly more?: Docker.ContainerCreateOptions;
};

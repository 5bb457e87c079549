/** A whole installation on this machine: real engines, nats-server, the programs as processes of their own, and a virtual BIG-IP. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  all,
  freePort,
  makeImage,
  type NatsServer,
  type OwnProcess,
  ownDirectory,
  type PrivateEngine,
  startBerthProgram,
  startEngine,
  startNats,
} from '@berth/local-stack';
import type Docker from 'dockerode';
import { stringify } from 'yaml';
import { type LaboratoryBigip, startBigip } from './laboratory-bigip.ts';
import { type Asked, ask } from './request.ts';
import { type Ended, runEntry } from './run-entry.ts';
import { environmentOf, type Security, secure } from './security/secure.ts';

export const zone = 'apps.example.com';
export const internalZone = 'docker.example.com';

export const programs = ['collector', 'planner', 'ltm-applier'] as const;
export type ProgramName = (typeof programs)[number] | 'dns-applier';

export type LaboratoryOptions = {
  /** How many Docker engines. Default 1. */
  readonly engines?: number;
  /** here: in this process, where its requests can be counted. process: on its own, where it can be killed. */
  readonly bigip?: 'here' | 'process';
  /** on: the BIG-IP answers DNS too, on a port of its own. Default off. */
  readonly dns?: 'on' | 'off';
  /** on: NATS knows each program by its key, and lets it do only its part. Default off. */
  readonly security?: 'on' | 'off';
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

type LaboratoryParts = Pick<Laboratory, 'engines' | 'nats' | 'bigip' | 'http' | 'dns'> & {
  readonly security: Security | undefined;
  readonly log: 'debug' | 'info';
  readonly directory: Awaited<ReturnType<typeof ownDirectory>>;
};

/** For berth.yaml: what is waited for in production for the sake of calm comes soon. */
export const hasty = { applier: { orphanAge: '3s', secondRead: '3s', documents: '3s' } } as const;

export class Laboratory implements AsyncDisposable {
  readonly directory: string;
  readonly engines: readonly PrivateEngine[];
  readonly nats: NatsServer;
  readonly bigip: LaboratoryBigip;
  readonly http: number;
  /** Port of the DNS listeners. */
  readonly dns: number;
  readonly config: string;
  readonly #directory: LaboratoryParts['directory'];
  readonly #security: Security | undefined;
  readonly #log: 'debug' | 'info';
  readonly #programs = new Map<ProgramName, OwnProcess>();
  /** Ports. */
  readonly #health = new Map<ProgramName, number>();

  private constructor({ directory, engines, nats, bigip, http, dns, security, log }: LaboratoryParts) {
    this.#security = security;
    this.#log = log;
    this.#directory = directory;
    this.directory = directory.path;
    this.engines = engines;
    this.nats = nats;
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
    const security = options.security === 'on' ? await secure(directory.path, names) : undefined;
    const [engines, nats, bigip, http, dns] = await all([
      all(names.map(async (name) => started.use(await startEngine({ name })))),
      startNats({ directory: join(directory.path, 'nats'), ...(security && { config: security.config }) }).then((server) =>
        started.use(server),
      ),
      startBigip(options.bigip ?? 'here', directory.path).then((unit) => started.use(unit)),
      freePort(),
      freePort(),
    ]);
    await all(engines.flatMap(({ docker }) => [makeImage(docker), makeImage(docker, 'health')]));
    const laboratory = new Laboratory({ directory, engines, nats, bigip, http, dns, security, log: options.log ?? 'info' });
    await laboratory.#configure(options);
    await options.before?.(laboratory);
    started.move();
    try {
      const chosen: readonly ProgramName[] = options.dns === 'on' ? [...programs, 'dns-applier'] : programs;
      await all(chosen.map((program) => laboratory.startProgram(program)));
    } catch (error) {
      await laboratory[Symbol.asyncDispose]();
      throw error;
    }
    return laboratory;
  }

  /** What NATS and its users know each other by. */
  get security(): Security {
    if (this.#security === undefined) throw new Error('this laboratory has no security');
    return this.#security;
  }

  get engine(): PrivateEngine {
    const [engine] = this.engines;
    if (engine === undefined) throw new Error('this laboratory has no engine');
    return engine;
  }

  /** One of the programs, to kill, pause and restart it. */
  program(name: ProgramName): OwnProcess {
    const program = this.#programs.get(name);
    if (program === undefined) throw new Error(`${name} was not started`);
    return program;
  }

  /** Starts a further instance of a program, a spare for instance; ended by whoever started it. */
  async spare(name: ProgramName): Promise<OwnProcess> {
    const logFile = join(this.directory, `${name}-spare.log`);
    return await startBerthProgram({ program: name, name: `spare ${name}`, env: this.#environment(userOf(name)), logFile });
  }

  async startProgram(name: ProgramName): Promise<void> {
    const logFile = join(this.directory, `${name}.log`);
    const health = await freePort();
    const env = { ...this.#environment(userOf(name)), BERTH_HEALTH: String(health), BERTH_LOG_LEVEL: this.#log };
    this.#health.set(name, health);
    this.#programs.set(name, await startBerthProgram({ program: name, env, logFile }));
  }

  /** What a program answers whoever supervises it. */
  async health(name: ProgramName, path: '/healthz' | '/readyz' | '/metrics'): Promise<Asked> {
    return await ask(this.#health.get(name) ?? 0, 'localhost', path);
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
    return await engine.docker.createContainer({ name, Hostname: name, Image, Labels: { ...labels }, ...more });
  }

  /** One request through the HTTP virtual, on a connection of its own. */
  async get(host: string, path = '/'): Promise<Asked> {
    return await ask(this.http, host, path);
  }

  /** The `berth` command, as a user calls it. */
  async berth(...args: readonly string[]): Promise<Ended> {
    return await runEntry('packages/cli/src/main.ts', { args, env: this.#environment('operator') });
  }

  /** Everything the programs have logged, for a failing test. */
  async logs(): Promise<string> {
    const files = [...this.#programs.keys()].map(
      async (name) => `== ${name}\n${await readFile(join(this.directory, `${name}.log`), 'utf8').catch(() => '')}`,
    );
    return (await Promise.all(files)).join('\n');
  }

  #environment(user: string): Record<string, string> {
    return { BERTH_CONFIG: this.config, ...(this.#security && environmentOf(this.#security, user)) };
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
    await Promise.all([...this.#programs.values()].map((program) => program[Symbol.asyncDispose]()));
    await Promise.all([...this.engines, this.nats, this.bigip].map((part) => part[Symbol.asyncDispose]()));
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

/** The collector has a user for each engine; a laboratory with security has one engine. */
function userOf(program: ProgramName): string {
  return program === 'collector' ? 'collector-docker1' : program;
}

/** NATS, the programs and the command as processes of this machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, freePort, type NatsServer, type OwnProcess, startBerthProgram, startNats } from '@berth/local-stack';
import type { Endpoint } from '../request.ts';
import { type Ended, runEntry } from '../run-entry.ts';
import { environmentOf, type Security, secure } from '../security/secure.ts';
import type { ProgramName, Runtime, RuntimeOptions } from './runtime.ts';

export class Processes implements Runtime {
  readonly nats: NatsServer;
  readonly security: Security | undefined;
  readonly machine = '127.0.0.1';
  readonly #directory: string;
  readonly #log: RuntimeOptions['log'];
  readonly #isNarrow: boolean;
  readonly #programs = new Map<ProgramName, { readonly process: OwnProcess; readonly health: Endpoint }>();

  private constructor({ directory, log, security: asked }: RuntimeOptions, nats: NatsServer, security: Security | undefined) {
    this.#directory = directory;
    this.#log = log;
    this.#isNarrow = asked === 'narrow';
    this.nats = nats;
    this.security = security;
  }

  /** Starts NATS. */
  static async start(options: RuntimeOptions): Promise<Processes> {
    const directory = join(options.directory, 'nats');
    const isKeyed = options.security === 'on' || options.security === 'narrow';
    const made = isKeyed ? await secure(options.directory, { ...options, store: join(directory, 'store') }) : undefined;
    const nats = await startNats({ directory, ...(made && { config: made.config }) });
    return new Processes(options, nats, typeof options.security === 'object' ? options.security : made);
  }

  async run(programs: readonly ProgramName[]): Promise<void> {
    await all(programs.map((name) => this.#run(name)));
  }

  program(name: ProgramName): OwnProcess {
    return this.#started(name).process;
  }

  async spare(name: ProgramName): Promise<OwnProcess> {
    const logFile = join(this.#directory, `${name}-spare.log`);
    const { user, args } = this.#callOf(name);
    return await startBerthProgram({ program: name, name: `spare ${name}`, args, env: this.#environment(user), logFile });
  }

  async health(name: ProgramName): Promise<Endpoint> {
    return this.#started(name).health;
  }

  async berth(args: readonly string[]): Promise<Ended> {
    return await runEntry('packages/cli/src/main.ts', { args, env: this.#environment('operator') });
  }

  async logs(): Promise<string> {
    const processes = [this.nats.process, ...[...this.#programs.values()].map(({ process }) => process)];
    const files = processes.map(async ({ name, logFile }) => `== ${name}\n${await readFile(logFile, 'utf8').catch(() => '')}`);
    return (await Promise.all(files)).join('\n');
  }

  async #run(name: ProgramName): Promise<void> {
    const port = await freePort();
    const { user, args } = this.#callOf(name);
    const env = { ...this.#environment(user), BERTH_HEALTH: String(port), BERTH_LOG_LEVEL: this.#log };
    const process = await startBerthProgram({ program: name, args, env, logFile: join(this.#directory, `${name}.log`) });
    this.#programs.set(name, { process, health: { address: this.machine, port } });
  }

  /** The collector has a user for each engine, and a laboratory with security one engine. */
  #callOf(program: ProgramName): { readonly user: string; readonly args: readonly string[] } {
    if (program === 'collector') return { user: 'collector-docker1', args: [] };
    if (program === 'planner' || !this.#isNarrow) return { user: program, args: [] };
    return { user: `${program}-edge`, args: ['--bigip', 'edge'] };
  }

  #started(name: ProgramName) {
    const started = this.#programs.get(name);
    if (started === undefined) throw new Error(`${name} was not started`);
    return started;
  }

  #environment(user: string): Record<string, string> {
    return { BERTH_CONFIG: join(this.#directory, 'berth.yaml'), ...(this.security && environmentOf(this.security, user)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#programs.values()].map(({ process }) => process[Symbol.asyncDispose]()));
    await this.nats[Symbol.asyncDispose]();
  }
}

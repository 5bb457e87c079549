/** What runs NATS, Berth's programs and its command for a laboratory: this machine itself, or Compose. */
import type { NatsServer, OwnProcess, PrivateEngine } from '@berth/local-stack';
import type { Endpoint } from '../request.ts';
import type { Ended } from '../run-entry.ts';
import type { Security } from '../security/secure.ts';

export type ProgramName = 'collector' | 'planner' | 'ltm-applier' | 'dns-applier';

/** One program, which can be killed, paused and started again. */
export type RunningProgram = Pick<OwnProcess, 'pid' | 'start' | 'kill' | 'restart' | 'pause' | 'resume'> & AsyncDisposable;

/** NATS, as this machine reaches it. */
export type RunningNats = Pick<NatsServer, 'url' | 'port' | 'store' | 'start' | 'kill' | 'wipe'>;

export type RuntimeOptions = {
  /** Of the laboratory: all that the programs are to read lies in it, and berth.yaml is called so. */
  readonly directory: string;
  /** Names. */
  readonly engines: readonly string[];
  /**
   * on: NATS knows each program by its key, and lets it do only its part. narrow: and appliers work for edge alone, with keys for no other
   * BIG-IP. Or what was made for another NATS, which the programs are told of.
   */
  readonly security: 'on' | 'narrow' | 'off' | Security;
  readonly log: 'debug' | 'info';
};

export type Runtime = AsyncDisposable & {
  readonly nats: RunningNats;
  readonly security: Security | undefined;
  /** The address of this machine at which the programs reach what listens there. */
  readonly machine: string;
  /** Starts programs when berth.yaml and the engines are there, and returns when they run; what they do is to be waited for. */
  run(programs: readonly ProgramName[], engines: readonly PrivateEngine[]): Promise<void>;
  program(name: ProgramName): RunningProgram;
  /** Starts a further instance of a program; ended by whoever started it. */
  spare(name: ProgramName): Promise<RunningProgram>;
  /** Where a program tells how it is. */
  health(name: ProgramName): Promise<Endpoint>;
  /** The `berth` command, as an operator calls it. */
  berth(args: readonly string[]): Promise<Ended>;
  /** Everything the programs have logged. */
  logs(): Promise<string>;
};

export type StartRuntime = (options: RuntimeOptions) => Promise<Runtime>;

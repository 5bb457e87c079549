/** A child process with a log file, which can be killed, paused and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { entered } from './entered.ts';
import { lastLines } from './last-lines.ts';
import { type Noted, note } from './ledger.ts';
import { identityOf } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';

export type ProcessOptions = {
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard output and error go to its end. */
  readonly logFile: string;
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One process of ours. It is in a process group of its own, so that Ctrl-C on the terminal reaches only who started it. */
export class OwnProcess implements AsyncDisposable {
  readonly name: string;
  readonly logFile: string;
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.#options = options;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} is not running`);
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Settles when the present run ends. */
  get exited(): Promise<Exit> {
    return this.#exited;
  }

  async start(): Promise<void> {
    if (this.running) throw new Error(`${this.name} is already running`);
    const { command, args = [], env, logFile } = this.#options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...env } });
    closeSync(log);
    await once(child, 'spawn');
    this.#child = child;
    const noted = await this.#note(child);
    this.#exited = ended(child).then(async (exit) => {
      this.#child = undefined;
      await noted?.strike();
      return exit;
    });
  }

  /** Waits until it is ready. A process that ends instead is an error with its last words, not a long wait. */
  async untilReady(limit: number, ready: () => Promise<boolean>): Promise<void> {
    await waitUntil(`${this.name} to be ready (log: ${this.logFile})`, limit, async () => {
      if (!this.running) throw new Error(`${this.name} ended:${await lastLines(this.logFile)}`);
      return await ready();
    });
  }

  /** Sends a signal, such as SIGHUP, and does not wait. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Stops it in its tracks. */
  async pause(): Promise<void> {
    this.signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.signal('SIGCONT');
  }

  /** Sends a signal that ends it, and waits for that. Nothing when it does not run. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child?.kill(signal);
    await this.#exited;
  }

  /** Kills it if it still runs, and starts it again. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Asks it to end; 10 s later, ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await this.#exited;
    clearTimeout(late);
  }

  async #note(child: ChildProcess): Promise<Noted | undefined> {
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    return identity === undefined ? undefined : await note({ kind: 'process', name: this.name, identity });
  }
}

export type ProgramOptions = Omit<ProcessOptions, 'command'> & {
  /** What goes before the command, to run it in a namespace for instance. */
  readonly enter?: readonly string[];
  /** A TypeScript file that runs under this Node. */
  readonly entry: string;
};

/** Starts one program as a process of its own. */
export async function startProgram({ entry, enter = [], args = [], ...options }: ProgramOptions): Promise<OwnProcess> {
  const program = new OwnProcess({ ...options, ...entered(enter, process.execPath, entry, ...args) });
  await program.start();
  return program;
}

function ended(child: ChildProcess): Promise<Exit> {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  if (child.exitCode !== null || child.signalCode !== null) resolve({ code: child.exitCode, signal: child.signalCode });
  else child.once('exit', (code, signal) => resolve({ code, signal }));
  return promise;
}

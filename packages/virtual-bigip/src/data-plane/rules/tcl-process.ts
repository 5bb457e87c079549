/** One long-lived tclsh that runs rules, started again when it dies. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FrameReader, frame } from './frames.ts';

const program = fileURLToPath(new URL('./tmm.tcl', import.meta.url));
/** A rule can't take more memory than this, in KiB, nor keep the process longer than this, in ms; Tcl's own limits come first. */
const memory = 1_048_576;
const patience = 8_000;

/** Answers what a rule asks about the configuration; what it throws becomes a Tcl error in the rule. */
export type Answer = (question: readonly string[]) => string;

type Call = {
  readonly fields: readonly string[];
  readonly resolve: (reply: string[]) => void;
  readonly reject: (error: Error) => void;
};

type Running = { readonly child: ChildProcessByStdio<Writable, Readable, null>; readonly ended: Promise<void> };

/** Sends frames to tclsh one call at a time, since a rule's question must not meet the next call on its way. */
export class TclProcess implements AsyncDisposable {
  readonly #answer: Answer;
  readonly #waiting: Call[] = [];
  #current: { readonly call: Call; readonly watchdog: NodeJS.Timeout } | undefined;
  #running: Running | undefined;
  /** Counts the processes: what was loaded into one is not in the next. */
  #incarnation = 0;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Starts the process if there is none, and says which one it is. */
  incarnation(): number {
    this.#running ??= this.#start();
    return this.#incarnation;
  }

  /** Sends a frame and waits for the reply. Fails when the process dies over it. */
  call(fields: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ fields, resolve, reject });
      this.#next();
    });
  }

  /** Sends a frame that has no reply. */
  tell(fields: readonly string[]): void {
    this.#waiting.push({ fields, resolve: () => {}, reject: () => {} });
    this.#next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#running;
    running?.child.kill('SIGKILL');
    await running?.ended;
    for (const call of this.#waiting.splice(0)) call.reject(new Error('the data plane has stopped'));
  }

  #next(): void {
    while (this.#current === undefined) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#running ??= this.#start();
      const { child } = this.#running;
      if (call.fields[0] !== 'end' && call.fields[0] !== 'unload') {
        this.#current = { call, watchdog: setTimeout(() => child.kill('SIGKILL'), patience) };
      }
      child.stdin.write(frame(call.fields), 'latin1');
    }
  }

  #start(): Running {
    this.#incarnation += 1;
    const child = spawn('/bin/sh', ['-c', `ulimit -v ${memory}; exec tclsh "$0"`, program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reader = new FrameReader();
    child.stdout.on('data', (bytes: Buffer) => {
      for (const fields of reader.read(bytes)) this.#receive(child, fields);
    });
    // A write to a process that has just died fails here; its end is told by `close`.
    child.stdin.on('error', () => {});
    const ended = new Promise<void>((resolve) => {
      child.on('error', () => {});
      child.on('close', (code, signal) => {
        this.#running = undefined;
        this.#finish()?.reject(new Error(`the Tcl process ended (${signal ?? code})`));
        resolve();
        this.#next();
      });
    });
    return { child, ended };
  }

  #receive(child: Running['child'], fields: string[]): void {
    if (fields[0] !== 'ask') {
      this.#finish()?.resolve(fields);
      this.#next();
      return;
    }
    child.stdin.write(frame(this.#reply(fields.slice(1))), 'latin1');
  }

  #reply(question: readonly string[]): string[] {
    try {
      return ['ok', this.#answer(question)];
    } catch (error) {
      return ['error', error instanceof Error ? error.message : 'unknown error'];
    }
  }

  #finish(): Call | undefined {
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(current?.watchdog);
    return current?.call;
  }
}

/** One long-lived tclsh that runs rules, started again when it dies. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FrameReader, frame } from './frames.ts';

const program = fileURLToPath(new URL('./tmm.tcl', import.meta.url));
/** A rule can't take more memory than this, in KiB, nor keep the process longer than this, in ms; Tcl's own limits come first. */
const memory = 524_288;
const patience = 5_000;

/** Answers what a rule asks; what it throws becomes a Tcl error in the rule. */
export type Answer = (question: readonly string[]) => string;

/** A frame to be sent, and for one with a reply, who waits for it. */
type Message = { readonly fields: readonly string[]; readonly call?: Call };
type Call = { readonly resolve: (reply: string[]) => void; readonly reject: (error: Error) => void };
type Running = { readonly child: ChildProcessByStdio<Writable, Readable, null>; readonly ended: Promise<void> };

/** Sends frames to tclsh one call at a time, since a rule's question must not meet the next call on its way. */
export class TclProcess implements AsyncDisposable {
  readonly #answer: Answer;
  readonly #waiting: Message[] = [];
  #current: { readonly call: Call; readonly watchdog: NodeJS.Timeout } | undefined;
  #running: Running | undefined;
  #incarnation = 0;
  #disposed: boolean = false;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Which process it is, started if there is none: what was loaded into one is not in the next. */
  incarnation(): number {
    this.#start();
    return this.#incarnation;
  }

  /** Whether there is a process, and if `incarnation` is given, whether it is that one. */
  runs(incarnation = this.#incarnation): boolean {
    return this.#running !== undefined && this.#incarnation === incarnation;
  }

  /** Sends a frame and waits for the reply. Fails when the process dies before that. */
  call(fields: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ fields, call: { resolve, reject } });
      this.#send();
    });
  }

  /** Sends a frame that has no reply. */
  tell(fields: readonly string[]): void {
    this.#waiting.push({ fields });
    this.#send();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#running?.child.kill('SIGKILL');
    await this.#running?.ended;
    this.#fail('the data plane has stopped');
  }

  #send(): void {
    const running = this.#start();
    if (running === undefined) {
      this.#fail('the data plane has stopped');
      return;
    }
    const { child } = running;
    let text = '';
    while (this.#current === undefined) {
      const message = this.#waiting.shift();
      if (message === undefined) break;
      text += frame(message.fields);
      if (message.call !== undefined) this.#current = { call: message.call, watchdog: setTimeout(() => child.kill('SIGKILL'), patience) };
    }
    if (text !== '') child.stdin.write(text, 'latin1');
  }

  #start(): Running | undefined {
    if (this.#disposed || this.#running !== undefined) return this.#running;
    this.#incarnation += 1;
    const child = spawn('/bin/sh', ['-c', `ulimit -c 0; ulimit -v ${memory}; exec tclsh "$0"`, program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
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
        // What waits was meant for what this process had loaded.
        this.#fail(code === 127 ? 'there is no tclsh on this machine: install Tcl 8.6' : `the Tcl process ended (${signal ?? code})`);
        resolve();
      });
    });
    this.#running = { child, ended };
    return this.#running;
  }

  #receive(child: Running['child'], fields: string[]): void {
    if (fields[0] === 'ask') child.stdin.write(frame(this.#reply(fields.slice(1))), 'latin1');
    else {
      this.#finish()?.resolve(fields);
      if (this.#waiting.length > 0) this.#send();
    }
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

  #fail(reason: string): void {
    for (const call of [this.#finish(), ...this.#waiting.splice(0).map(({ call }) => call)]) call?.reject(new Error(reason));
  }
}

/** Docker over SSH as Docker's own client does it: `ssh HOST docker system dial-stdio`, so hosts are verified by the operator's own known_hosts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

export type SshTarget = { readonly host: string; readonly user: string; readonly port: string };

/**
 * Each connection is one ssh process. Of those that aren't logged in yet, OpenSSH's server takes ten, and dropbear's five of one address; an
 * inspection may keep one busy until a container has started.
 */
export class SshAgent extends Agent {
  readonly #to: SshTarget;
  constructor(to: SshTarget) {
    super({ keepAlive: true, maxSockets: 5 });
    this.#to = to;
  }

  override createConnection(): Duplex {
    const { host, user, port } = this.#to;
    const who = [...(user === '' ? [] : ['-l', user]), ...(port === '' ? [] : ['-p', port])];
    const ssh = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5'];
    return new ProcessSocket(spawn('ssh', [...ssh, ...who, '--', host, 'docker', 'system', 'dial-stdio'], { stdio: 'pipe' }));
  }
}

/** A process's stdin and stdout as one stream, with what node:http asks of a socket. */
class ProcessSocket extends Duplex {
  readonly #process: ChildProcess;
  readonly #stdin;
  constructor(process: ReturnType<typeof spawn> & { stdin: NonNullable<ChildProcess['stdin']> }) {
    super();
    this.#process = process;
    this.#stdin = process.stdin;
    let complaint = '';
    process.stdout?.on('data', (chunk: Buffer) => this.push(chunk) || process.stdout?.pause());
    process.stderr?.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-500);
    });
    // It says only that ssh has ended; its end, which follows, says why.
    process.stdin.on('error', () => undefined);
    process.on('error', (error) => this.destroy(error));
    process.on('close', (code) => this.destroy(new Error(`ssh ended with ${code}: ${complaint.trim()}`)));
  }

  override _read(): void {
    this.#process.stdout?.resume();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#stdin.write(chunk, () => done());
  }
  override _final(done: () => void): void {
    this.#stdin.end(() => done());
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#process.kill();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    this.#process.ref();
    return this;
  }
  unref(): this {
    this.#process.unref();
    return this;
  }
}

/** A container that is handled as a process is. */
import type Docker from 'dockerode';
import type { RunningProgram } from './runtime.ts';

export class ContainerProgram implements RunningProgram {
  readonly #container: Docker.Container;
  #pid: number;

  private constructor(container: Docker.Container, pid: number) {
    this.#container = container;
    this.#pid = pid;
  }

  static async of(container: Docker.Container): Promise<ContainerProgram> {
    return new ContainerProgram(container, (await container.inspect()).State.Pid);
  }

  /** Of its first process, as this machine counts. */
  get pid(): number {
    return this.#pid;
  }

  async start(): Promise<void> {
    await this.#container.start();
    this.#pid = (await this.#container.inspect()).State.Pid;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!(await this.#container.inspect()).State.Running) return;
    await this.#container.kill({ signal });
    await this.#container.wait();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async pause(): Promise<void> {
    await this.#container.pause();
  }

  async resume(): Promise<void> {
    await this.#container.unpause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container.remove({ force: true });
  }
}

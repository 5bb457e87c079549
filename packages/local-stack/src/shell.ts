/** Lines of a shell, run as somebody would who pastes them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { repository } from './paths.ts';

/** `output`: of both streams, as it came. */
export type ShellResult = { readonly code: number | null; readonly output: string };

/** Runs a line in the repository to its end. */
export async function runLine(line: string): Promise<ShellResult> {
  const child = start(`${line} 2>&1`);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, output: output.trimEnd() };
}

/** A line that runs until it is disposed, and all that it has printed. */
export class RunningLine implements AsyncDisposable {
  readonly #child: Line;
  readonly #ended: Promise<unknown>;
  output = '';

  constructor(line: string) {
    this.#child = start(`${line} 2>&1`);
    this.#ended = once(this.#child, 'exit');
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM');
    await this.#ended;
  }
}

type Line = ChildProcessByStdio<null, Readable, null>;

/** In a process group of its own, so that all that the line starts can be ended with it. */
function start(line: string): Line {
  return spawn('sh', ['-c', line], { cwd: repository, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
}

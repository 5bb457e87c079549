/** Lines of a shell, run as somebody would who pastes them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { repository } from './paths.ts';

/** What was printed, without the end of the last line. */
export type ShellResult = { readonly code: number | null; readonly output: string; readonly errors: string };

/** Runs a line in the repository to its end. */
export async function runLine(line: string): Promise<ShellResult> {
  const child = start(line);
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, output: output.trimEnd(), errors: errors.trimEnd() };
}

/** A line that runs until it is disposed, and all that it has printed, on either stream. */
export class RunningLine implements AsyncDisposable {
  readonly #child: Line;
  readonly #ended: Promise<unknown>;
  output = '';

  constructor(line: string) {
    this.#child = start(line);
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM');
    await this.#ended;
  }
}

type Line = ChildProcessByStdio<null, Readable, Readable>;

/** In a process group of its own, so that all that the line starts can be ended with it. */
function start(line: string): Line {
  return spawn('sh', ['-c', line], { cwd: repository, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

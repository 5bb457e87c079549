/** Running a command with its output on ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { repository } from './paths.ts';

/** Runs it in the repository, and returns whether it succeeded. Ctrl-C on the terminal reaches it by itself; `signal` ends it too. */
export async function runAttached(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  signal.throwIfAborted();
  const child = spawn(command, args, { cwd: repository, stdio: 'inherit', env: { ...process.env, ...env } });
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = await once(child, 'exit');
    return code === 0;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

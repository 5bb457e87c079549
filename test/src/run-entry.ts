/** Runs one of our TypeScript entries to its end, as a user would from a shell. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '@berth/local-stack';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type EntryOptions = { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly input?: string };

/** Runs `entry` (a path within the repository) and returns when it has ended. */
export async function runEntry(entry: string, { args = [], env = {}, input = '' }: EntryOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(repository, entry), ...args], { env: { ...process.env, ...env } });
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('close', resolve).on('error', reject);
  const [code, stdout, stderr] = await Promise.all([promise, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

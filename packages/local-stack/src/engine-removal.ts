/** Removing a private engine with all that it made: used when it is closed, and on what a crash left of one. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineEntry } from './ledger.ts';
import { identityOf, killProcesses, signalProcess } from './process-identity.ts';
import { runCommand } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

/** Ends its containers and removes its mounts, bridges, control groups and files. Its own two processes must be gone already. */
export async function removeEngine(entry: EngineEntry): Promise<void> {
  const { directory, runtime } = entry;
  await killProcesses(await shims(containerdSocket(runtime)));
  await endControlGroup(controlGroup(entry));
  await removeShimSockets(runtime);
  await unmount([directory, runtime]);
  // Those of a namespace go with it.
  if (entry.kind === 'engine') await removeBridges(entry.bridge, directory);
  await rm(directory, { recursive: true, force: true });
  await rm(runtime, { recursive: true, force: true });
}

/** The parent of its containers' control groups. */
export function controlGroup(entry: EngineEntry): string {
  return entry.kind === 'engine' ? entry.bridge : entry.namespace;
}

export function containerdSocket(runtime: string): string {
  return join(runtime, 'containerd.sock');
}

/** The processes that stand between this containerd and its containers. They outlive it. */
async function shims(socket: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await list('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const args = (await read(`/proc/${pid}/cmdline`)).split('\0');
    const identity = identityOf(Number(pid));
    if (args[0]?.includes('containerd-shim') === true && args.includes(socket) && identity !== undefined) found.push(identity);
  }
  return found;
}

/** Kills all that runs under this control group, and removes it, in every hierarchy (cgroup v1 has many, v2 one). */
async function endControlGroup(name: string): Promise<void> {
  const groups: string[] = [];
  for (const hierarchy of ['', ...(await list('/sys/fs/cgroup'))]) {
    const top = join('/sys/fs/cgroup', hierarchy, name);
    const below = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => undefined);
    if (below === undefined) continue;
    const directories = below.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    groups.push(...[top, ...directories].toSorted((a, b) => b.length - a.length));
  }
  for (const group of groups) await thaw(group);
  for (const group of groups) {
    // It can be removed once the kernel is done with its last process.
    await waitUntil(`end of control group ${group}`, 10_000, async () => {
      const pids = (await read(join(group, 'cgroup.procs'))).split('\n').map(Number);
      for (const identity of pids.flatMap((pid) => identityOf(pid) ?? [])) signalProcess(identity, 'SIGKILL');
      return await rmdir(group).then(
        () => true,
        () => !existsSync(group),
      );
    });
  }
}

/** A paused container can't even be killed. */
async function thaw(group: string): Promise<void> {
  for (const [file, state] of [
    ['freezer.state', 'THAWED'],
    ['cgroup.freeze', '0'],
  ] as const) {
    const path = join(group, file);
    if (existsSync(path)) await writeFile(path, state);
  }
}

/** containerd keeps these outside of all directories that it can be told. */
async function removeShimSockets(runtime: string): Promise<void> {
  const tasks = join(runtime, 'containerd/io.containerd.runtime.v2.task/moby');
  for (const id of await list(tasks)) {
    const path = (await read(join(tasks, id, 'address'))).replace('unix://', '');
    if (path.startsWith('/run/containerd/s/')) await rm(path, { force: true });
  }
}

async function unmount(directories: readonly string[]): Promise<void> {
  const points = (await read('/proc/self/mounts'))
    .split('\n')
    .flatMap(
      (line) => line.split(' ')[1]?.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) ?? [],
    )
    .filter((point) => directories.some((directory) => point.startsWith(`${directory}/`)))
    .toSorted()
    .reverse();
  if (points.length > 0) await runCommand('umount', '--lazy', ...points);
}

/** The engine's own bridge, and those of the networks that its users made, as its own database names them. */
async function removeBridges(own: string, directory: string): Promise<void> {
  const networks = await read(join(directory, 'data/network/files/local-kv.db'));
  for (const name of await list('/sys/class/net')) {
    if (name === own || (/^br-[0-9a-f]{12}$/.test(name) && networks.includes(name.slice(3))))
      await runCommand('ip', 'link', 'delete', name);
  }
}

/** What is not there, or goes while we look, is empty. */
async function list(directory: string): Promise<string[]> {
  return await readdir(directory).catch(() => []);
}

async function read(file: string): Promise<string> {
  return await readFile(file, 'latin1').catch(() => '');
}

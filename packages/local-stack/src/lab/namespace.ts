/** Network namespaces: each has interfaces, addresses, routes and firewall rules of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Noted, note } from '../ledger.ts';
import { identityOf, killProcesses } from '../process-identity.ts';
import { runCommand } from '../run-command.ts';

/** Where `ip netns` has them. */
const directory = '/run/netns';

/** A network namespace that forwards nothing until somebody lets it. */
export class Namespace implements AsyncDisposable {
  readonly name: string;
  /** What goes before a command so that it runs in here. */
  readonly enter: readonly string[];
  readonly #noted: Noted;

  private constructor(name: string, noted: Noted) {
    this.name = name;
    // `ip netns exec` would hide the control groups.
    this.enter = ['nsenter', `--net=${join(directory, name)}`];
    this.#noted = noted;
  }

  static async make(name: string): Promise<Namespace> {
    const namespace = new Namespace(name, await note({ kind: 'namespace', name }));
    await runCommand('ip', 'netns', 'add', name);
    await namespace.run('ip', 'link', 'set', 'lo', 'up');
    // As on a machine that has just been set up: an engine that finds it off turns it on, and then drops what it doesn't know.
    await namespace.set({ 'net.ipv4.ip_forward': '0', 'net.ipv6.conf.all.forwarding': '0' });
    return namespace;
  }

  /** Runs a command in here to its end, and returns what it printed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return await runCommand('nsenter', ...this.enter.slice(1), command, ...args);
  }

  /** Sets sysctls, which are this namespace's own under `net`. */
  async set(settings: Readonly<Record<string, string>>): Promise<void> {
    const lines = Object.entries(settings).map(([name, value]) => `echo ${value} >/proc/sys/${name.replaceAll('.', '/')}`);
    await this.run('sh', '-ec', lines.join('\n'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeNamespace(this.name);
    await this.#noted.strike();
  }
}

/** Ends all that runs in a namespace, and removes it with its interfaces. */
export async function removeNamespace(name: string): Promise<void> {
  if (!existsSync(join(directory, name))) return;
  const pids = (await runCommand('ip', 'netns', 'pids', name)).split('\n').filter((line) => line !== '');
  await killProcesses(pids.flatMap((pid) => identityOf(Number(pid)) ?? []));
  await runCommand('ip', 'netns', 'delete', name);
}

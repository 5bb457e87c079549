/** A shell as somebody has it who installs Berth: an ordinary user who may use Docker, with `docker compose`. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Nobody on this machine. */
export const owner = 10_123;

/** What the error of a command that fails knows. */
const Printed = z.object({ stdout: z.string(), stderr: z.string() });

export type ShellOptions = {
  /** Where commands are typed. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
};

export class Shell {
  readonly directory: string;
  /** What the user's environment says; a test that follows a page takes out what the page sets elsewhere. */
  readonly environment: Record<string, string>;

  constructor({ directory, environment }: ShellOptions) {
    this.directory = directory;
    this.environment = { ...environment };
  }

  /** What a line prints on standard output; an error with its words when it fails. */
  async type(line: string, input = ''): Promise<string> {
    // May open what is root's alone: the engine's socket, and what lies in the repository.
    const user = [
      '--reuid',
      String(owner),
      '--regid',
      String(owner),
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
    ];
    const typed = promisify(execFile)('setpriv', [...user, 'bash', '-e', '-o', 'pipefail', '-c', `umask 022\n${line}`], {
      cwd: this.directory,
      env: this.environment,
      maxBuffer: 16 << 20,
    });
    // Most lines end without having read it.
    typed.child.stdin?.on('error', () => undefined).end(input);
    const { stdout } = await typed.catch((cause: unknown) => {
      const printed = Printed.parse(cause);
      throw new Error(`${line}\n${printed.stdout}${printed.stderr}`, { cause });
    });
    return stdout;
  }
}

/**
 * Puts commands into `directory` that stand for those that this machine hasn't: `docker compose` is docker-compose 1.29, which wants to
 * be told that there is no terminal; `ssh HOST …` runs the rest on this machine, where and with what `hosts` says.
 */
export async function standInCommands(directory: string, hosts: Readonly<Record<string, ShellOptions>>): Promise<void> {
  await mkdir(directory);
  const cases = Object.entries(hosts).map(([name, host]) => {
    const variables = Object.entries(host.environment).map(([variable, value]) => `${variable}='${value}'`);
    return `  ${name}) shift; cd '${host.directory}'; exec env ${variables.join(' ')} sh -c "$*" ;;`;
  });
  const commands = {
    docker: [
      'if [ "$1" != compose ]; then exec /usr/bin/docker "$@"; fi',
      'shift',
      'if [ "$1" = run ]; then shift; set -- run -T "$@"; fi',
      'exec docker-compose "$@"',
    ],
    ssh: ['case "$1" in', ...cases, '  *) echo "no host $1" >&2; exit 1 ;;', 'esac'],
  };
  for (const [name, lines] of Object.entries(commands)) {
    await writeFile(join(directory, name), ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(join(directory, name), 0o755);
  }
}

/** Runs F5's own Ansible modules, as Debian's package `ansible` brings them, against one unit. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { VirtualBigIp } from '../index.ts';

/** One call of a module of `f5networks.f5_modules`. */
export type Task = { readonly module: string; readonly args: Readonly<Record<string, unknown>> };

/** What came of a task. */
export type TaskOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unchanged' }
  /** The module's own words: BIG-IP's answer is in them. */
  | { readonly kind: 'failed'; readonly message: string };

const Host = z.looseObject({
  changed: z.boolean().default(false),
  failed: z.boolean().default(false),
  msg: z.string().optional(),
  exception: z.string().optional(),
});
const Report = z.object({
  plays: z.array(z.object({ tasks: z.array(z.object({ hosts: z.record(z.string(), Host) })) })),
});

/** Runs the tasks one after the other; a failed one doesn't end the run. */
export async function runTasks(unit: VirtualBigIp, tasks: readonly Task[]): Promise<TaskOutcome[]> {
  const { hostname, port } = new URL(unit.url);
  const provider = {
    server: hostname,
    server_port: Number(port),
    user: unit.user,
    password: unit.password,
    validate_certs: false,
    no_f5_teem: true,
  };
  const play = {
    hosts: 'localhost',
    connection: 'local',
    gather_facts: false,
    tasks: tasks.map(({ module, args }) => ({ [`f5networks.f5_modules.${module}`]: { ...args, provider }, ignore_errors: true })),
  };
  const directory = await mkdtemp(join(tmpdir(), 'playbook-'));
  try {
    // JSON is YAML too.
    await writeFile(join(directory, 'play.yml'), JSON.stringify([play]));
    const report = Report.parse(JSON.parse(await ansible(directory)));
    return report.plays.flatMap((each) => each.tasks.map(({ hosts }) => outcomeOf(hosts['localhost'])));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Everything that it would write or send elsewhere goes into the directory, or nowhere. */
async function ansible(directory: string): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    LANG: 'C.UTF-8',
    ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json',
    ANSIBLE_LOCAL_TEMP: directory,
    ANSIBLE_REMOTE_TEMP: directory,
    ANSIBLE_LOCALHOST_WARNING: 'False',
    ANSIBLE_INTERPRETER_PYTHON: '/usr/bin/python3',
    F5_TELEMETRY_OFF: 'True',
  };
  const child = spawn('ansible-playbook', ['--inventory', 'localhost,', 'play.yml'], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const json = stdout.slice(stdout.indexOf('{'));
  if (code !== 0 || json === '') throw new Error(`ansible-playbook ended with ${code}: ${stderr}${stdout}`);
  return json;
}

function outcomeOf(host: z.infer<typeof Host> | undefined): TaskOutcome {
  if (host === undefined) return { kind: 'failed', message: 'there is no result' };
  if (host.failed) return { kind: 'failed', message: [host.msg, host.exception].filter((part) => part !== undefined).join('\n') };
  return { kind: host.changed ? 'changed' : 'unchanged' };
}

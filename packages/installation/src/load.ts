/** Reads berth.yaml whole: every wrong value is named by path, value and expectation. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { explain } from './explain.ts';
import { Installation } from './installation.ts';
import { readYaml } from './syntax.ts';

/** The configuration can't be used. `problems` has one line per wrong value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];
  constructor(file: string, problems: readonly string[], options?: ErrorOptions) {
    super(`${file} can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, options);
    this.problems = problems;
  }
}

export type Loaded = {
  readonly installation: Installation;
  /** SHA-256 of the effective values: programs compare it. What may differ from place to place isn't in it: the way to NATS, and to what takes traces. */
  readonly hash: string;
};

/** Reads and checks `file`, with overrides from the environment (`BERTH_NATS_SERVERS=a,b`, …) applied first. Throws a ConfigurationError. */
export async function loadInstallation(file: string, environment: Readonly<Record<string, string | undefined>>): Promise<Loaded> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(file, [`the file could not be read (${reason}); which one it is, BERTH_CONFIG says`], { cause });
  }
  return parseInstallation(file, text, environment);
}

/** The same for a text already read. */
export function parseInstallation(file: string, text: string, environment: Readonly<Record<string, string | undefined>> = {}): Loaded {
  const read = readYaml(text);
  if (read.kind === 'problem') throw new ConfigurationError(file, [read.problem]);
  const input = withOverrides(read.value, environment);
  const parsed = Installation.safeParse(input);
  if (!parsed.success) throw new ConfigurationError(file, explain(parsed.error.issues, input, Installation));
  return { installation: parsed.data, hash: hashOf(parsed.data) };
}

function hashOf({ nats: { replicas }, tracing: _, ...installation }: Installation): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...installation, replicas }))
    .digest('hex');
}

const overrides: Readonly<Record<string, { readonly path: readonly [string, ...string[]]; readonly read: (text: string) => unknown }>> = {
  BERTH_INSTALLATION: { path: ['installation'], read: (text) => text },
  BERTH_NATS_SERVERS: { path: ['nats', 'servers'], read: (text) => text.split(',') },
  BERTH_NATS_CA_FILE: { path: ['nats', 'caFile'], read: (text) => text },
  BERTH_NATS_NKEY_FILE: { path: ['nats', 'nkeyFile'], read: (text) => text },
  BERTH_NATS_REPLICAS: { path: ['nats', 'replicas'], read: Number },
  BERTH_TRACING_ENDPOINT: { path: ['tracing', 'endpoint'], read: (text) => text },
  BERTH_TRACING_HEADERS_FILE: { path: ['tracing', 'headersFile'], read: (text) => text },
  BERTH_TRACING_CA_FILE: { path: ['tracing', 'caFile'], read: (text) => text },
  BERTH_TRACING_RATIO: { path: ['tracing', 'ratio'], read: Number },
  BERTH_EXPOSE: { path: ['expose'], read: (text) => text },
};

function withOverrides(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [variable, { path, read }] of Object.entries(overrides)) {
    const text = environment[variable];
    if (text === undefined || text === '') continue;
    const [section, field] = path;
    if (field === undefined) result[section] = read(text);
    else result[section] = { ...(result[section] as object | undefined), [field]: read(text) };
  }
  return result;
}

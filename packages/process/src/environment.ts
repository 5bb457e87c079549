/** What the environment says; nothing else reads it. */
import { dirname } from 'node:path';
import { z } from 'zod';
import { type LogLevel, logLevels } from './log.ts';
import { UsageError } from './usage-error.ts';

const Environment = z.object({
  BERTH_CONFIG: z.string().default('berth.yaml'),
  BERTH_LOG_LEVEL: z.enum(logLevels, `one of ${logLevels.join(', ')}`).default('info'),
  BERTH_HEALTH: z.string().optional(),
});

export type Variables = Readonly<Record<string, string | undefined>>;

export type Settings = { readonly config: string; readonly level: LogLevel; readonly health: string | undefined };

/** Throws a UsageError. */
export function readEnvironment(variables: Variables): Settings {
  // An empty variable counts as none.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path: [name = ''], message }) => [name, message, variables[String(name)]] as const);
    throw new UsageError(wrong.map(([name, message, value]) => `${String(name)}: ${message} (is ${JSON.stringify(value)})`).join('\n'));
  }
  const { BERTH_CONFIG: config, BERTH_LOG_LEVEL: level, BERTH_HEALTH: health } = parsed.data;
  return { config, level, health };
}

/** Where the command was given: npm and pnpm run a package's scripts in its own directory. Relative paths are meant from there. */
export function callersDirectory(variables: Variables, current: string): string {
  const { INIT_CWD: called, npm_package_json: script } = variables;
  return called !== undefined && called !== '' && script !== undefined && dirname(script) === current ? called : current;
}

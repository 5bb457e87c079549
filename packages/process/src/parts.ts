/** The parts of a program, each with its own slice of the configuration. Pure. */
import type { Installation } from '@berth/installation';
import type { Program } from './program.ts';
import { UsageError } from './usage-error.ts';

/** The slice of each part that this instance works for. */
export function partsOf<Config>(
  { parts, slice }: Pick<Program<Config>, 'parts' | 'slice'>,
  installation: Installation,
  only: readonly string[],
): Map<string, Config> {
  const names = parts.names(installation).filter((name) => only.length === 0 || only.includes(name));
  return new Map(names.map((name) => [name, slice(installation, [name])]));
}

/** Throws a UsageError when the command line names a part that isn't configured. */
export function refuseUnknown<Config>(
  { parts }: Pick<Program<Config>, 'parts'>,
  installation: Installation,
  only: readonly string[],
): void {
  const names = parts.names(installation);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--${parts.word}: the configuration has no ${unknown.join(', ')}; it has ${names.join(', ') || 'none'}`);
}

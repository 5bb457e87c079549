/** The parts of a program, each with its own slice of the configuration. Pure. */
import type { Installation } from '@berth/installation';
import type { Started } from './program.ts';
import { UsageError } from './usage-error.ts';

/** The parts that this instance works for. */
export function namesOf(
  { parts }: Pick<Started<unknown>, 'parts'>,
  installation: Installation,
  only: readonly string[],
): readonly string[] {
  const names = parts(installation);
  if (only.length === 0) return names;
  const chosen = new Set(only);
  return names.filter((name) => chosen.has(name));
}

/** The slice of each of them. */
export function partsOf<Config>(
  program: Pick<Started<Config>, 'parts' | 'slice'>,
  installation: Installation,
  only: readonly string[],
): Map<string, Config> {
  return new Map(namesOf(program, installation, only).map((name) => [name, program.slice(installation, [name])]));
}

/** Throws a UsageError when the command line names a part that isn't configured. */
export function refuseUnknown<Config>(
  { part, parts, known = parts }: Pick<Started<Config>, 'part' | 'parts' | 'known'>,
  installation: Installation,
  only: readonly string[],
): void {
  const names = known(installation);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--${part}: the configuration has no ${unknown.join(', ')}; it has ${names.join(', ') || 'none'}`);
}

/** Pure: why something goes that no document tells of. */
import type { EngineName } from '@berth/messages';
import type { Cause } from './diff.ts';

/** `engines`: those that the configuration names. `engine`: the one that it came from, where that is known. */
export function causeFor(engines: readonly EngineName[], engine: string | undefined): Cause {
  return engine === undefined || engines.some((name) => name === engine) ? 'stopped' : 'config';
}

/** How a unit gets the configuration that it starts with. */

import { join } from 'node:path';
import { putBuiltIn } from '../built-in.ts';
import type { Device } from '../configuration/resource.ts';
import { resources } from '../resources/all.ts';
import { putAdministrator } from '../resources/user.ts';
import { RunningJournal } from './running-journal.ts';
import { SavedConfiguration } from './saved-configuration.ts';

export type Kept = {
  readonly state: string | undefined;
  readonly keep: 'saved' | 'running';
  /** What was saved before, where there is no directory. */
  readonly memory: SavedConfiguration | undefined;
};

/** Loads what was saved in the state directory, or with `keep: running` all that was acknowledged; what is built in is always there. */
export function bringUp(device: Device, { state, keep, memory }: Kept): SavedConfiguration {
  const { store } = device;
  const saved = memory ?? new SavedConfiguration(state === undefined ? undefined : join(state, 'saved.json'));
  if (keep === 'running' && state === undefined) throw new Error('keep: running needs a state directory');
  const journal = keep === 'running' && state !== undefined ? new RunningJournal(join(state, 'running.jsonl')) : undefined;
  putBuiltIn(device, resources);
  if (journal?.exists === true) journal.replay(store);
  else if (!saved.isEmpty) saved.load(store, () => putBuiltIn(device, resources));
  store.change(() => putAdministrator(device));
  journal?.follow(store);
  return saved;
}

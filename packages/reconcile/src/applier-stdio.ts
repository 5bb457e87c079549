/** What every applier does with `--stdio`: it tells the requests that it would send. */
import type { ApplierConfig } from '@berth/installation';
import type { Stdio } from '@berth/process';
import { dryRun, type Rehearsed } from './dry-run.ts';

/** `targets`: those of the loop. */
export function applierStdio<Config extends ApplierConfig>(targets: (config: Config) => readonly Rehearsed[]): Stdio<Config> {
  return {
    input: 'documents',
    run: (config, surroundings, { follow, chosen, print }) => {
      const against = chosen.has('observe') ? 'observed' : 'empty';
      const options = { timing: config.timing, against, after: follow ? 'line' : 'end', tell: print } as const;
      return dryRun(targets(config), options, surroundings);
    },
  };
}

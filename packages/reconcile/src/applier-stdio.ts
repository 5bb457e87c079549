/** What every applier does with `--stdio`: it tells the requests that it would send. */
import type { ApplierConfig } from '@berth/installation';
import type { Stdio } from '@berth/process';
import { dryRun, type Rehearsed } from './dry-run.ts';

/** `targets`: those of the loop. */
export function applierStdio<Config extends ApplierConfig>(targets: (config: Config) => readonly Rehearsed[]): Stdio<Config> {
  return {
    about: 'reads desired documents, one JSON object per line, and prints the requests that they ask for; needs --dry-run',
    input: 'documents',
    options: {
      'dry-run': 'send nothing; print the requests that a BIG-IP on which nothing is yet would get',
      observe: 'with --dry-run: look at the configured BIG-IPs, and print only the requests that they still need',
    },
    needs: 'dry-run',
    run: (config, surroundings, { follow, chosen, print }) => {
      const against = chosen.has('observe') ? 'observed' : 'empty';
      const options = { timing: config.timing, against, after: follow ? 'line' : 'end', tell: print } as const;
      return dryRun(targets(config), options, surroundings);
    },
  };
}

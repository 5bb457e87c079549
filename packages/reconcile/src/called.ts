/** How an applier is called. */
import type { Called } from '@berth/process/called';

/** Every applier has a part for each BIG-IP that it writes to, and with `--stdio` tells the requests that it would send. */
export function applierCalled({ name, about }: Pick<Called, 'name' | 'about'>): Called {
  return {
    name,
    about: `${about} Touches only what carries its mark.`,
    part: 'bigip',
    piped: {
      about: 'reads desired documents, one JSON object per line, and prints the requests that they ask for; needs --dry-run',
      options: {
        'dry-run': 'send nothing; print the requests that a BIG-IP on which nothing is yet would get',
        observe: 'and --dry-run: look at the configured BIG-IPs, and print only the requests that they still need',
      },
      needs: 'dry-run',
    },
  };
}

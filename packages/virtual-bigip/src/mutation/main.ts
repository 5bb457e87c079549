/** `npm run mutate -- virtual-bigip`: takes out each check and default of each resource in turn. Every one must turn a case of the conformance tables red. */

import { pathToFileURL } from 'node:url';
import { ThrowSites } from './throw-sites.ts';

const CHECKS =
  /^(?:resources|configuration|commands)\/(?!store\.ts)|^group\/(?:election|membership)\.ts|^rest\/(?:access|configuration|manage|request|transactions|uploads)\.ts/;

const [what, ...words] = process.argv.slice(2);
if (what === 'virtual-bigip') {
  const sites = ThrowSites.watch(pathToFileURL(`${import.meta.dirname}/../`).href, CHECKS);
  // Loaded only now, so that the hook sees the modules.
  const { mutate } = await import('./mutate.ts');
  const survivors = await mutate(sites, words, (line) => process.stdout.write(`${line}\n`));
  process.exitCode = survivors === 0 ? 0 : 1;
} else {
  process.stderr.write('usage: npm run mutate -- virtual-bigip [words in the names of the mutants to run]\n');
  process.exitCode = 2;
}

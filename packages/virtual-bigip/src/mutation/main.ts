/** `npm run mutate -- virtual-bigip`: takes out each check and default of each resource in turn. Every one must turn a case of the conformance tables red. */

import { pathToFileURL } from 'node:url';
import type { Mutant } from './declared.ts';
import type { Placed } from './run-cases.ts';
import { ThrowSites } from './throw-sites.ts';

/** What this many of the likeliest cases don't notice is taken for unnoticed. */
const MOST_CASES = 300;

/** What has no cases in the tables yet: the DNS side. */
const LATER = /\bgtm\//;

const [what, ...filters] = process.argv.slice(2);
if (what !== 'virtual-bigip') {
  process.stderr.write('usage: npm run mutate -- virtual-bigip [words of the mutants to run]\n');
  process.exitCode = 2;
} else {
  process.exitCode = await mutate(filters);
}

/** Runs all mutants whose names have all of the words; the number of survivors decides how it ends. */
async function mutate(words: readonly string[]): Promise<number> {
  const sources = pathToFileURL(`${import.meta.dirname}/../`).href;
  const sites = ThrowSites.watch(
    sources,
    /^(?:resources|configuration|commands)\/(?!store\.ts)|^rest\/(?:access|configuration|manage|request|transactions|uploads)\.ts/,
  );
  // Loaded only now, so that the hook sees the modules.
  const { groups } = await import('../conformance/tables/all.ts');
  const { resources } = await import('../resources/all.ts');
  const { withSubcollections } = await import('../configuration/resource.ts');
  const { certificateFor } = await import('../certificate.ts');
  const { declaredMutants, watched } = await import('./declared.ts');
  const { firstRed, placed, Units } = await import('./run-cases.ts');
  const options = { certificate: await certificateFor(['127.0.0.1'], undefined) };
  const cases = placed(groups);

  const declared = resources.flatMap(withSubcollections);
  const reachedBy = new Map<string, Placed[]>();
  {
    await using units = new Units(options);
    for (const one of cases) {
      const reached = new Set<string>();
      sites.reached.clear();
      const stop = watched(declared, (name) => reached.add(name));
      const outcome = await units.outcome(one);
      stop();
      if (outcome !== undefined) throw new Error(`${one.group.name}: ${one.row.it} is red as it is: ${outcome}`);
      for (const name of [...reached, ...[...sites.reached].map(String)]) reachedBy.set(name, [...(reachedBy.get(name) ?? []), one]);
    }
  }

  let survivors = 0;
  let count = 0;
  const judge = async (name: string, reached: readonly Placed[], apply: () => () => void) => {
    if (LATER.test(name) || !words.every((word) => name.includes(word))) return;
    count += 1;
    const putBack = apply();
    try {
      if ((await firstRed(reached, options)) !== undefined) return;
      survivors += 1;
      process.stdout.write(`survived: ${name}, reached by ${reached.length} cases\n`);
    } finally {
      putBack();
    }
  };
  for (const { number, file, line } of sites.all) {
    await judge(`${file}:${line} throw`, reachedBy.get(String(number)) ?? [], () => {
      sites.out = number;
      return () => {
        sites.out = undefined;
      };
    });
  }
  for (const mutant of declaredMutants(declared))
    await judge(mutant.name, likeliestFirst(reachedBy.get(mutant.name) ?? [], mutant), mutant.apply);
  process.stdout.write(`${count} mutants, ${survivors} survivors, ${cases.length} cases\n`);
  return survivors === 0 ? 0 : 1;
}

/** What asks for the resource and says the property, then whole bodies. */
function likeliestFirst(cases: readonly Placed[], { path, property }: Mutant): Placed[] {
  const says = property === undefined ? undefined : `"${property}"`;
  const score = ({ row, text }: Placed) => {
    const asked = row.ask[1].replaceAll(/\/[^/?]*~[^/?]*/g, '');
    const isAsked = asked.replace(/\?.*/, '').startsWith(path) ? 4 : 0;
    const isSaid =
      says !== undefined && JSON.stringify(row.ask[2] ?? '').includes(says) ? 8 : says !== undefined && text.includes(says) ? 2 : 0;
    return isAsked + isSaid + (row.gets.exactly === undefined ? 0 : 1);
  };
  return cases.toSorted((a, b) => score(b) - score(a)).slice(0, MOST_CASES);
}

/** `npm run mutate -- virtual-bigip`: takes out each check and default of each resource in turn. Every one must turn a case of the conformance tables red. */

import { pathToFileURL } from 'node:url';
import type { Mutant } from './declared.ts';
import type { Placed } from './run-cases.ts';
import { ThrowSites } from './throw-sites.ts';

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
  const { declaredMutants } = await import('./declared.ts');
  const { firstRed, placed, Units } = await import('./run-cases.ts');
  const options = { certificate: await certificateFor(['127.0.0.1'], undefined) };
  const cases = placed(groups);

  const reachedBy = new Map<number, Placed[]>();
  {
    await using units = new Units(options);
    for (const one of cases) {
      sites.reached.clear();
      const outcome = await units.outcome(one);
      if (outcome !== undefined) throw new Error(`${one.group.name}: ${one.row.it} is red as it is: ${outcome}`);
      for (const site of sites.reached) reachedBy.set(site, [...(reachedBy.get(site) ?? []), one]);
    }
  }

  const survivors: string[] = [];
  let count = 0;
  const judge = async (name: string, relevant: readonly Placed[], apply: () => () => void) => {
    if (!words.every((word) => name.includes(word))) return;
    count += 1;
    const putBack = apply();
    try {
      if ((await firstRed(relevant, options)) === undefined) survivors.push(name);
    } finally {
      putBack();
    }
  };
  for (const { number, file, line } of sites.all) {
    await judge(`${file}:${line} throw`, reachedBy.get(number) ?? [], () => {
      sites.out = number;
      return () => {
        sites.out = undefined;
      };
    });
  }
  for (const mutant of declaredMutants(resources.flatMap(withSubcollections)))
    await judge(mutant.name, relevantTo(mutant, cases), mutant.apply);
  for (const survivor of survivors) process.stdout.write(`survived: ${survivor}\n`);
  process.stdout.write(`${count} mutants, ${survivors.length} survivors, ${cases.length} cases\n`);
  return survivors.length === 0 ? 0 : 1;
}

/** The cases that have to do with a mutant, the likeliest first. */
function relevantTo({ resource, property }: Mutant, cases: readonly Placed[]): Placed[] {
  const [path = ''] = [resource.path.split('/members')[0]];
  const score = ({ row, text }: Placed) => {
    const asksIt = row.ask[1].startsWith(path) ? 2 : 0;
    const namesIt = property !== undefined && text.includes(`"${property}"`) ? 4 : 0;
    return asksIt + namesIt + (text.includes(path) ? 1 : 0);
  };
  return cases
    .map((one) => ({ one, score: score(one) }))
    .filter((rated) => rated.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one);
}

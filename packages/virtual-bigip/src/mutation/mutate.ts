/** Runs for each mutant the cases that reach it, until one turns red. */

import { certificateFor } from '../certificate.ts';
import { withSubcollections } from '../configuration/resource.ts';
import { groups } from '../conformance/tables/all.ts';
import type { VirtualBigIpOptions } from '../options.ts';
import { resources } from '../resources/all.ts';
import { declaredMutants, type Mutant, watched } from './declared.ts';
import { firstRed, type Placed, placed, Units } from './run-cases.ts';
import type { ThrowSites } from './throw-sites.ts';

/** What this many of the likeliest cases don't notice is taken for unnoticed. */
const MOST_CASES = 300;

/** Pools and wide IPs of all types are declared in one place: the cases of type A speak for the others. */
const SAME = /\bgtm\/(?:pool|wideip)\/(?!a\b)/;

const declared = resources.flatMap(withSubcollections);

/** Runs the mutants whose names have all of the words; how many survived. */
export async function mutate(sites: ThrowSites, words: readonly string[], tell: (line: string) => void): Promise<number> {
  const options = { certificate: await certificateFor(['127.0.0.1'], undefined) };
  const cases = placed(groups);
  const reachedBy = await casesByMutant(cases, sites, options);
  const mutants = [...sites.mutants(), ...declaredMutants(declared)].filter(
    ({ name }) => !SAME.test(name) && words.every((word) => name.includes(word)),
  );
  let survivors = 0;
  for (const mutant of mutants) {
    const reached = likeliestFirst(reachedBy.get(mutant.name) ?? [], mutant);
    const putBack = mutant.apply();
    const red = await firstRed(reached, options);
    putBack();
    if (red !== undefined) continue;
    survivors += 1;
    tell(`survived: ${mutant.name}, reached by ${reached.length} cases`);
  }
  tell(`${mutants.length} mutants, ${survivors} survivors, ${cases.length} cases`);
  return survivors;
}

/** Which cases reach what a mutant takes out. Throws if a case is red as it is. */
async function casesByMutant(cases: readonly Placed[], sites: ThrowSites, options: VirtualBigIpOptions): Promise<Map<string, Placed[]>> {
  const reachedBy = new Map<string, Placed[]>();
  await using units = new Units(options);
  for (const one of cases) {
    const reached = new Set<string>();
    const stopDeclared = watched(declared, (name) => reached.add(name));
    const stopSites = sites.watched((name) => reached.add(name));
    const outcome = await units.outcome(one);
    stopDeclared();
    stopSites();
    if (outcome !== undefined) throw new Error(`${one.group.name}: ${one.row.it} is red as it is: ${outcome}`);
    for (const name of reached) reachedBy.set(name, [...(reachedBy.get(name) ?? []), one]);
  }
  return reachedBy;
}

/** What asks for the resource and says the property, then whole bodies. */
function likeliestFirst(cases: readonly Placed[], { path, property }: Mutant): Placed[] {
  const says = property === undefined ? undefined : `"${property}"`;
  const score = ({ row, text }: Placed) => {
    const asked = row.ask[1].replaceAll(/\/[^/?]*~[^/?]*/g, '').replace(/\?.*/, '');
    const isAsked = path !== undefined && asked.startsWith(path) ? 4 : 0;
    if (says === undefined) return isAsked + (row.gets.exactly === undefined ? 0 : 1);
    const isSaid = JSON.stringify(row.ask[2] ?? '').includes(says) ? 8 : text.includes(says) ? 2 : 0;
    return isAsked + isSaid + (row.gets.exactly === undefined ? 0 : 1);
  };
  return cases.toSorted((a, b) => score(b) - score(a)).slice(0, MOST_CASES);
}

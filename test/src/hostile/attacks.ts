/** Attacks of which none may break a law. */
import { Random } from '../random.ts';
import { type Attack, attack } from './attacker.ts';
import { followThrough, type Outcome } from './follow-through.ts';
import { enginesUnder } from './installation.ts';
import { brokenLaws } from './laws.ts';

/** Of one attack. */
const size = 50;

/** The laws that attacks with as many containers break, each with the seed of the attack. */
export async function lawsBrokenBy(containers: number, seed: number): Promise<string[]> {
  const broken: string[] = [];
  const calm = await calmOutcome();
  for (let at = 0; at < containers / size && broken.length < 20; at++)
    for (const law of await lawsBrokenIn(attack(new Random(seed + at), size), calm)) broken.push(`seed ${seed + at}: ${law}`);
  return broken;
}

/** What becomes of the honest containers alone. */
async function calmOutcome(): Promise<Outcome> {
  return await followThrough(enginesUnder({ containers: [], networks: [] }), []);
}

async function lawsBrokenIn(given: Attack, calm: Outcome): Promise<string[]> {
  const engines = enginesUnder(given);
  const [, attacked] = engines;
  const names = attacked?.containers.slice(0, 5).map(({ name }) => name) ?? [];
  return brokenLaws(await followThrough(engines, names), calm, engines);
}

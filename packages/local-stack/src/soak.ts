/** `npm run soak -- --seed S --histories N`: the long versions of the tests. Further arguments go to vitest. */
import { Command } from 'commander';
import { cleanUp } from './clean-up.ts';
import { untilStopped } from './until-stopped.ts';
import { runVitest } from './vitest-counts.ts';

const command = new Command('npm run soak --')
  .description('Runs the long versions of the tests.')
  .option('--seed <seed>', 'where all random choices come from', String(Math.trunc(Date.now() / 1000)))
  .option('--histories <count>', 'how many random histories each test runs', '20')
  .argument('[vitest...]', 'arguments for vitest, such as the name of a file')
  .parse();
const { seed, histories } = command.opts<{ seed: string; histories: string }>();

await cleanUp((line) => console.log(line));
console.log(`Seed ${seed}, ${histories} histories`);
const environment = { BERTH_SOAK_SEED: seed, BERTH_SOAK_HISTORIES: histories };
const { passed, failed } = await runVitest(['--project', 'soak', ...command.args], untilStopped(), environment);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** `npm run composed`: the end-to-end tests with the programs as docker-compose.yml runs them. Arguments go to vitest. */
import { cleanUp } from './clean-up.ts';
import { untilStopped } from './until-stopped.ts';
import { runVitest } from './vitest-counts.ts';

await cleanUp((line) => console.log(line));
const { passed, failed } = await runVitest(['--project', 'composed-whole', ...process.argv.slice(2)], untilStopped());
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** `npm run clients`: clients of real BIG-IPs, tried on the virtual one, Podman in Docker's place, and AsyncAPI's parser on its document. Arguments go to vitest. */
import { untilStopped } from './until-stopped.ts';
import { runVitest } from './vitest-counts.ts';

const { passed, failed } = await runVitest(['--project', 'clients', ...process.argv.slice(2)], untilStopped());
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** `npm run clients`: other people's programs at both ends: clients of real BIG-IPs on the virtual one, Podman for Docker. Arguments go to vitest. */
import { untilStopped } from './until-stopped.ts';
import { runVitest } from './vitest-counts.ts';

const { passed, failed } = await runVitest(['--project', 'clients', ...process.argv.slice(2)], untilStopped());
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** `npm run bench -- NAME`: runs one benchmark; without a name, lists them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUp } from './clean-up.ts';
import { repository } from './paths.ts';
import { runAttached } from './run-attached.ts';
import { untilStopped } from './until-stopped.ts';

const directory = join(repository, 'test/src/bench');
const [name, ...args] = process.argv.slice(2);
const files = await readdir(directory).catch(() => []);
const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));

if (name !== undefined && names.includes(name)) {
  await cleanUp((line) => console.error(line));
  const succeeded = await runAttached(process.execPath, [join(directory, `${name}.ts`), ...args], untilStopped());
  process.exitCode = succeeded ? 0 : 1;
} else {
  console.error(`usage: npm run bench -- NAME\nnames: ${names.toSorted().join(', ')}`);
  process.exitCode = 2;
}

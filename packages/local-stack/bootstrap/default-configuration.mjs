/** Which berth.yaml is meant where BERTH_CONFIG names none. Runs under Node 20 with no dependencies. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { repository } from './repository.mjs';

const berthDirectory = join(repository, '.berth');
/** As src/paths.ts has it. */
const stackDirectory = process.env.BERTH_STACK ?? berthDirectory;

const own = 'berth.yaml';

/** That of `npm start` while it runs, else the one in the caller's `folder`. Where both could be meant, says so on standard error. */
export function defaultConfiguration(folder) {
  if (!runsStack()) return own;
  const trial = join(stackDirectory, 'berth.yaml');
  if (resolve(folder, own) !== trial && existsSync(resolve(folder, own)))
    console.error(`This is about the installation that npm start runs, ${relative(folder, trial)}; for yours say BERTH_CONFIG=${own}`);
  return trial;
}

/** Whether the process that noted itself as the stack in the ledger (src/ledger.ts) is still there. */
function runsStack() {
  const ledger = join(berthDirectory, 'ledger');
  if (!existsSync(ledger)) return false;
  return readdirSync(ledger).some((name) => {
    const entry = name.endsWith('.json') ? read(join(ledger, name)) : undefined;
    if (entry === undefined) return false;
    const { kind, directory } = JSON.parse(entry);
    // Its number may be another process's by now.
    const command = read(`/proc/${Number.parseInt(name, 10)}/cmdline`);
    return kind === 'stack' && directory === stackDirectory && command?.includes('packages/local-stack/src/') === true;
  });
}

/** Undefined for what went meanwhile. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}

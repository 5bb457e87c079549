/** pnpm, and with it all dependencies of the workspace, Node 24 among them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.mjs';

const pnpmVersion = '12.21.0';
const tools = join(repository, '.berth/tools');

/** Brings in what is missing. Says what it does, and nothing when all is there. False when it could not. */
export function nodePackages() {
  const stamp = join(repository, 'node_modules/.berth-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(repository, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(join(repository, 'node_modules/.bin/node')) && read(stamp) === wanted) return true;
  if (!pnpm()) return false;
  console.log('Installing dependencies with pnpm (Node 24 among them) …');
  if (!succeeds(join(tools, 'node_modules/.bin/pnpm'), ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error']))
    return false;
  writeFileSync(stamp, wanted);
  return true;
}

function pnpm() {
  const installed = read(join(tools, 'node_modules/pnpm/package.json'));
  if (installed !== undefined && JSON.parse(installed).version === pnpmVersion) return true;
  console.log(`Installing pnpm ${pnpmVersion} into .berth/tools …`);
  mkdirSync(tools, { recursive: true });
  return succeeds('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--loglevel=error', `pnpm@${pnpmVersion}`]);
}

function succeeds(command, args) {
  // Nobody can answer questions here. npm's own settings, which it hands to its scripts, are not for pnpm.
  const env = Object.fromEntries(Object.entries({ ...process.env, CI: 'true' }).filter(([name]) => !name.startsWith('npm_')));
  const { status, error } = spawnSync(command, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status === 0) return true;
  console.error(`${command} ${args[0]} failed${error === undefined ? '' : `: ${error.message}`}; see above.`);
  return false;
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

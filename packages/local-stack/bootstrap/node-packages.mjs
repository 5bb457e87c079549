/** pnpm, and with it all dependencies of the workspace, Node 24 among them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repository } from './repository.mjs';

const pnpmVersion = '12.21.0';
const tools = join(repository, '.berth/tools');

const stamp = join(repository, 'node_modules/.berth-installed');

/** Brings in what is missing. Says on standard error what it does, and nothing when all is there. False when it could not. */
export function nodePackages() {
  if (isInstalled()) return true;
  // In a pipe several begin at the same moment. This lock ends with its process, however that ends.
  mkdirSync(join(repository, '.berth'), { recursive: true });
  const command = [join(repository, '.berth/set-up.lock'), process.execPath, fileURLToPath(import.meta.url)];
  return spawnSync('flock', command, { stdio: ['ignore', 2, 2] }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = isInstalled() || install() ? 0 : 1;

function isInstalled() {
  return existsSync(join(repository, 'node_modules/.bin/node')) && read(stamp) === digest();
}

function digest() {
  return createHash('sha256')
    .update(readFileSync(join(repository, 'pnpm-lock.yaml')))
    .digest('hex');
}

function install() {
  if (!pnpm()) return false;
  console.error('Installing dependencies with pnpm (Node 24 among them) …');
  if (!succeeds(join(tools, 'node_modules/.bin/pnpm'), ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error']))
    return false;
  writeFileSync(stamp, digest());
  return true;
}

function pnpm() {
  const installed = read(join(tools, 'node_modules/pnpm/package.json'));
  if (installed !== undefined && JSON.parse(installed).version === pnpmVersion) return true;
  console.error(`Installing pnpm ${pnpmVersion} into .berth/tools …`);
  mkdirSync(tools, { recursive: true });
  return succeeds('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', '--loglevel=error', `pnpm@${pnpmVersion}`]);
}

function succeeds(command, args) {
  // Nobody can answer questions here. npm's own settings, which it hands to its scripts, are not for pnpm.
  const env = Object.fromEntries(Object.entries({ ...process.env, CI: 'true' }).filter(([name]) => !name.startsWith('npm_')));
  const { status, error } = spawnSync(command, args, { cwd: repository, stdio: ['ignore', 2, 2], env });
  if (status === 0) return true;
  console.error(`${command} ${args[0]} failed${error === undefined ? '' : `: ${error.message}`}; see above.`);
  return false;
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Commands that are taken out of Debian packages without installing them, since that would start a server; into .berth/tools/bin. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inPath, refreshLists } from './debian-packages.mjs';
import { repository } from './repository.mjs';

/** Belongs into the PATH. */
export const unpackedDirectory = join(repository, '.berth/tools/bin');

/** Which has them all. */
const debianPackage = 'prometheus';

/** Brings in what is missing; where it can't, it says how somebody can, and returns false. */
export function unpackedCommands(commands) {
  const missing = commands.filter((command) => !inPath(command));
  return missing.length === 0 || unpack(missing);
}

function unpack(commands) {
  const named = commands.join(' and ');
  console.error(`Unpacking ${named} from the Debian package ${debianPackage} into .berth/tools/bin …`);
  mkdirSync(unpackedDirectory, { recursive: true });
  const directory = mkdtempSync(join(unpackedDirectory, '.new-'));
  try {
    const files = commands.map((command) => `./usr/bin/${command}`).join(' ');
    const download = `apt-get download -qq -o APT::Sandbox::User=root ${debianPackage}`;
    const script = `${download} && dpkg-deb --fsys-tarfile ${debianPackage}_*.deb | tar --extract ${files}`;
    const done = () => spawnSync('sh', ['-c', script], { cwd: directory, stdio: ['ignore', 2, 2] }).status === 0;
    if (done() || (refreshLists() && done())) {
      for (const command of commands) renameSync(join(directory, 'usr/bin', command), join(unpackedDirectory, command));
      return true;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.error(`Missing: ${named}, of Prometheus; please put it into a directory of the PATH.`);
  return false;
}

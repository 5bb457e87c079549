/** Commands that are taken out of Debian packages without installing them, since that would start a server; into .berth/tools/bin. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inPath, refreshLists } from './debian-packages.mjs';
import { repository } from './repository.mjs';

/** Belongs into the PATH. */
export const unpackedDirectory = join(repository, '.berth/tools/bin');

const packages = { promtool: 'prometheus', prometheus: 'prometheus' };

/** Brings in what is missing; where it can't, it says how somebody can, and returns false. */
export function unpackedCommands(commands) {
  return commands.filter((command) => !inPath(command)).every((command) => unpack(command, packages[command]));
}

function unpack(command, name) {
  console.error(`Unpacking ${command} from the Debian package ${name} into .berth/tools/bin …`);
  mkdirSync(unpackedDirectory, { recursive: true });
  const directory = mkdtempSync(join(unpackedDirectory, '.new-'));
  try {
    const script = `apt-get download -qq -o APT::Sandbox::User=root ${name} && dpkg-deb --fsys-tarfile ${name}_*.deb | tar --extract ./usr/bin/${command}`;
    const done = () => spawnSync('sh', ['-c', script], { cwd: directory, stdio: ['ignore', 2, 2] }).status === 0;
    if (done() || (refreshLists() && done())) {
      renameSync(join(directory, 'usr/bin', command), join(unpackedDirectory, command));
      return true;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.error(`Missing: ${command}, of Prometheus; please put it into a directory of the PATH.`);
  return false;
}

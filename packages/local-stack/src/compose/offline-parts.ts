/** What a build of the images without a network takes its packages from: `.berth/offline`, into which Dockerfile looks. */
import { chmod, copyFile, glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { berthDirectory, repository } from '../paths.ts';
import { runCommand } from '../run-command.ts';

const offline = join(berthDirectory, 'offline');
/** The one that set-up brought in; a program of its own, linked to a few libraries. */
export const pnpm = join(berthDirectory, 'tools/node_modules/pnpm/pnpm');
/** As in Dockerfile. */
const programs = ['{services/*}...', '@berth/local-stack...', '@berth/virtual-bigip...'];

/** Puts pnpm there, and a store of the packages that the programs need, unless both are there for the present lockfile. */
export async function gatherOfflineParts(): Promise<void> {
  const lockfile = await readFile(join(repository, 'pnpm-lock.yaml'), 'utf8');
  if ((await readFile(join(offline, 'pnpm-lock.yaml'), 'utf8').catch(() => '')) === lockfile) return;
  await mkdir(berthDirectory, { recursive: true });
  const directory = await mkdtemp(join(berthDirectory, 'offline-'));
  try {
    await copyFile(pnpm, join(directory, 'pnpm'));
    await chmod(join(directory, 'pnpm'), 0o755);
    await fillStore(join(directory, 'store'), join(directory, 'workspace'));
    await writeFile(join(directory, 'pnpm-lock.yaml'), lockfile);
    await rm(offline, { recursive: true, force: true });
    await rename(directory, offline);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** An installation that is thrown away fills the store with what is needed, and nothing else. */
async function fillStore(store: string, workspace: string): Promise<void> {
  const descriptions = glob(
    ['package.json', 'pnpm-{lock,workspace}.yaml', '{packages,services}/*/package.json', '{irules,test}/package.json'],
    {
      cwd: repository,
    },
  );
  for await (const file of descriptions) {
    await mkdir(dirname(join(workspace, file)), { recursive: true });
    await copyFile(join(repository, file), join(workspace, file));
  }
  const only = programs.flatMap((name) => ['--filter', name]);
  const install = ['install', '--prod', '--frozen-lockfile', '--reporter=silent', '--package-import-method=hardlink', ...only];
  await runCommand(pnpm, '--dir', workspace, ...install, '--store-dir', store);
  await rm(workspace, { recursive: true });
}

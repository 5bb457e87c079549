/** The repository as somebody else has it: one that is cloned and pulled from, and clones of it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repository, runCommand } from '@berth/local-stack';
import type { Shell } from '../pages/shell.ts';

const git = 'git -c user.name=upstream -c user.email=upstream@example.com';

/** Makes `upstream` where the shell is, out of what is here now. */
export async function makeUpstream(shell: Shell): Promise<void> {
  const others = ['node_modules', '.berth', '.git', 'coverage'].map((name) => `--exclude=${name}`).join(' ');
  await shell.type(`mkdir upstream && tar cf - ${others} -C '${repository}' . | tar xf - -C upstream`);
  await shell.type(`cd upstream && git init --quiet && ${git} add . && ${git} commit --quiet --message 'As it is here'`);
}

/** Clones it into `name`. Returns its path. */
export async function cloneUpstream(shell: Shell, name: string): Promise<string> {
  await shell.type(`git clone --quiet upstream '${name}'`);
  return join(shell.directory, name);
}

/** Puts into a clone what a build without a network takes its packages from. */
export async function provideOffline(clone: string): Promise<void> {
  await mkdir(join(clone, '.berth'));
  await runCommand('cp', '--recursive', join(repository, '.berth/offline'), join(clone, '.berth/offline'));
}

/** Upstream goes on by one commit, for which Compose makes each program's container anew. */
export async function changeUpstream(shell: Shell): Promise<void> {
  const edit = "sed -i 's/stop_grace_period: 15s/stop_grace_period: 16s/' docker-compose.yml";
  await shell.type(`cd upstream && ${edit} && ${git} commit --quiet --all --message 'Give programs more time to end'`);
}

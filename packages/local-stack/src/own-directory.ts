/** Directories that are removed with what made them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from './ledger.ts';
import { berthDirectory } from './paths.ts';

/** A new directory under `.berth/`, removed with all that is in it when it is disposed, or by the next clean-up after a crash. */
export async function ownDirectory(name: string): Promise<AsyncDisposable & { readonly path: string }> {
  await mkdir(berthDirectory, { recursive: true });
  const path = await mkdtemp(join(berthDirectory, `${name}-`));
  const noted = await note({ kind: 'directory', path });
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true });
      await noted.strike();
    },
  };
}

/** A note on disk of everything that was started, so that what a crash leaves behind is found and removed. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { berthDirectory } from './paths.ts';
import { isRunning, ownIdentity } from './process-identity.ts';

const Entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stack'), directory: z.string() }),
  z.object({ kind: z.literal('process'), name: z.string(), identity: z.string() }),
  z.object({
    kind: z.literal('engine'),
    directory: z.string(),
    /** Where its sockets and mounts are: within `directory`, unless that path is too long for sockets. */
    runtime: z.string(),
    /** Name of its bridge, and of the parent of its containers' control groups. */
    bridge: z.string(),
  }),
  z.object({
    kind: z.literal('namespaced-engine'),
    directory: z.string(),
    runtime: z.string(),
    /** Its network namespace, which is removed by an entry of its own; its control groups have the same name. */
    namespace: z.string(),
  }),
  z.object({ kind: z.literal('namespace'), name: z.string() }),
  z.object({ kind: z.literal('bridge'), name: z.string() }),
  z.object({ kind: z.literal('directory'), path: z.string() }),
  z.object({ kind: z.literal('samples'), url: z.string(), run: z.string(), image: z.string() }),
]);

/** Something that was started, with all that is needed to remove it. */
export type Entry = z.infer<typeof Entry>;
export type EngineEntry = Extract<Entry, { kind: 'engine' | 'namespaced-engine' }>;

/** An entry as it lies on disk. `owner` is the identity of the process that answers for it. */
export type Noted = { readonly entry: Entry; readonly owner: string; readonly file: string; strike(): Promise<void> };

const directory = join(berthDirectory, 'ledger');

/** Writes down, in this process's name, what is about to be started. `strike` takes it out when the thing is gone. */
export async function note(entry: Entry): Promise<Noted> {
  const file = fileOf(ownIdentity(), randomBytes(6).toString('hex'));
  await mkdir(directory, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(entry));
  await rename(`${file}.new`, file);
  return noted(entry, file);
}

/** All entries, whoever owns them. */
export async function entries(): Promise<Noted[]> {
  await mkdir(directory, { recursive: true });
  const all: Noted[] = [];
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.json')) continue;
    const file = join(directory, name);
    const text = await unlessGone(readFile(file, 'utf8'));
    if (text !== undefined) all.push(noted(Entry.parse(JSON.parse(text)), file));
  }
  return all;
}

/** Takes over each entry whose owner is gone. Of several processes that try at once only one gets it. */
export async function takeOver(): Promise<Noted[]> {
  const taken: Noted[] = [];
  for (const { entry, owner, file } of await entries()) {
    if (isRunning(owner)) continue;
    const mine = fileOf(ownIdentity(), basename(file, '.json').split('_')[1] ?? '');
    const renamed = await unlessGone(rename(file, mine).then(() => mine));
    if (renamed !== undefined) taken.push(noted(entry, renamed));
  }
  return taken;
}

function fileOf(owner: string, id: string): string {
  return join(directory, `${owner}_${id}.json`);
}

function noted(entry: Entry, file: string): Noted {
  return { entry, file, owner: basename(file).split('_')[0] ?? '', strike: () => rm(file, { force: true }) };
}

/** Another process may take a file at any moment. */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

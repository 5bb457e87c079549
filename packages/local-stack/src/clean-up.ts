/** Removing what earlier runs left behind when they crashed. */
import { rm } from 'node:fs/promises';
import { removeEngine } from './engine-removal.ts';
import { removeBridge } from './lab/management.ts';
import { removeNamespace } from './lab/namespace.ts';
import { type Entry, takeOver } from './ledger.ts';
import { killProcesses } from './process-identity.ts';
import { removeSamples } from './sample-containers.ts';

/** Removes all that processes started which no longer run, and says what that was. What can't be removed now is left to the next time. */
export async function cleanUp(say: (line: string) => void): Promise<void> {
  const left = (await takeOver()).toSorted((a, b) => order[a.entry.kind] - order[b.entry.kind]);
  for (const { entry, strike } of left) {
    const what = description(entry);
    try {
      await remove(entry);
      await strike();
      if (what !== '') say(`Removed what an earlier run left: ${what}`);
    } catch (error) {
      say(`Could not remove what an earlier run left: ${what} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
}

/** An engine can be removed when its processes are gone, and its namespace after it. */
const order = {
  process: 0,
  samples: 1,
  engine: 2,
  'namespaced-engine': 2,
  namespace: 3,
  bridge: 4,
  directory: 5,
  stack: 6,
} satisfies Record<Entry['kind'], number>;

async function remove(entry: Entry): Promise<void> {
  switch (entry.kind) {
    case 'process':
      return await killProcesses([entry.identity]);
    case 'samples':
      return await removeSamples(entry);
    case 'engine':
    case 'namespaced-engine':
      return await removeEngine(entry);
    case 'namespace':
      return await removeNamespace(entry.name);
    case 'bridge':
      return await removeBridge(entry.name);
    case 'directory':
      return await rm(entry.path, { recursive: true, force: true });
    case 'stack':
      return;
    default:
      entry satisfies never;
  }
}

function description(entry: Entry): string {
  switch (entry.kind) {
    case 'process':
      return entry.name;
    case 'samples':
      return `sample containers on ${entry.url}`;
    case 'namespace':
      return `network namespace ${entry.name}`;
    case 'bridge':
      return `bridge ${entry.name}`;
    case 'engine':
    case 'namespaced-engine':
      return `Docker engine in ${entry.directory}`;
    case 'directory':
      return entry.path;
    case 'stack':
      return '';
    default:
      return entry satisfies never;
  }
}

/** Every committed change on disk before it is acknowledged, for units whose running configuration must survive a kill. */

import { appendFileSync, existsSync } from 'node:fs';
import { z } from 'zod';
import { Records } from '../configuration/records.ts';
import type { Change, Store } from '../configuration/store.ts';
import { readIfThere, writeAtomically } from './atomic-file.ts';
import { objectsOf, put } from './saved-configuration.ts';
import { StoredObject, store } from './stored-object.ts';

const Entry = z.union([
  z.strictObject({ put: StoredObject }),
  z.strictObject({ remove: z.strictObject({ resource: z.string(), key: z.string() }) }),
  z.strictObject({
    records: z.strictObject({ resource: z.string(), key: z.string(), changes: z.array(z.tuple([z.string(), z.string().nullable()])) }),
  }),
]);
type Entry = z.infer<typeof Entry>;

/** A change per line: what isn't a whole line was never acknowledged. */
const Line = z.array(Entry);

export class RunningJournal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get exists(): boolean {
    return existsSync(this.#path);
  }

  /** Brings the configuration to where the journal ends. */
  replay(configuration: Store): void {
    const lines = (readIfThere(this.#path) ?? '').split('\n');
    lines.pop();
    configuration.change(() => {
      for (const line of lines) for (const entry of Line.parse(JSON.parse(line))) apply(configuration, entry);
    });
  }

  /** Begins the journal anew with all there is, and goes on with each change. */
  follow(configuration: Store): void {
    const all: Entry[] = [...objectsOf(configuration)].map((object) => ({ put: object }));
    writeAtomically(this.#path, `${JSON.stringify(all)}\n`);
    configuration.onChange((changes) => {
      const entries = changes.flatMap(entriesOf);
      if (entries.length > 0) appendFileSync(this.#path, `${JSON.stringify(entries)}\n`);
    });
  }
}

function entriesOf({ before, after }: Change): Entry[] {
  if (after === undefined) return before === undefined ? [] : [{ remove: { resource: before.resource.path, key: before.key } }];
  const was = before?.properties['records'];
  const is = after.properties['records'];
  if (before !== undefined && before.properties === after.properties) return []; // only its generation moved
  if (was instanceof Records && is instanceof Records && onlyRecordsDiffer(before?.properties ?? {}, after.properties)) {
    const changes = [...was.changesTo(is)].map(({ name, value }): [string, string | null] => [name, value ?? null]);
    return [{ records: { resource: after.resource.path, key: after.key, changes } }];
  }
  return [{ put: store(after) }];
}

function onlyRecordsDiffer(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => name === 'records' || before[name] === after[name]);
}

function apply(configuration: Store, entry: Entry): void {
  if ('put' in entry) {
    put(configuration, entry.put);
    return;
  }
  const { resource, key } = 'remove' in entry ? entry.remove : entry.records;
  const found = configuration.get(resource, key);
  if (found === undefined) return;
  if ('remove' in entry) {
    configuration.remove(found);
    return;
  }
  let records = found.properties['records'];
  if (!(records instanceof Records)) return;
  for (const [name, value] of entry.records.changes) records = value === null ? records.without(name) : records.with(name, value);
  configuration.put({ ...found, properties: { ...found.properties, records } });
}

/** Everything that a virtual BIG-IP ever held, as its journal on disk tells, change by change. */
import { z } from 'zod';

const Properties = z.record(z.string(), z.unknown());
const Entry = z.union([
  z.object({ put: z.object({ resource: z.string(), key: z.string(), properties: Properties }) }),
  z.object({ remove: z.object({ resource: z.string(), key: z.string() }) }),
  z.object({
    records: z.object({ resource: z.string(), key: z.string(), changes: z.array(z.tuple([z.string(), z.string().nullable()])) }),
  }),
]);
const Records = z.array(z.object({ name: z.string(), data: z.string() }));

/** What one moment's configuration holds. */
export class Moment {
  /** `<resource> <key>` → properties. */
  readonly objects = new Map<string, Readonly<Record<string, unknown>>>();
  /** Data group → name → value. */
  readonly records = new Map<string, Map<string, string>>();
}

/** Walks through a journal; `look` is called after each commit with what is configured then. */
export function replay(journal: string, look: (moment: Moment) => void): void {
  const moment = new Moment();
  const lines = journal.split('\n');
  // What isn't a whole line was never acknowledged.
  lines.pop();
  for (const line of lines) {
    for (const entry of z.array(Entry).parse(JSON.parse(line))) take(moment, entry);
    look(moment);
  }
}

function take({ objects, records }: Moment, entry: z.infer<typeof Entry>): void {
  if ('put' in entry) {
    const { resource, key, properties } = entry.put;
    objects.set(`${resource} ${key}`, properties);
    if (resource === 'ltm/data-group/internal')
      records.set(key, new Map(Records.parse(properties['records'] ?? []).map(({ name, data }) => [name, data])));
  } else if ('remove' in entry) {
    objects.delete(`${entry.remove.resource} ${entry.remove.key}`);
    records.delete(entry.remove.key);
  } else {
    const group = records.get(entry.records.key);
    for (const [name, value] of entry.records.changes) {
      if (value === null) group?.delete(name);
      else group?.set(name, value);
    }
  }
}

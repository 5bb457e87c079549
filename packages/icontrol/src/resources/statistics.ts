/** Answers in the form of statistics: entries under URLs that differ by version. */
import { z } from 'zod';

/** One value. */
export const Text = z.object({ description: z.string() });

/** Each entry is as said. */
export function statistics<T extends z.ZodType>(entry: T) {
  return z.object({ entries: z.record(z.string(), z.object({ nestedStats: z.object({ entries: entry }) })).default({}) });
}

/** The first entry, where there is only one. */
export function onlyStatistics<T extends z.ZodRawShape>(entry: T) {
  return statistics(z.object(entry)).transform(({ entries }, context) => {
    const [first] = Object.values(entries);
    if (first !== undefined) return first.nestedStats.entries;
    context.addIssue('it has no entry');
    return z.NEVER;
  });
}

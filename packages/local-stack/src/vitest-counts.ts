/** Runs vitest, and counts what it says of the tests. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { berthDirectory } from './paths.ts';
import { runAttached } from './run-attached.ts';

export type Counts = { readonly passed: number; readonly failed: number };

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** A run that crashed, found no tests, or failed without a failed test counts as one failure. */
export async function runVitest(args: readonly string[], signal: AbortSignal, env: Readonly<Record<string, string>> = {}): Promise<Counts> {
  const file = join(berthDirectory, 'vitest.json');
  await rm(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = await runAttached('vitest', ['run', ...reporters, ...args], signal, env);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const counts = countsOf(Report.parse(JSON.parse(text)));
  return counts.failed === 0 && (!succeeded || counts.passed === 0) ? { ...counts, failed: 1 } : counts;
}

function countsOf({ numPassedTests: passed, numFailedTests, testResults }: z.infer<typeof Report>): Counts {
  // A file that could not be loaded has failed, though none of its tests did.
  const unloaded = testResults.filter(
    ({ status, assertionResults: tests }) => status === 'failed' && !tests.some((test) => test.status === 'failed'),
  );
  return { passed, failed: numFailedTests + unloaded.length };
}

/** The end of a log, for messages about a process that failed. */
import { readFile } from 'node:fs/promises';

/** The last lines of a file, indented, each on a line of its own; empty when it cannot be read. */
export async function lastLines(file: string, count = 5): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `\n  ${line}`).join('');
}

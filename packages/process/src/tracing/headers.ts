/** The headers that go with traces: a file, since one of them may be a secret. */
import { readFile } from 'node:fs/promises';

/** One `Name: value` a line; empty lines don't count. Throws an Error that says what is wrong, and not what the file holds. */
export async function readHeaders(file: string): Promise<Record<string, string>> {
  return parseHeaders(file, await readFile(file, 'utf8'));
}

/** The same for a text already read. */
export function parseHeaders(file: string, text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  const headers = lines.flatMap((line, at) => {
    if (line === '') return [];
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e]+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`${file}: line ${at + 1} is not NAME: VALUE`);
    return [[name, value] as const];
  });
  return Object.fromEntries(headers);
}

/** The transcripts in the README are what really comes back. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { VirtualBigIp } from './start.ts';

const ADDRESS = 'https://127.0.0.1:8443';

type Spoken = { readonly command: string; readonly output: string };

test('what the README shows of curl is so', async () => {
  const transcript = transcriptIn(await readFile(join(import.meta.dirname, '../README.md'), 'utf8'));
  expect(transcript.length).toBeGreaterThan(5);
  await using bigip = await VirtualBigIp.start();
  for (const { command, output } of transcript) {
    const { stdout } = await promisify(execFile)('sh', ['-c', command.replaceAll(ADDRESS, bigip.url)]);
    expect(masked(stdout.trim()), command).toBe(masked(output));
  }
});

/** Each command of the console blocks, and what comes after it. */
function transcriptIn(text: string): Spoken[] {
  const blocks = text.matchAll(/^```console\n(?<block>[\s\S]*?)^```$/gm).map(({ groups }) => groups?.['block'] ?? '');
  return [...blocks].flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((spoken) => {
        const [command = '', ...lines] = spoken.split('\n');
        return { command, output: lines.join('\n').trim() };
      }),
  );
}

/** Without what differs each time. */
function masked(text: string): string {
  return text
    .replaceAll(/\d{16}/g, 'ID')
    .replaceAll(/[A-Z2-7]{26}/g, 'TOKEN')
    .replaceAll(/"generation":\d+/g, '"generation":0');
}

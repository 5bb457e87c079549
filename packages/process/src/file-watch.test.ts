import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileWatch } from './file-watch.ts';

test('a file that can not be read is told once, with the reason, until it can be', async () => {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'berth-files-'));
  stack.defer(() => rm(directory, { recursive: true }));
  const [password, authority] = [join(directory, 'password'), join(directory, 'ca.pem')];
  await writeFile(authority, 'x');
  const told: string[] = [];
  const note = (fields: object, text: string) => void told.push('reason' in fields ? `${text}: ${String(fields.reason)}` : text);
  using watch = new FileWatch(() => [password, authority, password], { error: note, info: note });
  // The first look begins by itself.
  await expect.poll(() => watch.unreadable.length).toBe(1);
  await watch.look();
  expect(watch.unreadable).toEqual([expect.stringMatching(`^${password}: ENOENT`)]);
  expect(told).toEqual([expect.stringMatching(/^could not read a file that the work needs: ENOENT/)]);
  await mkdir(password);
  await watch.look();
  expect(watch.unreadable).toEqual([expect.stringContaining('EISDIR')]);
  await rmdir(password);
  await writeFile(password, 'y');
  await watch.look();
  expect(watch.unreadable).toEqual([]);
  expect(told.slice(1)).toEqual([expect.stringContaining('EISDIR'), 'can read a file again, or needs it no more']);
});

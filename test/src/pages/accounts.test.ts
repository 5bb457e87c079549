/** No block of a page is there that nobody runs or checks, and commands in its text are known. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { berthDirectory, repository, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Laboratory, zone } from '../laboratory.ts';
import { type Account, accounts, generated } from './accounts.ts';
import type { Block } from './blocks.ts';
import { isOfCompose, isUnderstood } from './checks.ts';
import type { World } from './live.ts';
import { blocksIn, pages, wordsIn } from './pages.ts';

type Accounted = { readonly where: string; readonly block: Block; readonly account: Account | undefined };

const checked = pages.filter((page) => !generated.includes(page));
const all: readonly Accounted[] = (await Promise.all(checked.map(accountedIn))).flat();

async function accountedIn(page: string): Promise<Accounted[]> {
  const seen = new Map<string, number>();
  return (await blocksIn(page)).map((block) => {
    const index = seen.get(block.heading) ?? 0;
    seen.set(block.heading, index + 1);
    return { where: `${page}:${block.line}`, block, account: accounts[page]?.[block.heading]?.[index] };
  });
}

let world: World;

beforeAll(async () => {
  // Each of the many processes starts in half the time when the compiled source is kept.
  vi.stubEnv('NODE_COMPILE_CACHE', join(berthDirectory, 'compile-cache'));
  const laboratory = await Laboratory.start({ dns: 'on' });
  world = { laboratory };
  await Promise.all(['www-1', 'www-2', 'www-3'].map((name) => laboratory.run(name)));
  await waitUntil('a page of www-3', 60_000, async () => {
    const answer = await laboratory.get(`www-3.${zone}`);
    return answer.kind === 'answer' && answer.body === 'www-3';
  });
  await waitUntil('all to be well', 60_000, async () => (await laboratory.berth('status')).code === 0);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await world?.laboratory[Symbol.asyncDispose]();
});

test('every block has its account in accounts.ts, and every account its block', () => {
  expect(all.filter(({ account }) => account === undefined).map(({ where, block }) => `${where} "${block.heading}"`)).toEqual([]);
  const given = Object.values(accounts).flatMap((headings) => Object.values(headings).flat());
  expect(given).toHaveLength(all.length);
});

test.for(all)('$where', async ({ block, account }) => {
  switch (account?.kind) {
    case 'tested':
      return expect(await readFile(join(repository, account.file), 'utf8')).toContain(account.words);
    case 'checked':
      return await account.check(block);
    case 'live':
      return await account.check(block, world);
    case 'drawing':
    case undefined:
      return;
  }
});

test.for(checked)('commands of berth and of docker compose in the text of %s are known', async (page) => {
  for (const words of new Set(await wordsIn(page))) {
    if (/^berth [a-z]+( |$)/.test(words) && !words.includes('…')) await isUnderstood(words.split(' ').slice(1));
    if (words.startsWith('docker compose ')) await isOfCompose(words);
  }
});

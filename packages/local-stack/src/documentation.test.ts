/** What the pages for people point to is there: files, headings, commands. */

import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from './paths.ts';

const pages = globSync(['*.md', 'docs/**/*.md', '{packages,services}/*/README.md'], { cwd: repository });

test.for(pages)('links in %s lead somewhere', async (page) => {
  const text = await readFile(join(repository, page), 'utf8');
  const broken: string[] = [];
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', heading] = target.split('#');
    const file = path === '' ? join(repository, page) : resolve(repository, dirname(page), path);
    const content = await readFile(file, 'utf8').catch(() => undefined);
    const missing = content === undefined || (heading !== undefined && !headingsOf(content).has(heading));
    if (missing) broken.push(`${target} (${relative(repository, file)})`);
  }
  expect(broken).toEqual([]);
});

test.for(pages)('commands of npm in %s are there', async (page) => {
  const text = await readFile(join(repository, page), 'utf8');
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const named = [...text.matchAll(/\bnpm run (?:-s )?([a-z-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

/** As web pages make anchors of headings. */
function headingsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

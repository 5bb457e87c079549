/** The pages for people, and their blocks. */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '@berth/local-stack';
import { type Block, blocksOf } from './blocks.ts';

/** Paths within the repository. */
export const pages: readonly string[] = globSync(['*.md', 'docs/**/*.md', '{packages,services}/*/README.md'], { cwd: repository });

export async function blocksIn(page: string): Promise<Block[]> {
  return blocksOf(page, await readFile(join(repository, page), 'utf8'));
}

/** What stands between single backticks, outside of blocks. */
export async function wordsIn(page: string): Promise<string[]> {
  const text = await readFile(join(repository, page), 'utf8');
  return [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
}

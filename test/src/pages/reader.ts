/** Somebody who follows a page: types its commands and writes its files as they stand there, section after section. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository, waitUntil } from '@berth/local-stack';
import { parseDocument } from 'yaml';
import { type Block, blocksOf } from './blocks.ts';
import type { Shell } from './shell.ts';
import { type Ask, typeTmsh } from './tmsh.ts';

const patience = 120_000;

export type ReaderOptions = {
  /** Path of the page within the repository. */
  readonly page: string;
  /** What stands in the page for something of the reader's own, and what that is here. */
  readonly own: Readonly<Record<string, string>>;
  /** What is typed after a line that contains the key. */
  readonly typed?: Readonly<Record<string, string>>;
  /** A line that contains the key shows how something is by now: it is typed until it shows this. */
  readonly shown?: Readonly<Record<string, RegExp>>;
  /** The BIG-IP at which lines of tmsh are typed. */
  readonly bigip?: Ask;
};

/** Where one block is followed, or why it isn't. */
export type Where = Shell | { readonly left: string };

export class Reader {
  readonly #options: ReaderOptions;
  readonly #blocks: Block[];

  private constructor(options: ReaderOptions, blocks: Block[]) {
    this.#options = options;
    this.#blocks = blocks;
  }

  static async of(options: ReaderOptions): Promise<Reader> {
    return new Reader(options, blocksOf(options.page, await readFile(join(repository, options.page), 'utf8')));
  }

  /** Follows all blocks below a heading, each where it says. Throws when there are more or fewer, and with the words of what fails. */
  async follow(heading: string, ...places: readonly Where[]): Promise<void> {
    const blocks = this.#blocks.filter((block) => block.heading === heading);
    if (blocks.length !== places.length)
      throw new Error(`"${heading}" in ${this.#options.page} has ${blocks.length} blocks, and places are given for ${places.length}`);
    for (const [index, block] of blocks.entries()) {
      const where = places[index];
      if (where !== undefined && 'type' in where) await this.#do({ ...block, text: this.#made(block.text) }, where);
      this.#blocks.splice(this.#blocks.indexOf(block), 1);
    }
  }

  /** Headings that have blocks which nobody followed. */
  get unread(): readonly string[] {
    return [...new Set(this.#blocks.map(({ heading }) => heading))];
  }

  async #do({ language, text, page, line }: Block, shell: Shell): Promise<void> {
    switch (language) {
      case 'sh':
        for (const each of text.split('\n')) await this.#type(each.replace(/ {2,}#.*$/, ''), shell);
        return;
      case 'dotenv':
        return await setVariables(text, shell);
      case 'yaml':
        return await writeConfiguration(text, join(shell.directory, 'config/berth.yaml'));
      default:
        throw new Error(`${page}:${line}: nobody knows how to follow a block of "${language}"`);
    }
  }

  async #type(line: string, shell: Shell): Promise<void> {
    const { bigip, shown = {}, typed = {} } = this.#options;
    if (line.startsWith('tmsh ')) {
      if (bigip === undefined) throw new Error(`no BIG-IP for ${line}`);
      await typeTmsh(line, bigip);
      return;
    }
    const input = Object.entries(typed).find(([part]) => line.includes(part))?.[1];
    const expected = Object.entries(shown).find(([part]) => line.includes(part))?.[1];
    if (expected === undefined) await shell.type(line, input);
    else await until(expected, async () => await shell.type(line, input).catch(String));
  }

  #made(text: string): string {
    return Object.entries(this.#options.own).reduce((made, [shown, own]) => made.replaceAll(shown, own), text);
  }
}

async function until(expected: RegExp, look: () => Promise<string>): Promise<void> {
  let last = '';
  await waitUntil(String(expected), patience, async () => {
    last = await look();
    return expected.test(last);
  }).catch((cause: unknown) => {
    throw new Error(`what it showed last: ${last}`, { cause });
  });
}

/** Sets what .env says, where it says something else already too. */
async function setVariables(text: string, shell: Shell): Promise<void> {
  const file = join(shell.directory, '.env');
  const set = Object.fromEntries(text.split('\n').map((line) => [line.split('=')[0] ?? '', line]));
  for (const name of Object.keys(set)) delete shell.environment[name];
  const before = await readFile(file, 'utf8').catch(() => '');
  const kept = before.split('\n').filter((line) => !Object.hasOwn(set, line.split('=')[0] ?? ''));
  await writeFile(file, [...kept, ...Object.values(set), ''].join('\n'));
}

/** A whole file, or engines that are added to it or take the place of those of their name. */
async function writeConfiguration(text: string, file: string): Promise<void> {
  if (text.startsWith('installation:')) return await writeFile(file, text);
  const configuration = parseDocument(await readFile(file, 'utf8'));
  const engines: unknown = parseDocument(text).toJS();
  for (const [name, engine] of Object.entries(engines ?? {})) configuration.setIn(['sites', 'east', 'engines', name], engine);
  await writeFile(file, String(configuration));
}

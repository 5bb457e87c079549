/** Commands of tmsh as the pages show them, carried out by iControl REST. */
import { matchesGlob } from 'node:path';
import { z } from 'zod';

export type Ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => Promise<string>;

const Listing = z.object({ items: z.array(z.object({ name: z.string(), fullPath: z.string().optional() })).default([]) });

const kinds = [
  'auth partition',
  'auth user',
  'ltm virtual',
  'ltm profile http',
  'ltm profile dns',
  'ltm rule',
  'ltm data-group internal',
  'ltm pool',
  'ltm node',
  'net route',
  'sys provision',
] as const;

/** Types one line. Returns what a listing shows: full paths. Throws with BIG-IP's words when it refuses, and where a line isn't known here. */
export async function typeTmsh(line: string, ask: Ask): Promise<readonly string[]> {
  const [program, verb, ...rest] = wordsOf(line);
  if (program !== 'tmsh') throw new Error(`not a command of tmsh: ${line}`);
  if (verb === 'save' && rest.join(' ') === 'sys config') {
    await ask('POST', 'sys/config', { command: 'save' });
    return [];
  }
  const kind = kinds.find((each) => `${rest.join(' ')} `.startsWith(`${each} `));
  const [name, ...properties] = rest.slice(kind?.split(' ').length);
  if (kind === undefined || name === undefined) throw new Error(`unknown here: ${line}`);
  const collection = kind.replaceAll(' ', '/');
  switch (verb) {
    case 'create':
      await ask('POST', collection, { ...named(name), ...valuesOf(properties) });
      return [];
    case 'modify':
      await ask('PATCH', `${collection}/${idOf(name)}`, valuesOf(properties));
      return [];
    case 'list':
      return await matching(name, collection, ask);
    case 'delete': {
      const found = await matching(name, collection, ask);
      for (const path of found) await ask('DELETE', `${collection}/${idOf(path)}`);
      return found;
    }
    default:
      throw new Error(`unknown here: ${line}`);
  }
}

/** As a shell splits it. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
}

function named(name: string): object {
  const [, partition, own] = /^\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
  return partition === undefined ? { name } : { name: own, partition };
}

function idOf(name: string): string {
  return name.replaceAll('/', '~');
}

/** Full paths of the objects that a name or a pattern with * means. */
async function matching(pattern: string, collection: string, ask: Ask): Promise<string[]> {
  const { items } = Listing.parse(JSON.parse(await ask('GET', `${collection}?$select=name,fullPath`)));
  const paths = items.map(({ fullPath, name }) => fullPath ?? name);
  return paths.filter((path) => matchesGlob(path, pattern));
}

type Value = string | readonly (string | Readonly<Record<string, Value>>)[];

/** `monitor tcp members add { a { ratio 2 } b }`: pairs, and lists whose members may have properties of their own. */
function valuesOf(words: readonly string[]): Record<string, Value> {
  const left = [...words];
  const values: Record<string, Value> = {};
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    if (left[0] === 'add' || left[0] === 'replace-all-with') left.shift();
    values[camelCase(name)] = left[0] === '{' ? listOf(group(left)) : (left.shift() ?? '');
  }
  return values;
}

/** Takes the words between a brace and the one that closes it. */
function group(words: string[]): string[] {
  const within: string[] = [];
  for (let depth = 0; ; ) {
    const word = words.shift();
    if (word === undefined) throw new Error('a brace is not closed');
    if (word === '{') depth++;
    if (word === '}') depth--;
    if (depth === 0) return within.slice(1);
    within.push(word);
  }
}

function listOf(words: string[]): (string | Record<string, Value>)[] {
  const members: (string | Record<string, Value>)[] = [];
  for (let name = words.shift(); name !== undefined; name = words.shift())
    members.push(words[0] === '{' ? { name, ...valuesOf(group(words)) } : name);
  return members;
}

function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

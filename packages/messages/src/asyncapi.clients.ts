/** What AsyncAPI's own parser says of the document. It brings 168 packages with it, so it is installed for this alone, in a directory that goes again. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { asyncapiText } from './asyncapi.ts';

const parser = '@asyncapi/parser@3.6.6';
const run = promisify(execFile);

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-asyncapi-'));
  await run('npm', ['install', '--prefix', directory, '--ignore-scripts', '--no-audit', '--no-fund', parser]);
}, 300_000);
afterAll(async () => await rm(directory, { recursive: true }));

test('it finds no error and nothing to warn of', async () => {
  expect(await complaints(asyncapiText())).toEqual([]);
});

test('it finds what is wrong', async () => {
  const broken = asyncapiText().replace('#/components/messages/Engine', '#/components/messages/Motor');
  expect((await complaints(broken)).join('\n')).toContain('Motor');
});

/** 0: error, 1: warning; above are hints. */
const Diagnostics = z.array(z.object({ severity: z.number(), message: z.string(), path: z.array(z.union([z.string(), z.number()])) }));

const script = `
import { text } from 'node:stream/consumers';
import { Parser } from '@asyncapi/parser';
const { diagnostics } = await new Parser().parse(await text(process.stdin));
console.log(JSON.stringify(diagnostics));`;

async function complaints(document: string): Promise<string[]> {
  const asked = run(process.execPath, ['--input-type=module', '--eval', script], { cwd: directory, maxBuffer: 64 << 20 });
  asked.child.stdin?.end(document);
  const found = Diagnostics.parse(JSON.parse((await asked).stdout));
  return found.filter(({ severity }) => severity < 2).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

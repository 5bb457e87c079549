/** The command: says when it is ready, saves, survives a kill, and stops when told. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

type Running = { readonly url: string; readonly end: (signal: NodeJS.Signals) => Promise<number | null> };

async function run(...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /^virtual BIG-IP ready on (https:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
  if (url === undefined) throw new Error(`unexpected output: ${line}`);
  return {
    url,
    end: async (signal) => {
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

async function ask(url: string, ca: string, method: string, path: string, body?: unknown): Promise<number | undefined> {
  const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  const sent = request(`${url}/mgmt/tm/${path}`, {
    method,
    ca,
    agent: false,
    headers: { authorization, 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify(body));
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

test.for([
  { keep: 'saved', unsaved: 404 },
  { keep: 'running', unsaved: 200 },
])('killed and started again with --keep $keep, it has what it should', { timeout: 60_000 }, async ({ keep, unsaved }) => {
  const state = await mkdtemp(join(tmpdir(), 'virtual-bigip-'));
  onTestFinished(async () => rm(state, { recursive: true }));
  const args = ['--user', 'me', '--password', 'secret', '--version', '16.1.3', '--state', state, '--keep', keep];
  const first = await run(...args);
  const ca = await readFile(join(state, 'ca.pem'), 'utf8');
  expect(await ask(first.url, ca, 'POST', 'auth/partition', { name: 'saved' })).toBe(200);
  expect(await ask(first.url, ca, 'POST', 'sys/config', { command: 'save' })).toBe(200);
  expect(await ask(first.url, ca, 'POST', 'auth/partition', { name: 'unsaved' })).toBe(200);
  await first.end('SIGKILL');
  const second = await run(...args);
  expect(await ask(second.url, ca, 'GET', 'auth/partition/saved')).toBe(200);
  expect(await ask(second.url, ca, 'GET', 'auth/partition/unsaved')).toBe(unsaved);
  expect(await second.end('SIGTERM')).toBe(0);
});

test('with --units it is a device group, each at a port of its own', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--units', '2', '--auto-sync'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  expect(line).toMatch(/^virtual BIG-IP ready on https:\/\/127\.0\.0\.1:\d+ and https:\/\/127\.0\.0\.1:\d+$/);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

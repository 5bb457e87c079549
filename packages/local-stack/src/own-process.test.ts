/** Real processes with logs, killed and started again. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OwnProcess } from './own-process.ts';
import { identityOf, isRunning } from './process-identity.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-process-'));
});

afterEach(() => rm(directory, { recursive: true }));

test('a process is logged, killed, started again and ended', async () => {
  const logFile = join(directory, 'log/one.log');
  const log = () => readFile(logFile, 'utf8');
  const script = `process.on('SIGTERM', () => { console.log('ended'); process.exitCode = 3; clearInterval(t); }); const t = setInterval(() => {}, 1000); console.log(process.env.GREETING);`;
  {
    await using one = new OwnProcess({
      name: 'one',
      command: process.execPath,
      args: ['-e', script],
      env: { GREETING: 'started' },
      logFile,
    });
    await one.start();
    await expect.poll(log).toBe('started\n');
    const first = one.exited;
    await one.restart();
    expect(await first).toEqual({ code: null, signal: 'SIGKILL' });
    await expect.poll(log).toBe('started\nstarted\n');
    one.signal('SIGSTOP');
    const last = one.exited;
    await one[Symbol.asyncDispose]();
    expect(await last).toEqual({ code: 3, signal: null });
  }
  expect(await log()).toBe('started\nstarted\nended\n');
});

test('a program that is not there is an error', async () => {
  const missing = new OwnProcess({ name: 'none', command: '/nonexistent/program', logFile: join(directory, 'none.log') });
  await expect(missing.start()).rejects.toThrow('ENOENT');
  expect(missing.running).toBe(false);
});

test('a process number that another process has now is not the same process', () => {
  const identity = identityOf(process.pid) ?? '';
  expect(isRunning(identity)).toBe(true);
  expect(isRunning(identity.replace(/-\d+-/, '-1-'))).toBe(false);
});

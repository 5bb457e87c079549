/** The lines that a newcomer is told to try: the one that starts one more container, for each kind of engine, and those that README.md shows. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { welcomeToCompose } from './compose/welcome.ts';
import { repository } from './paths.ts';
import { siteLines } from './quick-start.ts';

const ports = { http: 8080, dns: 8053, bigip: 8443, nats: 4222 };
const socket = 'unix:///var/run/docker.sock';
const here = 'unix:///here/docker.sock';
const run = 'run --detach --name www-4 --hostname www-4';

test.for([
  { kind: 'private', url: here, expose: 'labelled', line: `docker -H ${here} ${run} web` },
  { kind: 'private', url: here, expose: 'convention', line: `docker -H ${here} ${run} web` },
  { kind: 'found', url: socket, expose: 'labelled', line: `docker ${run} --label berth.enable=true web` },
  { kind: 'found', url: socket, expose: 'convention', line: `docker ${run} web` },
  { kind: 'found', url: here, expose: 'convention', line: `docker -H ${here} ${run} web` },
] as const)('on a $kind engine at $url, exposing $expose', ({ kind, url, expose, line }) => {
  expect(siteLines({ kind, url }, { ports, expose }, { image: 'web', ca: 'ca.pem', address: '127.0.0.1' }).fourth.command).toBe(line);
});

test('README.md shows them as they are told with Docker', async () => {
  const [, block = ''] = /^```sh\n(curl -H[\s\S]*?)^```$/m.exec(await readFile(join(repository, 'README.md'), 'utf8')) ?? [];
  const shown = block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}#.*$/, ''));
  const told = welcomeToCompose({ ports, network: 'berth', image: 'busybox' })
    .split('\n')
    .map((line) => line.trim());
  expect(shown.length).toBeGreaterThan(4);
  for (const line of shown)
    expect(
      told.some((each) => (line.endsWith('…') ? each.startsWith(line.slice(0, -1)) : each === line)),
      line,
    ).toBe(true);
});

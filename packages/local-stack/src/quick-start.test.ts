/** The line that starts one more container, for each kind of engine. */
import { expect, test } from 'vitest';
import { quickStart } from './quick-start.ts';

const ports = { http: 8080, bigip: 8443, nats: 4222 };
const url = 'unix:///here/docker.sock';
const run = 'run --detach --name www-4 --hostname www-4';

test.for([
  { kind: 'private', expose: 'labelled', line: `docker -H ${url} ${run} web` },
  { kind: 'private', expose: 'convention', line: `docker -H ${url} ${run} web` },
  { kind: 'found', expose: 'labelled', line: `docker ${run} --label berth.enable=true web` },
  { kind: 'found', expose: 'convention', line: `docker ${run} web` },
] as const)('on a $kind engine, exposing $expose', ({ kind, expose, line }) => {
  expect(quickStart({ kind, url }, { ports, expose }, { image: 'web', ca: 'ca.pem' }).fourth.command).toBe(line);
});

/** The line that starts one more container, for each kind of engine. */
import { expect, test } from 'vitest';
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

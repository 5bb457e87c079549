/** Whatever is sent, there is an answer that a BIG-IP could give, and the unit goes on. */

import { connect } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import { done, send } from './wire.ts';

const segment = fc.constantFrom(
  'ltm',
  'pool',
  'node',
  'members',
  'virtual',
  'profiles',
  'rule',
  'stats',
  'monitor',
  'tcp',
  'data-group',
  'internal',
  'sys',
  'folder',
  'config',
  'auth',
  'partition',
  'transaction',
  'commands',
  'constructor',
  '__proto__',
  '~T~p',
  '~T~10.0.0.1:80',
  '%25',
  '%zz',
  '~',
  '1',
);
const path = fc.array(segment, { maxLength: 6 }).map((segments) => segments.join('/'));
const query = fc.constantFrom(
  '',
  '?$top=0',
  '?$top=1&$skip=-1',
  '?$filter=',
  '?options=records+add+%7B',
  '?options=%22',
  '?expandSubcollections=true',
  '?ver=x',
  '?$select=',
);
const name = fc.constantFrom(
  'name',
  'partition',
  'subPath',
  'members',
  'membersReference',
  'records',
  'type',
  'monitor',
  'session',
  'destination',
  'profiles',
  'rules',
  'enabled',
  'disabled',
  'metadata',
  'state',
  'address',
  'apiAnonymous',
  'persist',
  'sourceAddressTranslation',
  'constructor',
  '__proto__',
  'command',
);
const value = fc.oneof(
  fc.constantFrom(
    'p',
    'T',
    '/T/p',
    'none',
    '',
    'string',
    'ip',
    '10.0.0.1:80',
    '::1.80',
    'min 2 of {',
    '/T/10.0.0.1:80',
    'constructor',
    '10.0.0.1%constructor',
    'when HTTP_REQUEST { pool {',
    'a:constructor',
    'VALIDATING',
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(fc.dictionary(fc.constantFrom('name', 'data', 'partition', 'type', 'pool', 'items'), fc.jsonValue({ maxDepth: 1 })), {
    maxLength: 3,
  }),
);
const body = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.tuple(name, value), { maxLength: 5 }).map((entries) => JSON.stringify(Object.fromEntries(entries))) },
  { weight: 1, arbitrary: fc.string() },
);

test('requests of every shape are answered', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [['POST', 'auth/partition', { name: 'T' }]]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'), path, query, body, async (method, where, asked, said) => {
      const { status, text } = await send(bigip, [method, `${where}${asked}`, method === 'GET' ? undefined : said]);
      expect([200, 400, 403, 404, 405, 409], `${method} ${where}${asked} ${said}: ${text}`).toContain(status);
    }),
    { numRuns: 600 },
  );
});

test.for([
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'NONSENSE\r\n\r\n',
  'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nContent-Length: 10\r\n\r\n{',
  '\u0000\u0001\u0002',
])('a connection that says %j does no harm', async (said) => {
  await using bigip = await VirtualBigIp.start();
  const { hostname, port } = new URL(bigip.url);
  const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca }, () => socket.end(said));
  socket.on('error', () => socket.destroy());
  socket.resume();
  expect((await send(bigip, ['GET', 'ltm/pool'])).status).toBe(200);
  socket.destroy();
});

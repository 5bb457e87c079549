/** Whatever is sent, there is an answer that a BIG-IP could give, and the unit goes on. */

import { once } from 'node:events';
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
  'policy',
  'rules',
  'actions',
  '~T~Drafts~q',
  'external',
  'file',
  'user',
  'util',
  'bash',
  'global-settings',
  'version',
  'available',
  'net',
  'route',
  'self',
  'vlan',
  'interfaces',
  'route-domain',
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
  'network',
  'gw',
  'vlan',
  'vlans',
  'interfaces',
  'sflow',
  'mask',
  'ipForward',
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
    '10.31.1.1/24',
    'default%0',
    '::/0',
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(fc.dictionary(fc.constantFrom('name', 'data', 'partition', 'type', 'pool', 'items'), fc.jsonValue({ maxDepth: 1 })), {
    maxLength: 3,
  }),
);
const header = fc.constantFrom(
  'x-f5-auth-token',
  'x-f5-rest-coordination-id',
  'content-type',
  'content-range',
  'authorization',
  'accept',
  'cookie',
);
const headers = fc.dictionary(
  header,
  fc.constantFrom('', '1', 'application/json', 'text/plain', '0-0/1', '9-1/x', 'Basic', 'Basic Og==', 'Bearer x', '%00', 'a'.repeat(4000)),
  { maxKeys: 3 },
);
const root = fc.constantFrom(
  '/mgmt/tm/',
  '/mgmt/tm/',
  '/mgmt/tm/',
  '/mgmt/shared/',
  '/mgmt/shared/authz/tokens/',
  '/mgmt/shared/file-transfer/uploads/',
  '/mgmt/',
  '/',
  '/virtual/requests/',
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

test('requests with headers of every kind, to anywhere, are answered', async () => {
  await using bigip = await VirtualBigIp.start();
  const answers = [200, 400, 401, 403, 404, 405, 406, 409, 414];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
      root,
      path,
      body,
      headers,
      async (method, above, where, said, sent) => {
        const { status, text } = await send(bigip, [
          method,
          `${above}${where}`,
          method === 'GET' || method === 'HEAD' ? undefined : said,
          sent,
        ]);
        expect(answers, `${method} ${above}${where} ${JSON.stringify(sent)} ${said}: ${text}`).toContain(status);
      },
    ),
    { numRuns: 400 },
  );
});

test.for([
  {
    what: 'a body that is too large',
    head: 'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n',
    status: 413,
  },
  { what: 'a header that is too long', head: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, status: 400 },
  {
    what: 'a request line that is too long',
    head: `GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    status: 414,
  },
  { what: 'no HTTP', head: 'NONSENSE\r\n\r\n', status: 400 },
  { what: 'a length that is none', head: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', status: 400 },
])('$what is answered with $status by the web server', async ({ head, status }) => {
  await using bigip = await VirtualBigIp.start();
  expect(await spoken(bigip, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*Content-Type: text/html; charset=iso-8859-1`));
  expect((await send(bigip, ['GET', 'ltm/pool'])).status).toBe(200);
});

test('bodies that never end take no memory with them, and bodies cut off do no harm', async () => {
  await using bigip = await VirtualBigIp.start();
  const { hostname, port } = new URL(bigip.url);
  const head = 'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{"name": "p';
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca });
    socket.on('error', () => socket.destroy());
    socket.write(head);
    return socket;
  });
  await Promise.all(sockets.map(async (socket) => once(socket, 'secureConnect')));
  for (const socket of sockets) socket.destroy();
  expect((await send(bigip, ['GET', 'ltm/pool'])).body).not.toHaveProperty('items');
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

/** All that comes back for what is said on a connection. */
async function spoken(bigip: VirtualBigIp, head: string): Promise<string> {
  const { hostname, port } = new URL(bigip.url);
  const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca });
  socket.setEncoding('utf8');
  socket.write(head);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

/** Whatever is sent, there is an answer that a BIG-IP could give, and the unit goes on. */
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

/** What traffic sees of the configuration, and what it hears of changes. */

import { expect, test } from 'vitest';
import { configured, type Written } from './testing/configured.ts';

const pool: Written = [
  'POST',
  'ltm/pool',
  {
    name: 'p',
    partition: 'T',
    monitor: '/Common/tcp',
    loadBalancingMode: 'ratio-member',
    members: [{ name: '10.0.0.1:80', partition: 'T', ratio: 3, monitor: 'none' }],
  },
];
const group: Written = [
  'POST',
  'ltm/data-group/internal',
  { name: 'd', partition: 'T', type: 'string', records: [{ name: 'b', data: '2' }, { name: 'a' }] },
];

test('a pool with its members', () => {
  const { view } = configured(pool);
  expect(view.pool('/T/p')).toEqual({
    name: '/T/p',
    loadBalancingMode: 'ratio-member',
    monitor: '/Common/tcp',
    minActiveMembers: 0,
    reselectTries: 0,
    slowRampTime: 10,
    serviceDownAction: 'none',
    members: new Map([
      [
        '/T/10.0.0.1:80',
        {
          name: '/T/10.0.0.1:80',
          address: '10.0.0.1',
          port: 80,
          session: 'user-enabled',
          state: 'user-up',
          ratio: 3,
          node: '/T/10.0.0.1',
          nodeRatio: 1,
          priorityGroup: 0,
          connectionLimit: 0,
          monitor: '',
        },
      ],
    ]),
  });
});

test('a change of a member is heard as one of its pool', () => {
  const { view, heard, write } = configured(pool);
  write('PATCH', 'ltm/pool/~T~p/members/~T~10.0.0.1:80', { session: 'user-disabled' });
  expect(heard).toEqual([{ kind: 'pool', path: '/T/p' }]);
  expect(view.pool('/T/p')?.members.get('/T/10.0.0.1:80')?.session).toBe('user-disabled');
});

test('a node that is disabled disables its members', () => {
  const { view, heard, write } = configured(pool);
  expect(view.pool('/T/p')?.members.get('/T/10.0.0.1:80')?.session).toBe('user-enabled');
  write('PATCH', 'ltm/node/~T~10.0.0.1', { session: 'user-disabled' });
  expect(heard).toEqual([
    { kind: 'node', path: '/T/10.0.0.1' },
    { kind: 'pool', path: '/T/p' },
  ]);
  expect(view.pool('/T/p')?.members.get('/T/10.0.0.1:80')?.session).toBe('user-disabled');
});

test('a virtual server with what it refers to', () => {
  const { view } = configured(
    pool,
    ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { }' }],
    [
      'POST',
      'ltm/virtual',
      {
        name: 'v',
        partition: 'T',
        destination: '/T/0.0.0.0:8080',
        ipProtocol: 'tcp',
        pool: '/T/p',
        rules: ['/T/r'],
        profiles: ['/Common/http'],
        sourceAddressTranslation: { type: 'automap' },
        disabled: true,
      },
    ],
  );
  const virtual = {
    name: '/T/v',
    address: 'any',
    port: 8080,
    source: { network: '0.0.0.0', prefix: 0 },
    ipProtocol: 'tcp',
    enabled: 'disabled',
    kind: 'balances',
    pool: '/T/p',
    rules: ['/T/r'],
    http: { insertXForwardedFor: false },
    connectionReuse: 'none',
    persistence: undefined,
    sourceAddressTranslation: 'automap',
  };
  expect([...view.virtuals()]).toEqual([virtual]);
  expect(view.rule('/T/r')).toBe('when HTTP_REQUEST { }');
});

test('a monitor with what it inherits', () => {
  const { view } = configured(['POST', 'ltm/monitor/http', { name: 'm', partition: 'T', recv: 'ok' }]);
  expect(view.monitor('/T/m')).toEqual({
    name: '/T/m',
    type: 'http',
    interval: 5,
    timeout: 16,
    send: 'GET /\\r\\n',
    recv: 'ok',
    recvDisable: '',
    matchMeans: 'up',
    address: undefined,
    port: undefined,
    upInterval: 0,
    timeUntilUp: 0,
  });
});

test('a node with its members', () => {
  const { view } = configured(pool);
  expect([...view.nodes()]).toEqual([
    { name: '/T/10.0.0.1', address: '10.0.0.1', monitor: '', members: [{ pool: '/T/p', name: '/T/10.0.0.1:80' }] },
  ]);
});

test.for([
  { destination: '*:*', address: undefined, port: undefined },
  { destination: '*:8080', address: undefined, port: 8080 },
  { destination: '*.8080', address: undefined, port: 8080 },
  { destination: '10.0.0.9:8080', address: '10.0.0.9', port: 8080 },
  { destination: '10.0.0.9:*', address: '10.0.0.9', port: undefined },
  { destination: '2001:db8::1.80', address: '2001:db8::1', port: 80 },
])('a monitor of $destination', ({ destination, ...target }) => {
  const { view } = configured(['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T', destination }]);
  expect(view.monitor('/T/m')).toMatchObject(target);
});

test.for([
  {
    type: 'cookie',
    properties: {},
    persistence: { kind: 'cookie', name: undefined, send: 'when-new', attributes: ['Httponly', 'Secure'] },
  },
  {
    type: 'cookie',
    properties: { cookieName: 'x', alwaysSend: 'enabled', secure: 'disabled' },
    persistence: { kind: 'cookie', name: 'x', send: 'always', attributes: ['Httponly'] },
  },
  { type: 'source-addr', properties: { timeout: '60' }, persistence: { kind: 'source-address', timeout: 60 } },
  { type: 'hash', properties: {}, persistence: undefined },
])('a virtual server with persistence $type $properties', ({ type, properties, persistence }) => {
  const { view } = configured(
    [`POST`, `ltm/persistence/${type}`, { name: 'k', partition: 'T', ...properties }],
    [
      'POST',
      'ltm/virtual',
      {
        name: 'v',
        partition: 'T',
        destination: '/T/10.0.0.1:80',
        ipProtocol: 'tcp',
        profiles: ['/Common/http', '/Common/oneconnect'],
        persist: '/T/k',
      },
    ],
  );
  expect(view.virtual('/T/v')).toMatchObject({ persistence, connectionReuse: 'one-connect' });
});

test('records in order, and what changed of them', () => {
  const { view, heard, write } = configured(group);
  expect([...(view.dataGroup('/T/d')?.records ?? [])]).toEqual([
    ['a', ''],
    ['b', '2'],
  ]);
  const before = view.dataGroup('/T/d')?.records;
  write('PATCH', 'ltm/data-group/internal/~T~d', {}, 'options=records+add+%7B+c+%7B+data+3+%7D+%7D');
  write('PATCH', 'ltm/data-group/internal/~T~d', { records: [{ name: 'c', data: '4' }] });
  expect(heard).toEqual([
    { kind: 'data-group', path: '/T/d', records: [{ name: 'c', value: '3' }] },
    {
      kind: 'data-group',
      path: '/T/d',
      records: expect.arrayContaining([
        { name: 'a', value: undefined },
        { name: 'b', value: undefined },
        { name: 'c', value: '4' },
      ]),
    },
  ]);
  expect(before?.size).toBe(2);
});

test('what was refused is not heard', () => {
  const { heard, write } = configured(pool);
  expect(() => write('PATCH', 'ltm/pool/~T~p', { members: [{ name: '10.0.0.2:80', partition: 'T' }, { name: 'bad' }] })).toThrow(
    'a port is required',
  );
  expect(heard).toEqual([]);
});

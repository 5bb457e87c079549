/** Where the HTTP rule sends requests, as shipped, in real Tcl. */
import type { EventContext } from '@berth/virtual-bigip/testing';
import { describe, expect, test } from 'vitest';
import { asked, described, httpVirtual, lastAsked } from './testing/http-virtual.ts';

const long = `${'a'.repeat(60)}.`.repeat(5);

test.for([
  { when: 'a service', host: 'www.apps.example.com', gets: 'pool /T/www' },
  { when: 'a service with a hyphen', host: 'my-app.apps.example.com', gets: 'pool /T/my-app' },
  { when: "a service's own host name outside the zones", host: 'shop.example.org', gets: 'pool /T/www' },
  { when: 'a port', host: 'www.apps.example.com:8080', gets: 'pool /T/www' },
  { when: 'an empty port', host: 'www.apps.example.com:', gets: 'pool /T/www' },
  { when: 'upper case', host: 'WWW.Apps.EXAMPLE.com', gets: 'pool /T/www' },
  { when: 'a trailing dot', host: 'www.apps.example.com.', gets: 'pool /T/www' },
  { when: 'a trailing dot before the port', host: 'WWW-1.apps.example.com.:80', gets: 'member /T/10.0.0.1:80' },
  { when: 'a name that starts with -', host: '-dash.apps.example.com', gets: 'pool /T/www' },
  { when: 'a name that looks like an option', host: '-all.apps.example.com', gets: '404' },
  { when: 'an option itself', host: '--', gets: 'default' },
  { when: 'a container', host: 'www-1.apps.example.com', gets: 'member /T/10.0.0.1:80' },
  { when: 'another container', host: 'www-2.apps.example.com', gets: 'member /T/10.0.0.2:80' },
  { when: 'a container with an IPv6 address', host: 'my-app-2.apps.example.com', gets: 'member /T/2001:db8::2.8080' },
  { when: 'nobody to serve', host: 'idle.apps.example.com', gets: '503 after 5' },
  { when: 'a pool that has gone', host: 'broken.apps.example.com', gets: '503 after 5' },
  { when: 'a container that is held back', host: 'www-3.apps.example.com', gets: '503 after 5' },
  { when: 'a member that has gone', host: 'gone-1.apps.example.com', gets: '503 after 5' },
  { when: "a container's pool that has gone", host: 'broken-1.apps.example.com', gets: '503 after 5' },
  { when: 'an unknown name in the zone', host: 'none.apps.example.com', gets: '404' },
  { when: 'an unknown name deep in the zone', host: 'www-1.docker1.apps.example.com', gets: '404' },
  { when: 'the zone itself', host: 'apps.example.com', gets: '404' },
  { when: 'a name that only ends like the zone', host: 'wwwapps.example.com', gets: 'default' },
  { when: 'a name outside', host: 'www.example.com', gets: 'default' },
  { when: 'a label of a service alone', host: 'www', gets: 'default' },
  { when: 'an IPv4 address', host: '192.0.2.1', gets: 'default' },
  { when: 'an IPv6 literal', host: '[2001:db8::1]', gets: 'default' },
  { when: 'an IPv6 literal with a port', host: '[2001:db8::1]:80', gets: 'default' },
  { when: 'a name in brackets', host: '[www.apps.example.com]', gets: 'default' },
  { when: 'an open bracket', host: '[', gets: 'default' },
  { when: 'nothing', host: '', gets: 'default' },
  { when: 'a dot', host: '.', gets: 'default' },
  { when: 'two dots', host: '..', gets: 'default' },
  { when: 'an empty label in front', host: '.apps.example.com', gets: '404' },
  { when: 'an empty label inside', host: 'www..apps.example.com', gets: '404' },
  { when: 'two trailing dots', host: 'www.apps.example.com..', gets: 'default' },
  { when: '300 characters', host: long, gets: 'default' },
  { when: '300 characters in the zone', host: `${long}apps.example.com`, gets: '404' },
  { when: 'an open brace', host: '{', gets: 'default' },
  { when: 'a close brace', host: 'www}.apps.example.com', gets: '404' },
  { when: 'a variable', host: '$x', gets: 'default' },
  { when: 'a variable in the zone', host: '$berth_host.apps.example.com', gets: '404' },
  { when: 'a command', host: '[exit]', gets: 'default' },
  { when: 'a command in the zone', host: '[exit].apps.example.com', gets: '404' },
  { when: 'a backslash', host: '\\', gets: 'default' },
  { when: 'a quote', host: 'a"b', gets: 'default' },
  { when: 'a semicolon', host: 'www;exit', gets: 'default' },
  { when: 'a blank', host: 'www.apps.example.com evil.example.net', gets: 'default' },
  { when: 'bytes from 0x80 up', host: '\x80\xff\xe4.apps.example.com', gets: '404' },
  { when: 'UTF-8', host: 'w\xc3\xbcw.apps.example.com', gets: '404' },
  { when: 'a null byte', host: 'www\0.apps.example.com', gets: '404' },
])('$when: $gets', async ({ host, gets }) => {
  const rules = httpVirtual();
  expect(await asked(rules.connection(), host)).toBe(gets);
  expect(rules.log).toEqual([]);
});

test.for([
  { when: 'no Host', headers: [], gets: 'default' },
  {
    when: 'two: the last counts',
    headers: [
      ['Host', 'www-1.apps.example.com'],
      ['host', 'www.apps.example.com'],
    ],
    gets: 'pool /T/www',
  },
  {
    when: 'two, the last unknown',
    headers: [
      ['Host', 'www.apps.example.com'],
      ['HOST', 'none.apps.example.com'],
    ],
    gets: '404',
  },
] satisfies { when: string; headers: EventContext['headers']; gets: string }[])('Host lines: $when', async ({ headers, gets }) => {
  const connection = httpVirtual().connection();
  expect(described(await connection.fire('HTTP_REQUEST', { headers }))).toBe(gets);
});

describe('settings', () => {
  test.for([
    {
      when: 'unknown names are left to the virtual server',
      settings: { unknown: 'default' },
      host: 'none.apps.example.com',
      gets: 'default',
    },
    { when: 'instances are off', settings: { instances: 'off' }, host: 'www-1.apps.example.com', gets: '404' },
    { when: 'instances are off, for a service', settings: { instances: 'off' }, host: 'www.apps.example.com', gets: 'pool /T/www' },
    { when: 'there is one shard', settings: { shards: 1 }, host: 'www-2.apps.example.com', gets: 'member /T/10.0.0.2:80' },
    { when: 'there are 100 shards', settings: { shards: 100 }, host: 'www-2.apps.example.com', gets: 'member /T/10.0.0.2:80' },
    { when: 'there is a second zone', settings: { zones: ['a.example', 'b.example'] }, host: 'none.b.example', gets: '404' },
    { when: 'there is no zone', settings: { zones: [] }, host: 'none.apps.example.com', gets: 'default' },
    { when: 'data groups are missing', settings: { folder: '/T/empty' }, host: 'www.apps.example.com', gets: '404' },
  ] as const)('$when', async ({ settings, host, gets }) => {
    expect(await asked(httpVirtual({ settings }).connection(), host)).toBe(gets);
  });
});

test('answers tell that they must not be kept', async () => {
  const connection = httpVirtual().connection();
  const { effects } = await connection.fire('HTTP_REQUEST', { headers: [['Host', 'idle.apps.example.com']] });
  expect(effects).toEqual([
    {
      kind: 'respond',
      status: 503,
      server: 'BigIP',
      content: 'No container serves this name at the moment.\n',
      headers: [
        ['Content-Type', 'text/plain'],
        ['Cache-Control', 'no-store'],
        ['Retry-After', '5'],
      ],
    },
  ]);
});

describe('a failed connection', () => {
  /** The answers to one LB_FAILED after the other, for a request. */
  async function failures(host: string, method: string): Promise<string[]> {
    const connection = httpVirtual().connection();
    await asked(connection, host, method);
    const answers: string[] = [];
    do answers.push(described(await connection.fire('LB_FAILED')));
    while (answers.at(-1) === 'reselect');
    return answers;
  }

  test.for(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])('%s is tried on the other member', async (method) => {
    expect(await failures('www.apps.example.com', method)).toEqual(['reselect', '503 after 5']);
  });
  test.for(['POST', 'PATCH', 'CONNECT', 'get', ''])('%s is not sent twice', async (method) => {
    expect(await failures('www.apps.example.com', method)).toEqual(['503 after 5']);
  });
  test('a container is not replaced by another', async () => {
    expect(await failures('www-1.apps.example.com', 'GET')).toEqual(['503 after 5']);
  });
  test('what is not ours is left to the virtual server', async () => {
    expect(await failures('www.example.com', 'GET')).toEqual(['default']);
  });
  test('of a connection without a request is left to the virtual server', async () => {
    expect(described(await httpVirtual().connection().fire('LB_FAILED'))).toBe('default');
  });
  test('at most three others are tried', async () => {
    const rules = httpVirtual();
    for (let at = 20; at < 30; at++) rules.write('POST', 'ltm/pool/~T~www/members', { name: `10.0.0.${at}:80`, partition: 'T' });
    const connection = rules.connection();
    await asked(connection, 'www.apps.example.com');
    const answers = [];
    for (let time = 0; time < 4; time++) answers.push(described(await connection.fire('LB_FAILED')));
    expect(answers).toEqual(['reselect', 'reselect', 'reselect', '503 after 5']);
  });
});

describe('the next request of a connection', () => {
  test.for([
    { when: 'the same service', hosts: ['www', 'www'], gets: 'pool /T/www' },
    { when: 'another service', hosts: ['www', 'my-app'], gets: 'detach, pool /T/my-app' },
    { when: 'a container of the same service', hosts: ['www', 'www-1'], gets: 'detach, member /T/10.0.0.1:80' },
    { when: 'another container', hosts: ['www-1', 'www-2'], gets: 'detach, member /T/10.0.0.2:80' },
    { when: 'the same container', hosts: ['www-1', 'www-1'], gets: 'member /T/10.0.0.1:80' },
    { when: 'an unknown name', hosts: ['www', 'none'], gets: '404' },
    { when: 'the service again, after an unknown name', hosts: ['www', 'none', 'www'], gets: 'pool /T/www' },
    { when: 'another one, after a service without members', hosts: ['www', 'idle', 'my-app'], gets: 'detach, pool /T/my-app' },
    { when: 'ours, after one that was not', hosts: ['www.example.com', 'www'], gets: 'detach, pool /T/www' },
    { when: 'neither time ours', hosts: ['www.example.com', 'www.example.com'], gets: 'default' },
    { when: 'not ours, where nobody else serves', hosts: ['www', 'www.example.com'], gets: 'detach, reject' },
  ])('is for $when', async ({ hosts, gets }) => {
    expect(await lastAsked(httpVirtual(), hosts)).toBe(gets);
  });

  test.for([
    { when: 'not ours', hosts: ['www', 'www.example.com'], gets: 'pool /T/other, detach' },
    { when: 'ours again', hosts: ['www', 'www'], gets: 'pool /T/other, pool /T/www' },
    { when: 'not ours twice', hosts: ['www', 'www.example.com', 'www.example.com'], gets: 'default' },
  ])('where the virtual server has a pool: $when', async ({ hosts, gets }) => {
    expect(await lastAsked(httpVirtual({ pool: '/T/other' }), hosts, '/T/other')).toBe(gets);
  });

  test('does not follow the last one when the pool of the virtual server has gone', async () => {
    const rules = httpVirtual({ pool: '/T/other' });
    const connection = rules.connection();
    await asked(connection, 'www.apps.example.com');
    rules.write('PATCH', 'ltm/virtual/~T~v', { pool: 'none' });
    rules.write('DELETE', 'ltm/pool/~T~other');
    expect(described(await connection.fire('HTTP_REQUEST', { pool: '/T/www', headers: [['Host', 'www.example.com']] }))).toBe(
      'detach, reject',
    );
  });
});

describe('with other rules on the virtual server', () => {
  const other = 'when HTTP_REQUEST { pool /T/other }';

  test('a known name is ours whatever an earlier rule chose', async () => {
    expect(await asked(httpVirtual({ before: [other] }).connection(), 'www.apps.example.com')).toBe('pool /T/other, pool /T/www');
  });
  test('another name keeps what an earlier rule chose', async () => {
    const connection = httpVirtual({ before: [other], pool: '/T/my-app' }).connection();
    expect(await asked(connection, 'www.example.com')).toBe('pool /T/other');
    await asked(connection, 'www.apps.example.com');
    expect(await asked(connection, 'www.example.com')).toBe('pool /T/my-app, pool /T/other, detach');
  });
  test('a name that an earlier rule wrote into the request counts', async () => {
    const connection = httpVirtual({ before: ['when HTTP_REQUEST { HTTP::header replace Host www.apps.example.com }'] }).connection();
    const { effects } = await connection.fire('HTTP_REQUEST', { headers: [['Host', 'old.example.com']] });
    expect(effects[0]).toEqual({ kind: 'pool', pool: '/T/www' });
  });
});

test('a name is served as soon as it is written, and no longer than it is there', async () => {
  const rules = httpVirtual();
  const connection = rules.connection();
  const answers = [await asked(connection, 'new.apps.example.com')];
  rules.write('PATCH', 'ltm/data-group/internal/~T~berth_services', { records: [{ name: 'new.apps.example.com', data: '/T/www' }] });
  answers.push(await asked(connection, 'new.apps.example.com'), await asked(rules.connection(), 'my-app.apps.example.com'));
  expect(answers).toEqual(['404', 'pool /T/www', '404']);
});

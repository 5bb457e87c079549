/** Monitors: one name space for all types, held by what they watch. */

import { expect } from 'vitest';
import { type Ask, conforms, mcpd, ok, tmsh } from './wire.ts';

const H = 'ltm/monitor/http/~T~m';
const http = (more: object = {}): Ask => ['POST', 'ltm/monitor/http', { name: 'm', partition: 'T', ...more }];
const pool = (monitor: string): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor }];

conforms('monitor', [
  {
    it: 'http is created with all its defaults',
    ask: http(),
    gets: ok(
      {
        kind: 'tm:ltm:monitor:http:httpstate',
        fullPath: '/T/m',
        adaptive: 'disabled',
        adaptiveDivergenceType: 'relative',
        adaptiveDivergenceValue: 25,
        adaptiveLimit: 200,
        adaptiveSamplingTimespan: 300,
        defaultsFrom: '/Common/http',
        destination: '*:*',
        interval: 5,
        ipDscp: 0,
        manualResume: 'disabled',
        reverse: 'disabled',
        send: 'GET /\\r\\n',
        timeUntilUp: 0,
        timeout: 16,
        transparent: 'disabled',
        upInterval: 0,
      },
      'recv',
      'description',
      'password',
    ),
  },
  {
    it: 'tcp sends nothing by default',
    ask: ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }],
    gets: ok({ defaultsFrom: '/Common/tcp' }, 'send'),
  },
  {
    it: 'icmp has no port in its destination',
    ask: ['POST', 'ltm/monitor/icmp', { name: 'm', partition: 'T' }],
    gets: ok({ destination: '*' }, 'send', 'reverse'),
  },
  {
    it: 'udp sends its default text',
    ask: ['POST', 'ltm/monitor/udp', { name: 'm', partition: 'T' }],
    gets: ok({ send: 'default send string', debug: 'no' }),
  },
  {
    it: 'gateway-icmp has a parent with an underscore',
    ask: ['POST', 'ltm/monitor/gateway-icmp', { name: 'm', partition: 'T' }],
    gets: ok({ defaultsFrom: '/Common/gateway_icmp' }),
  },
  {
    it: 'https has what its parent set',
    ask: ['POST', 'ltm/monitor/https', { name: 'm', partition: 'T', defaultsFrom: '/Common/https_443' }],
    gets: ok({ destination: '*:443' }),
  },
  {
    it: 'keeps its text as it was given',
    ask: http({ send: 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', recv: '200 OK' }),
    gets: ok({ send: 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', recv: '200 OK' }),
  },
  {
    it: 'follows its parent',
    given: [http({ interval: 7 })],
    ask: ['POST', 'ltm/monitor/http', { name: 'child', partition: 'T', defaultsFrom: '/T/m' }],
    gets: ok({ interval: 7, defaultsFrom: '/T/m' }),
  },
  {
    it: 'with its parent named again is unchanged',
    given: [http()],
    ask: ['PATCH', H, { defaultsFrom: '/Common/http', interval: 9 }],
    gets: ok({ interval: 9 }),
  },
  {
    it: 'keeps its parent',
    given: [http()],
    ask: ['PATCH', H, { defaultsFrom: '/Common/http_head_f5' }],
    gets: tmsh('"defaultsFrom" may not be modified'),
  },
  {
    it: 'can not be its own parent',
    ask: http({ defaultsFrom: '/T/m' }),
    gets: mcpd('01070734:3: Configuration error: A monitor may not default from itself "/T/m"'),
  },
  {
    it: 'with a parent that is missing is refused',
    ask: http({ defaultsFrom: '/T/x' }),
    gets: mcpd('01070022:3: The monitor template /T/x was not found.'),
  },
  {
    it: 'of another type has the same names',
    given: [http()],
    ask: ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }],
    gets: mcpd('01020066:3: The requested monitor (/T/m) already exists in partition T.'),
  },
  {
    it: 'is not found under another type',
    given: [http()],
    ask: ['GET', 'ltm/monitor/tcp/~T~m'],
    gets: mcpd('01020036:3: The requested monitor (/T/m) was not found.'),
  },
  {
    it: 'of a pool can not be deleted',
    given: [http(), pool('/T/m')],
    ask: ['DELETE', H],
    gets: mcpd('01070083:3: Monitor /T/m is in use.'),
  },
  {
    it: 'of a pool among others can not be deleted',
    given: [http(), pool('/Common/tcp and /T/m')],
    ask: ['DELETE', H],
    gets: mcpd('01070083:3: Monitor /T/m is in use.'),
  },
  {
    it: 'given up by its pool is deleted',
    given: [http(), pool('/T/m'), ['PATCH', 'ltm/pool/~T~p', { monitor: '' }]],
    ask: ['DELETE', H],
    gets: { status: 200 },
  },
  {
    it: 'with children can not be deleted',
    given: [http(), ['POST', 'ltm/monitor/http', { name: 'child', partition: 'T', defaultsFrom: '/T/m' }]],
    ask: ['DELETE', H],
    gets: mcpd('01070083:3: Monitor /T/m is in use.'),
  },
  {
    it: 'hides its password',
    ask: http({ username: 'u', password: 'secret' }),
    gets: ok({ username: 'u', password: expect.stringMatching(/^\$M\$/) }),
  },
  { it: 'has an interval of at least a second', ask: http({ interval: 0 }), gets: tmsh('invalid property value "interval":"0"') },
  { it: 'has no metadata', ask: http({ metadata: [{ name: 'a', value: 'b' }] }), gets: tmsh('"metadata" unknown property') },
  {
    it: 'icmp has nothing to send',
    ask: ['POST', 'ltm/monitor/icmp', { name: 'm', partition: 'T', send: 'x' }],
    gets: tmsh('"send" unknown property'),
  },
  {
    it: 'built in is there',
    ask: ['GET', 'ltm/monitor/gateway-icmp/~Common~gateway_icmp'],
    gets: ok({ name: 'gateway_icmp' }, 'defaultsFrom'),
  },
  { it: 'built in is not deleted', ask: ['DELETE', 'ltm/monitor/tcp/tcp'], gets: { status: 400 } },
  {
    it: 'of another partition is refused for a pool',
    given: [
      ['POST', 'auth/partition', { name: 'U' }],
      ['POST', 'ltm/monitor/http', { name: 'm', partition: 'U' }],
    ],
    ask: pool('/U/m'),
    gets: mcpd('01070726:3: A Pool may only reference monitors in the same partition or the common partition (/T/p:/U/m)'),
  },
]);

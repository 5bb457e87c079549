/** Monitors: one name space for all types, held by what they watch. */

import { type Ask, type Case, failed, type Group, mcpd, ok, tmsh } from '../case.ts';

const H = 'ltm/monitor/http/~T~m';
const http = (more: object = {}): Ask => ['POST', 'ltm/monitor/http', { name: 'm', partition: 'T', ...more }];
const pool = (monitor: string): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor }];

export const monitors: readonly Group[] = [
  {
    name: 'monitor',
    cases: [
      ...[
        ['http', 'interval'],
        ['https', 'interval'],
        ['tcp', 'interval'],
        ['udp', 'timeout'],
        ['icmp', 'interval'],
        ['gateway-icmp', 'timeout'],
      ].flatMap(([type = '', name = '']): Case[] => [
        {
          it: `${type} follows its parent`,
          by: 'F5 doc: monitors',
          given: [['POST', `ltm/monitor/${type}`, { name: 'm', partition: 'T', [name]: 77 }]],
          ask: ['POST', `ltm/monitor/${type}`, { name: 'child', partition: 'T', defaultsFrom: '/T/m' }],
          gets: ok({ [name]: 77 }),
        },
        {
          it: `${type} has no description of its parent`,
          by: 'F5 doc: monitors',
          given: [['POST', `ltm/monitor/${type}`, { name: 'm', partition: 'T', description: 'x' }]],
          ask: ['POST', `ltm/monitor/${type}`, { name: 'child', partition: 'T', defaultsFrom: '/T/m' }],
          gets: ok({}, 'description'),
        },
        {
          it: `${type} given up in a transaction is not deleted in it`,
          by: 'f5-appsvcs-extension 110',
          given: [
            ['POST', `ltm/monitor/${type}`, { name: 'm', partition: 'T' }],
            pool('/T/m'),
            ['POST', 'transaction', {}],
            ['PATCH', 'ltm/pool/~T~p', { monitor: '' }, { 'x-f5-rest-coordination-id': '{transId}' }],
            ['DELETE', `ltm/monitor/${type}/~T~m`, undefined, { 'x-f5-rest-coordination-id': '{transId}' }],
          ],
          ask: ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }],
          gets: failed('01070083:3: Monitor /T/m is in use.'),
        },
        { it: `${type} that is missing is not found`, by: 'message 01020036', ask: ['GET', `ltm/monitor/${type}/~T~m`], gets: mcpd('01020036:3: The requested monitor (/T/m) was not found.') },
      ]),
      { it: 'keeps a password that it told', by: 'recorded: passwords', given: [http({ password: 'secret' })], ask: ['PATCH', H, { password: '$M$7F$x' }], gets: ok({ password: '$M$7F$x' }) },
      { it: 'probes another port', by: 'recorded: monitors', ask: http({ destination: '*:8080' }), gets: ok({ destination: '*:8080' }) },
      { it: 'probes another address', by: 'recorded: monitors', ask: http({ destination: '192.0.2.1:80' }), gets: ok({ destination: '192.0.2.1:80' }) },
      { it: 'probes another address by IPv6', by: 'recorded: monitors', ask: http({ destination: '2001:db8::1.80' }), gets: ok({ destination: '2001:db8::1.80' }) },

      {
        it: 'http is created with all its defaults',
        by: 'recorded: monitors',
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
      { it: 'tcp sends nothing by default', by: 'recorded: monitors', ask: ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }], gets: ok({ defaultsFrom: '/Common/tcp' }, 'send') },
      { it: 'icmp has no port in its destination', by: 'recorded: monitors', ask: ['POST', 'ltm/monitor/icmp', { name: 'm', partition: 'T' }], gets: ok({ destination: '*' }, 'send', 'reverse') },
      { it: 'udp sends its default text', by: 'recorded: monitors', ask: ['POST', 'ltm/monitor/udp', { name: 'm', partition: 'T' }], gets: ok({ send: 'default send string', debug: 'no' }) },
      { it: 'gateway-icmp has a parent with an underscore', by: 'recorded: monitors', ask: ['POST', 'ltm/monitor/gateway-icmp', { name: 'm', partition: 'T' }], gets: ok({ defaultsFrom: '/Common/gateway_icmp' }) },
      { it: 'https has what its parent set', by: 'recorded: monitors', ask: ['POST', 'ltm/monitor/https', { name: 'm', partition: 'T', defaultsFrom: '/Common/https_443' }], gets: ok({ destination: '*:443' }) },
      { it: 'keeps its text as it was given', by: 'recorded: monitors', ask: http({ send: 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', recv: '200 OK' }), gets: ok({ send: 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', recv: '200 OK' }) },
      { it: 'follows its parent', by: 'recorded: monitors', given: [http({ interval: 7 })], ask: ['POST', 'ltm/monitor/http', { name: 'child', partition: 'T', defaultsFrom: '/T/m' }], gets: ok({ interval: 7, defaultsFrom: '/T/m' }) },
      { it: 'with its parent named again is unchanged', by: 'recorded: monitors', given: [http()], ask: ['PATCH', H, { defaultsFrom: '/Common/http', interval: 9 }], gets: ok({ interval: 9 }) },
      { it: 'keeps its parent', by: 'f5-sdk: immutable', given: [http()], ask: ['PATCH', H, { defaultsFrom: '/Common/http_head_f5' }], gets: tmsh('"defaults-from" may not be modified') },
      { it: 'can not be its own parent', by: 'message 01070734', ask: http({ defaultsFrom: '/T/m' }), gets: mcpd('01070734:3: Configuration error: A monitor may not default from itself "/T/m"') },
      { it: 'with a parent that is missing is refused', by: 'message 01070022', ask: http({ defaultsFrom: '/T/x' }), gets: mcpd('01070022:3: The monitor template /T/x was not found.') },
      {
        it: 'of another type has the same names',
        by: 'message 01020066',
        given: [http()],
        ask: ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }],
        gets: mcpd('01020066:3: The requested monitor (/T/m) already exists in partition T.'),
      },
      { it: 'is not found under another type', by: 'message 01020036', given: [http()], ask: ['GET', 'ltm/monitor/tcp/~T~m'], gets: mcpd('01020036:3: The requested monitor (/T/m) was not found.') },
      { it: 'of a pool can not be deleted', by: 'message 01070083', given: [http(), pool('/T/m')], ask: ['DELETE', H], gets: mcpd('01070083:3: Monitor /T/m is in use.') },
      { it: 'of a pool among others can not be deleted', by: 'message 01070083', given: [http(), pool('/Common/tcp and /T/m')], ask: ['DELETE', H], gets: mcpd('01070083:3: Monitor /T/m is in use.') },
      { it: 'given up by its pool is deleted', by: 'recorded: monitors', given: [http(), pool('/T/m'), ['PATCH', 'ltm/pool/~T~p', { monitor: '' }]], ask: ['DELETE', H], gets: { status: 200 } },
      {
        it: 'with children can not be deleted',
        by: 'message 01070083',
        given: [http(), ['POST', 'ltm/monitor/http', { name: 'child', partition: 'T', defaultsFrom: '/T/m' }]],
        ask: ['DELETE', H],
        gets: mcpd('01070083:3: Monitor /T/m is in use.'),
      },
      { it: 'hides its password', by: 'recorded: monitors', ask: http({ username: 'u', password: 'secret' }), gets: ok({ username: 'u', password: /^\$M\$/ }) },
      { it: 'has an interval of at least a second', by: 'f5-common-python 840', ask: http({ interval: 0 }), gets: tmsh('invalid property value "interval":"0"') },
      { it: 'has no metadata', by: 'POSH-LTM-Rest 188', ask: http({ metadata: [{ name: 'a', value: 'b' }] }), gets: tmsh('"metadata" unknown property') },
      { it: 'icmp has nothing to send', by: 'POSH-LTM-Rest 188', ask: ['POST', 'ltm/monitor/icmp', { name: 'm', partition: 'T', send: 'x' }], gets: tmsh('"send" unknown property') },
      { it: 'built in is there', by: 'recorded: monitors', ask: ['GET', 'ltm/monitor/gateway-icmp/~Common~gateway_icmp'], gets: ok({ name: 'gateway_icmp' }, 'defaultsFrom') },
      { it: 'built in is not deleted', by: 'recorded: monitors', ask: ['DELETE', 'ltm/monitor/tcp/tcp'], gets: { status: 400 } },
      {
        it: 'of another partition is refused for a pool',
        by: 'message 01070726',
        given: [
          ['POST', 'auth/partition', { name: 'U' }],
          ['POST', 'ltm/monitor/http', { name: 'm', partition: 'U' }],
        ],
        ask: pool('/U/m'),
        gets: mcpd('01070726:3: A Pool may only reference monitors in the same partition or the common partition (/T/p:/U/m)'),
      },
    ],
  },
];

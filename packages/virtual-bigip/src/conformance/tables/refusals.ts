/** What is refused wherever it turns up: values of the wrong shape, and things that don't go together. */

import { type Ask, type Expected, type Group, mcpd, refused, tmsh } from '../case.ts';

const P = 'ltm/pool/~T~p';
const D = 'ltm/data-group/internal/~T~d';
const V = 'ltm/virtual/~T~v';
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', ...more }];
const virtual = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const group: Ask = ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', records: [{ name: 'a' }] }];
const notSupported = (path: string): Expected => refused(403, 1, `Operation is not supported on component /${path}.`);
const options = (path: string, text: string): Ask => ['PATCH', `${path}?options=${encodeURIComponent(text)}`, {}];

export const refusals: readonly Group[] = [
  {
    name: 'refused as a request',
    cases: [
      { it: 'a new module', by: 'tmsh: values', ask: ['POST', 'sys/provision', { name: 'x' }], gets: notSupported('sys/provision') },
      { it: 'the end of a module', by: 'tmsh: values', ask: ['DELETE', 'sys/provision/ltm'], gets: notSupported('sys/provision') },
      { it: 'a page without a size', by: 'tmsh: values', ask: ['GET', 'ltm/pool?$top=x'], gets: refused(400, 1, 'Found invalid value "x" of query parameter $top.') },
      { it: 'options where there are none', by: 'tmsh: quoting', given: [pool()], ask: options(P, 'members add { a }'), gets: tmsh('unexpected argument "members"') },
      { it: 'a name with a blank', by: 'tmsh: values', ask: ['POST', 'ltm/pool', { name: 'a b' }], gets: tmsh('invalid configuration identifier "a b"') },
      { it: 'a path without a name', by: 'tmsh: values', ask: ['POST', 'ltm/pool', { name: '/T/' }], gets: tmsh('invalid configuration identifier "/T/"') },
      { it: 'the folder of a partition', by: 'message 01070734', ask: ['DELETE', 'sys/folder/~T'], gets: mcpd('01070734:3: Configuration error: The folder (/T) belongs to a partition and cannot be deleted.') },
      { it: 'a partition with a blank for a name', by: 'message 01070734', ask: ['POST', 'auth/partition', { name: '-' }], gets: mcpd('01070734:3: Configuration error: The partition name (-) is invalid.') },
    ],
  },
  {
    name: 'refused as a value',
    cases: [
      { it: 'a member that is a number', by: 'f5-common-python 840', ask: pool({ members: [5] }), gets: tmsh('invalid property value "members":"5"') },
      { it: 'a minimum of no monitors', by: 'f5-common-python 840', ask: pool({ monitor: 'min 1 of { }' }), gets: tmsh('invalid property value "monitor":"min 1 of { }"') },
      { it: 'monitors without a word between', by: 'f5-common-python 840', ask: pool({ monitor: '/Common/tcp /Common/http' }), gets: tmsh('invalid property value "monitor":"/Common/tcp /Common/http"') },
      { it: 'metadata without a name', by: 'f5-common-python 840', ask: pool({ metadata: [{ value: 'x' }] }), gets: tmsh('invalid property value "metadata":"{"value":"x"}"') },
      { it: 'metadata that persists perhaps', by: 'f5-common-python 840', ask: pool({ metadata: [{ name: 'a', persist: 'maybe' }] }), gets: tmsh('invalid property value "persist":"maybe"') },
      { it: 'metadata that is a number', by: 'f5-common-python 840', ask: pool({ metadata: 5 }), gets: tmsh('invalid property value "metadata":"5"') },
      { it: 'metadata of numbers', by: 'f5-common-python 840', ask: pool({ metadata: [5] }), gets: tmsh('invalid property value "metadata":"5"') },
      { it: 'a text that is an object', by: 'f5-common-python 840', ask: pool({ description: { a: 1 } }), gets: tmsh('invalid property value "description":"{"a":1}"') },
      { it: 'a snat pool of names', by: 'f5-common-python 840', ask: ['POST', 'ltm/snatpool', { name: 's', partition: 'T', members: ['x'] }], gets: tmsh('invalid property value "members":"x"') },
      { it: 'a destination without a port', by: 'f5-common-python 840', ask: virtual({ destination: '/T/192.0.2.1' }), gets: tmsh('invalid property value "destination":"/T/192.0.2.1"') },
      { it: 'a mask that is none', by: 'f5-common-python 840', ask: virtual({ mask: 'x' }), gets: tmsh('invalid property value "mask":"x"') },
      { it: 'a source without a prefix', by: 'f5-common-python 840', ask: virtual({ source: '10.0.0.0' }), gets: tmsh('invalid property value "source":"10.0.0.0"') },
      { it: 'an unknown part of source address translation', by: 'POSH-LTM-Rest 188', ask: virtual({ sourceAddressTranslation: { kind: 'automap' } }), gets: tmsh('"kind" unknown property') },
      { it: 'an unknown source address translation', by: 'f5-common-python 840', ask: virtual({ sourceAddressTranslation: { type: 'auto' } }), gets: tmsh('invalid property value "type":"auto"') },
      { it: 'two ways to persist', by: 'f5-common-python 840', ask: virtual({ persist: ['cookie', 'hash'] }), gets: tmsh('invalid property value "persist":"["cookie","hash"]"') },
      { it: 'an unknown part of a way to persist', by: 'POSH-LTM-Rest 188', ask: virtual({ persist: [{ name: 'cookie', default: 'yes' }] }), gets: tmsh('"default" unknown property') },
    ],
  },
  {
    name: 'refused in options',
    cases: [
      { it: 'a brace too many', by: 'tmsh: quoting', given: [group], ask: options(D, 'records delete { a } }'), gets: tmsh('unexpected argument "}"') },
      { it: 'more after the list', by: 'tmsh: quoting', given: [group], ask: options(D, 'records delete { a } b'), gets: tmsh('unexpected argument "b"') },
      { it: 'no list', by: 'tmsh: values', given: [group], ask: options(D, 'records add'), gets: tmsh('"records add" requires a list of records') },
      { it: 'a record deleted with its data', by: 'tmsh: quoting', given: [group], ask: options(D, 'records delete { a { data 1 } }'), gets: tmsh('unexpected argument "{"') },
      { it: 'an unknown verb', by: 'tmsh: quoting', given: [group], ask: options(D, 'records drop { a }'), gets: tmsh('unexpected argument "drop"') },
      { it: 'data without a name', by: 'tmsh: quoting', given: [group], ask: options(D, 'records add { { data 1 } }'), gets: tmsh('unexpected argument "{"') },
      { it: 'an unknown property of a record', by: 'POSH-LTM-Rest 188', given: [group], ask: options(D, 'records add { b { value 1 } }'), gets: tmsh('"value" unknown property') },
      { it: 'two data of a record', by: 'tmsh: quoting', given: [group], ask: options(D, 'records add { b { data 1 2 } }'), gets: tmsh('unexpected argument "2"') },
    ],
  },
  {
    name: 'refused together',
    cases: [
      {
        it: 'a monitor from another type',
        by: 'message 01070734',
        ask: ['POST', 'ltm/monitor/http', { name: 'm', partition: 'T', defaultsFrom: '/Common/tcp' }],
        gets: mcpd('01070734:3: Configuration error: A monitor may not default from a monitor of another type "/Common/tcp"'),
      },
      {
        it: 'a member with an address that its node has not',
        by: 'message 0107003a',
        given: [pool(), ['POST', 'ltm/node', { name: 'n', partition: 'T', address: '10.0.0.1' }]],
        ask: ['POST', `${P}/members`, { name: 'n:80', partition: 'T', address: '10.0.0.2' }],
        gets: mcpd('0107003a:3: Pool member node (/T/n) and existing node cannot use different IP Addresses (10.0.0.1).'),
      },
      { it: 'tcp and udp', by: 'message 01070095', ask: virtual({ profiles: ['/Common/tcp', '/Common/udp'] }), gets: mcpd('01070095:3: Virtual server /T/v lists incompatible profiles.') },
      { it: 'http over udp', by: 'message 01070734', ask: virtual({ ipProtocol: 'udp', profiles: ['/Common/udp', '/Common/http'] }), gets: mcpd('01070734:3: Required profile profile_tcp not present') },
      {
        it: 'a snat pool with automap',
        by: 'message 01070734',
        ask: virtual({ sourceAddressTranslation: { type: 'automap', pool: '/T/s' } }),
        gets: mcpd('01070734:3: Configuration error: A snat pool is not allowed for source address translation of type automap'),
      },
      { it: 'a snat pool that is missing', by: 'message 01020036', ask: virtual({ sourceAddressTranslation: { type: 'snat', pool: '/T/s' } }), gets: mcpd('01020036:3: The requested Snatpool (/T/s) was not found.') },
      {
        it: 'a snat pool deleted from under a virtual server',
        by: 'message 01070320',
        given: [['POST', 'ltm/snatpool', { name: 's', partition: 'T', members: ['192.0.2.9'] }], virtual({ sourceAddressTranslation: { type: 'snat', pool: '/T/s' } })],
        ask: ['DELETE', 'ltm/snatpool/~T~s'],
        gets: mcpd('01070320:3: Snatpool /T/s is still referenced by a virtual server.'),
      },
      {
        it: 'a destination in another partition',
        by: 'message 01070726',
        given: [['POST', 'auth/partition', { name: 'U' }]],
        ask: virtual({ destination: '/U/192.0.2.1:80' }),
        gets: mcpd('01070726:3: A virtual server may only reference virtual addresses in the same partition or the common partition (/T/v:/U/192.0.2.1:80)'),
      },
      {
        it: 'a rule on HTTP changed under a virtual server without it',
        by: 'message 01071912',
        given: [['POST', 'ltm/rule', { name: 'r', partition: 'T' }], virtual({ rules: ['/T/r'] })],
        ask: ['PATCH', 'ltm/rule/~T~r', { apiAnonymous: 'when HTTP_REQUEST { }' }],
        gets: mcpd('01071912:3: HTTP_REQUEST event in rule (/T/r) requires an associated HTTP or FASTHTTP profile on the virtual-server (/T/v).'),
      },
      {
        it: 'the HTTP profile taken from under a rule',
        by: 'message 01071912',
        given: [['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { }' }], virtual({ rules: ['/T/r'], profiles: ['/Common/http'] })],
        ask: ['DELETE', `${V}/profiles/~Common~http`],
        gets: mcpd('01071912:3: HTTP_REQUEST event in rule (/T/r) requires an associated HTTP or FASTHTTP profile on the virtual-server (/T/v).'),
      },
    ],
  },
];

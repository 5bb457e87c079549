/** Internal data groups: types, sorting, lists and single records. */

import { type Ask, conforms, mcpd, ok, tmsh } from './wire.ts';

const D = 'ltm/data-group/internal/~T~d';
const group = (type: string, records?: readonly unknown[]): Ask => [
  'POST',
  'ltm/data-group/internal',
  { name: 'd', partition: 'T', type, ...(records === undefined ? {} : { records }) },
];
const options = (text: string, group_ = D): Ask => ['PATCH', `${group_}?options=${encodeURIComponent(text).replaceAll('%20', '+')}`, {}];
const ab = group('string', [
  { name: 'b', data: '2' },
  { name: 'a', data: '1' },
]);

conforms('data group', [
  {
    it: 'without records leaves them out',
    ask: group('string'),
    gets: ok({ kind: 'tm:ltm:data-group:internal:internalstate', type: 'string', fullPath: '/T/d' }, 'records'),
  },
  {
    it: 'tells its records sorted, each with data',
    ask: group('string', [{ name: 'b' }, { name: 'a', data: '1' }]),
    gets: ok({
      records: [
        { name: 'a', data: '1' },
        { name: 'b', data: '' },
      ],
    }),
  },
  {
    it: 'of addresses sorts by number and tells hosts as networks',
    ask: group('ip', [{ name: '195.93.16.0/20' }, { name: '64.12.96.0/19', data: 'x' }, { name: '64.12.1.1' }]),
    gets: ok({ records: [{ name: '64.12.1.1/32' }, { name: '64.12.96.0/19' }, { name: '195.93.16.0/20' }] }),
  },
  {
    it: 'of addresses tells IPv6 in its shortest form',
    ask: group('ip', [{ name: '2001:DB8:0:0::1' }]),
    gets: ok({ records: [{ name: '2001:db8::1/128', data: '' }] }),
  },
  { it: 'of addresses refuses what is none', ask: group('ip', [{ name: 'x' }]), gets: tmsh('invalid property value "name":"x"') },
  {
    it: 'of integers sorts by number',
    ask: group('integer', [{ name: '10' }, { name: '9' }]),
    gets: ok({ records: [{ name: '9' }, { name: '10' }] }),
  },
  { it: 'of integers refuses text', ask: group('integer', [{ name: 'ten' }]), gets: tmsh('invalid property value "name":"ten"') },
  {
    it: 'without a type is refused',
    ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T' }],
    gets: tmsh('"type" is required'),
  },
  { it: 'of an unknown type is refused', ask: group('text'), gets: tmsh('invalid property value "type":"text"') },
  { it: 'keeps its type', given: [ab], ask: ['PATCH', D, { type: 'ip' }], gets: tmsh('"type" may not be modified') },
  {
    it: 'twice is a conflict',
    given: [ab],
    ask: ab,
    gets: mcpd('01020066:3: The requested value list (/T/d) already exists in partition T.'),
  },
  { it: 'that is missing is not found', ask: ['GET', D], gets: mcpd('01020036:3: The requested value list (/T/d) was not found.') },
  {
    it: 'with a record twice is refused',
    ask: group('string', [{ name: 'a' }, { name: 'a' }]),
    gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.'),
  },
  {
    it: 'has no metadata',
    ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', metadata: [] }],
    gets: tmsh('"metadata" unknown property'),
  },
  {
    it: 'PATCHed with records has only those',
    given: [ab],
    ask: ['PATCH', D, { records: [{ name: 'c', data: '3' }] }],
    gets: ok({ records: [{ name: 'c', data: '3' }] }),
  },
  { it: 'PATCHed with no records has none', given: [ab], ask: ['PATCH', D, { records: [] }], gets: ok({}, 'records') },
  {
    it: 'PUT without records has none',
    given: [ab],
    ask: ['PUT', D, { description: 'x' }],
    gets: ok({ type: 'string', description: 'x' }, 'records'),
  },
  {
    it: 'refuses a value that is too long',
    ask: group('string', [{ name: 'a', data: 'x'.repeat(65_529) }]),
    gets: mcpd('01070712:3: Max string size exceeded during update of attribute:data type:class_value_item max:65520 received:65529'),
  },
  { it: 'refuses a bar in a name', ask: group('string', [{ name: 'a|b' }]), gets: tmsh('unexpected argument "|"') },
  {
    it: 'refuses a wildcard in a name',
    ask: group('string', [{ name: '*.a' }]),
    gets: tmsh('the "create" command does not accept wildcard configuration identifiers'),
  },
  { it: 'takes an escaped wildcard in a name', ask: group('string', [{ name: '\\*.a' }]), gets: ok({ records: [{ name: '*.a' }] }) },
  {
    it: 'refuses a record without a name',
    ask: group('string', [{ data: 'x' }]),
    gets: tmsh('one or more configuration identifiers must be provided'),
  },
  {
    it: 'refuses an unknown property of a record',
    ask: group('string', [{ name: 'a', value: 'x' }]),
    gets: tmsh('"value" unknown property'),
  },
  {
    it: 'that a rule names can not be deleted',
    given: [ab, ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { set x [class lookup a /T/d] }' }]],
    ask: ['DELETE', D],
    gets: mcpd('01070265:3: The value list (/T/d) cannot be deleted because it is in use by a rule (/T/r).'),
  },
]);

conforms('records by options', [
  {
    it: 'are added',
    given: [ab],
    ask: options('records add { c { data 3 } }'),
    gets: ok({
      records: [{ name: 'a' }, { name: 'b' }, { name: 'c', data: '3' }],
      selfLink: 'https://localhost/mgmt/tm/ltm/data-group/internal/~T~d?options=records+add+%7B+c+%7B+data+3+%7D+%7D&ver=17.1.2',
    }),
  },
  {
    it: 'are added several at a time, with blanks in quotes',
    given: [ab],
    ask: options('records add { c { data "3 4" } d { } e }'),
    gets: ok({ records: [{ name: 'a' }, { name: 'b' }, { name: 'c', data: '3 4' }, { name: 'd', data: '' }, { name: 'e', data: '' }] }),
  },
  {
    it: 'are added to a group that had none',
    given: [group('string')],
    ask: options('records add { a { data 1 } }'),
    gets: ok({ records: [{ name: 'a', data: '1' }] }),
  },
  {
    it: 'that are there can not be added',
    given: [ab],
    ask: options('records add { a { data 3 } }'),
    gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.'),
  },
  {
    it: 'are all refused with one',
    given: [ab, ['GET', D]],
    ask: options('records add { z { data 3 } a { data 3 } }'),
    gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.'),
  },
  {
    it: 'are modified',
    given: [ab],
    ask: options('records modify { a { data 9 } }'),
    gets: ok({
      records: [
        { name: 'a', data: '9' },
        { name: 'b', data: '2' },
      ],
    }),
  },
  {
    it: 'that are missing can not be modified',
    given: [ab],
    ask: options('records modify { z { data 9 } }'),
    gets: mcpd('01020036:3: The requested class string item (/T/d z) was not found.'),
  },
  { it: 'are deleted', given: [ab], ask: options('records delete { a }'), gets: ok({ records: [{ name: 'b' }] }) },
  {
    it: 'that are missing can not be deleted',
    given: [ab],
    ask: options('records delete { z }'),
    gets: mcpd('01020036:3: The requested class string item (/T/d z) was not found.'),
  },
  {
    it: 'are replaced',
    given: [ab],
    ask: options('records replace-all-with { c { data 3 } }'),
    gets: ok({ records: [{ name: 'c', data: '3' }] }),
  },
  { it: 'are all removed', given: [ab], ask: options('records none'), gets: ok({}, 'records') },
  {
    it: 'by address are found without their prefix',
    given: [group('ip', [{ name: '10.0.0.1' }])],
    ask: options('records delete { 10.0.0.1 }'),
    gets: ok({}, 'records'),
  },
  { it: 'with a bar are refused', given: [ab], ask: options('records add { a|b { data x } }'), gets: tmsh('unexpected argument "|"') },
  {
    it: 'with a wildcard are refused',
    given: [ab],
    ask: options('records add { *.a { data x } }'),
    gets: tmsh('the "modify" command does not accept wildcard configuration identifiers'),
  },
  {
    it: 'without a closing brace are refused',
    given: [ab],
    ask: options('records add { c { data x }'),
    gets: tmsh('missing closing brace'),
  },
  { it: 'with another property are refused', given: [ab], ask: options('description x'), gets: tmsh('unexpected argument "description"') },
  {
    it: 'past the length of a request line are refused by the web server',
    given: [ab],
    ask: options(`records add { c { data ${'x'.repeat(8200)} } }`),
    gets: { status: 414 },
  },
  {
    it: 'of a group that is missing are not found',
    ask: options('records add { c }'),
    gets: mcpd('01020036:3: The requested value list (/T/d) was not found.'),
  },
]);

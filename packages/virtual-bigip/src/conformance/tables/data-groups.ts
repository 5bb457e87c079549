/** Internal data groups: types, sorting, lists and single records. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const D = 'ltm/data-group/internal/~T~d';
const group = (type: string, records?: readonly unknown[]): Ask => ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type, ...(records === undefined ? {} : { records }) }];
const options = (text: string, group_ = D): Ask => ['PATCH', `${group_}?options=${encodeURIComponent(text).replaceAll('%20', '+')}`, {}];
const ab = group('string', [
  { name: 'b', data: '2' },
  { name: 'a', data: '1' },
]);

export const dataGroups: readonly Group[] = [
  {
    name: 'data group',
    cases: [
      {
        it: 'of more than 65,000 records is refused',
        by: 'f5-ansible: bigip_data_group',
        ask: group(
          'integer',
          Array.from({ length: 65_001 }, (_, name) => ({ name: String(name) })),
        ),
        gets: mcpd('01070712:3: The data group (/T/d) has 65001 records, more than the 65000 of an internal data group.'),
      },
      {
        it: 'of more than 4 MB is refused',
        by: 'f5-ansible: bigip_data_group',
        ask: group(
          'string',
          Array.from({ length: 65 }, (_, name) => ({ name: String(name + 10), data: 'x'.repeat(64_600) })),
        ),
        gets: mcpd('01070712:3: The data group (/T/d) has 4199130 bytes, more than the 4194304 of an internal data group.'),
      },
      {
        it: 'is built in',
        by: 'f5-ansible: load_ltm_data_group_internal_ip',
        ask: ['GET', 'ltm/data-group/internal/private_net'],
        gets: ok({
          type: 'ip',
          records: [
            { name: '10.0.0.0/8', data: '' },
            { name: '172.16.0.0/12', data: '' },
            { name: '192.168.0.0/16', data: '' },
          ],
        }),
      },
      { it: 'of suffixes is built in', by: 'f5-ansible: load_ltm_data_group_internal_string', ask: ['GET', 'ltm/data-group/internal/images'], gets: ok({ type: 'string', records: [{ name: '.bmp' }, { name: '.gif' }, { name: '.jpg' }] }) },
      { it: 'that is built in is not deleted', by: 'switch', ask: ['DELETE', 'ltm/data-group/internal/images'], gets: mcpd('01070734:3: Configuration error: The value list (/Common/images) is built in and cannot be deleted.') },

      { it: 'without records leaves them out', by: 'K-article: data groups', ask: group('string'), gets: ok({ kind: 'tm:ltm:data-group:internal:internalstate', type: 'string', fullPath: '/T/d' }, 'records') },
      {
        it: 'tells its records sorted, each with data',
        by: 'K-article: data groups',
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
        by: 'K-article: data groups',
        ask: group('ip', [{ name: '195.93.16.0/20' }, { name: '64.12.96.0/19', data: 'x' }, { name: '64.12.1.1' }]),
        gets: ok({ records: [{ name: '64.12.1.1/32' }, { name: '64.12.96.0/19' }, { name: '195.93.16.0/20' }] }),
      },
      { it: 'of addresses tells IPv6 in its shortest form', by: 'K-article: data groups', ask: group('ip', [{ name: '2001:DB8:0:0::1' }]), gets: ok({ records: [{ name: '2001:db8::1/128', data: '' }] }) },
      { it: 'of addresses refuses what is none', by: 'f5-common-python 840', ask: group('ip', [{ name: 'x' }]), gets: tmsh('invalid property value "name":"x"') },
      { it: 'of integers sorts by number', by: 'K-article: data groups', ask: group('integer', [{ name: '10' }, { name: '9' }]), gets: ok({ records: [{ name: '9' }, { name: '10' }] }) },
      { it: 'of integers refuses text', by: 'f5-common-python 840', ask: group('integer', [{ name: 'ten' }]), gets: tmsh('invalid property value "name":"ten"') },
      { it: 'without a type is refused', by: 'K-article: data groups', ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T' }], gets: tmsh('"type" is required') },
      { it: 'of an unknown type is refused', by: 'f5-common-python 840', ask: group('text'), gets: tmsh('invalid property value "type":"text"') },
      { it: 'keeps its type', by: 'f5-sdk: immutable', given: [ab], ask: ['PATCH', D, { type: 'ip' }], gets: tmsh('"type" may not be modified') },
      { it: 'twice is a conflict', by: 'message 01020066', given: [ab], ask: ab, gets: mcpd('01020066:3: The requested value list (/T/d) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', D], gets: mcpd('01020036:3: The requested value list (/T/d) was not found.') },
      { it: 'with a record twice is refused', by: 'message 01020066', ask: group('string', [{ name: 'a' }, { name: 'a' }]), gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.') },
      { it: 'has no metadata', by: 'POSH-LTM-Rest 188', ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', metadata: [] }], gets: tmsh('"metadata" unknown property') },
      { it: 'PATCHed with records has only those', by: 'K-article: data groups', given: [ab], ask: ['PATCH', D, { records: [{ name: 'c', data: '3' }] }], gets: ok({ records: [{ name: 'c', data: '3' }] }) },
      { it: 'PATCHed with no records has none', by: 'K-article: data groups', given: [ab], ask: ['PATCH', D, { records: [] }], gets: ok({}, 'records') },
      { it: 'PUT without records has none', by: 'K-article: data groups', given: [ab], ask: ['PUT', D, { description: 'x' }], gets: ok({ type: 'string', description: 'x' }, 'records') },
      {
        it: 'refuses a value that is too long',
        by: 'message 01070712',
        ask: group('string', [{ name: 'a', data: 'x'.repeat(65_529) }]),
        gets: mcpd('01070712:3: Max string size exceeded during update of attribute:data type:class_value_item max:65520 received:65529'),
      },
      { it: 'refuses a bar in a name', by: 'tmsh: quoting', ask: group('string', [{ name: 'a|b' }]), gets: tmsh('unexpected argument "|"') },
      { it: 'refuses a wildcard in a name', by: 'tmsh: quoting', ask: group('string', [{ name: '*.a' }]), gets: tmsh('the "create" command does not accept wildcard configuration identifiers') },
      { it: 'takes an escaped wildcard in a name, and tells it so', by: 'tmsh: quoting', ask: group('string', [{ name: '\\*.a' }]), gets: ok({ records: [{ name: '\\*.a' }] }) },
      { it: 'refuses a record without a name', by: 'f5-sdk: generic refusals', ask: group('string', [{ data: 'x' }]), gets: tmsh('one or more configuration identifiers must be provided') },
      { it: 'refuses an unknown property of a record', by: 'POSH-LTM-Rest 188', ask: group('string', [{ name: 'a', value: 'x' }]), gets: tmsh('"value" unknown property') },
      {
        it: 'that a rule names can not be deleted',
        by: 'message 01070265',
        given: [ab, ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { set x [class lookup a /T/d] }' }]],
        ask: ['DELETE', D],
        gets: mcpd('01070265:3: The value list (/T/d) cannot be deleted because it is in use by a rule (/T/r).'),
      },
    ],
  },
  {
    name: 'records by options',
    cases: [
      {
        it: 'are added',
        by: 'K-article: data groups',
        given: [ab],
        ask: options('records add { c { data 3 } }'),
        gets: ok({ records: [{ name: 'a' }, { name: 'b' }, { name: 'c', data: '3' }], selfLink: 'https://localhost/mgmt/tm/ltm/data-group/internal/~T~d?options=records+add+%7B+c+%7B+data+3+%7D+%7D&ver=17.1.2' }),
      },
      {
        it: 'are added several at a time, with blanks in quotes',
        by: 'K-article: data groups',
        given: [ab],
        ask: options('records add { c { data "3 4" } d { } e }'),
        gets: ok({ records: [{ name: 'a' }, { name: 'b' }, { name: 'c', data: '3 4' }, { name: 'd', data: '' }, { name: 'e', data: '' }] }),
      },
      { it: 'are added to a group that had none', by: 'K-article: data groups', given: [group('string')], ask: options('records add { a { data 1 } }'), gets: ok({ records: [{ name: 'a', data: '1' }] }) },
      { it: 'that are there can not be added', by: 'message 01020066', given: [ab], ask: options('records add { a { data 3 } }'), gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.') },
      {
        it: 'are all refused with one',
        by: 'message 01020066',
        given: [ab, ['GET', D]],
        ask: options('records add { z { data 3 } a { data 3 } }'),
        gets: mcpd('01020066:3: The requested class string item (/T/d a) already exists in partition T.'),
      },
      {
        it: 'are modified',
        by: 'K-article: data groups',
        given: [ab],
        ask: options('records modify { a { data 9 } }'),
        gets: ok({
          records: [
            { name: 'a', data: '9' },
            { name: 'b', data: '2' },
          ],
        }),
      },
      { it: 'that are missing can not be modified', by: 'message 01020036', given: [ab], ask: options('records modify { z { data 9 } }'), gets: mcpd('01020036:3: The requested class string item (/T/d z) was not found.') },
      { it: 'are deleted', by: 'K-article: data groups', given: [ab], ask: options('records delete { a }'), gets: ok({ records: [{ name: 'b' }] }) },
      { it: 'that are missing can not be deleted', by: 'message 01020036', given: [ab], ask: options('records delete { z }'), gets: mcpd('01020036:3: The requested class string item (/T/d z) was not found.') },
      { it: 'are replaced', by: 'K-article: data groups', given: [ab], ask: options('records replace-all-with { c { data 3 } }'), gets: ok({ records: [{ name: 'c', data: '3' }] }) },
      { it: 'are all removed', by: 'K-article: data groups', given: [ab], ask: options('records none'), gets: ok({}, 'records') },
      { it: 'by address are found without their prefix', by: 'K-article: data groups', given: [group('ip', [{ name: '10.0.0.1' }])], ask: options('records delete { 10.0.0.1 }'), gets: ok({}, 'records') },
      { it: 'with a bar are refused', by: 'tmsh: quoting', given: [ab], ask: options('records add { a|b { data x } }'), gets: tmsh('unexpected argument "|"') },
      { it: 'with a wildcard are refused', by: 'tmsh: quoting', given: [ab], ask: options('records add { *.a { data x } }'), gets: tmsh('the "modify" command does not accept wildcard configuration identifiers') },
      { it: 'without a closing brace are refused', by: 'K-article: data groups', given: [ab], ask: options('records add { c { data x }'), gets: tmsh('missing closing brace') },
      { it: 'with another property are refused', by: 'tmsh: quoting', given: [ab], ask: options('description x'), gets: tmsh('unexpected argument "description"') },
      { it: 'past the length of a request line are refused by the web server', by: 'K-article: data groups', given: [ab], ask: options(`records add { c { data ${'x'.repeat(8200)} } }`), gets: { status: 414 } },
      { it: 'of a group that is missing are not found', by: 'message 01020036', ask: options('records add { c }'), gets: mcpd('01020036:3: The requested value list (/T/d) was not found.') },
    ],
  },
];

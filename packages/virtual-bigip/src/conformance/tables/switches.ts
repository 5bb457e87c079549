/** What nobody verified, the other way round. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const member = { name: '10.0.0.1:80', partition: 'T' };
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T', members: [{ ...member, ratio: 5 }] }];

const unlicensed = mcpd('01070356:3: DNS Services feature not licensed.');

export const switches: readonly Group[] = [
  {
    name: 'without a licence for DNS services',
    options: { switches: { dnsServices: 'unlicensed' } },
    cases: [
      { it: 'no DNS profile is made', by: 'switch', ask: ['POST', 'ltm/profile/dns', { name: 'd', partition: 'T' }], gets: unlicensed },
      { it: 'no rule answers DNS', by: 'switch', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when DNS_REQUEST { DNS::drop }' }], gets: unlicensed },
      { it: 'other rules are made', by: 'switch', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { HTTP::redirect /DNS }' }], gets: { status: 200 } },
    ],
  },
  {
    name: 'by switch',
    options: { switches: { listedMembers: 'keep', otherFilters: 'ignored', falseFlags: 'ignored', freshFolders: 'allowed', recordLimits: 'none', ruleMetadata: 'kept', specialNames: 'plain' } },
    cases: [
      { it: 'a rule keeps metadata', by: 'switch', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', metadata: [{ name: 'a', value: 'b' }] }], gets: ok({ metadata: [{ name: 'a', persist: 'true', value: 'b' }] }) },
      { it: 'a rule keeps metadata that it can', by: 'f5-common-python 840', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', metadata: [{ value: 'b' }] }], gets: tmsh('invalid property value "metadata":"{"value":"b"}"') },
      {
        it: 'a data group has any number of records',
        by: 'switch',
        ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'integer', records: Array.from({ length: 65_001 }, (_, name) => ({ name: String(name) })) }],
        gets: { status: 200 },
      },
      { it: 'a record is told as it is kept', by: 'switch', ask: ['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', records: [{ name: '\\*.a' }] }], gets: ok({ records: [{ name: '*.a', data: '' }] }) },
      {
        it: 'a partition is made with what is in it',
        by: 'switch',
        given: [
          ['POST', 'transaction', {}],
          ['POST', 'auth/partition', { name: 'U' }, { 'x-f5-rest-coordination-id': '{transId}' }],
          ['POST', 'ltm/pool', { name: 'p', partition: 'U' }, { 'x-f5-rest-coordination-id': '{transId}' }],
        ],
        ask: ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }],
        gets: ok({ state: 'COMPLETED' }),
      },
      {
        it: 'a flag of a policy that is false is not there',
        by: 'switch',
        ask: ['POST', 'ltm/policy', { name: 'q', partition: 'T', subPath: 'Drafts', rules: [{ name: 'r', actions: [{ name: '0', forward: true, select: false, reset: true }] }] }],
        gets: ok({ status: 'draft' }),
      },

      { it: 'a member listed again keeps what is not said', by: 'switch', given: [pool, ['PATCH', 'ltm/pool/~T~p', { members: [member] }]], ask: ['GET', 'ltm/pool/~T~p/members'], gets: ok({ items: [{ ratio: 5 }] }) },
      { it: 'a filter on something else is ignored', by: 'switch', given: [pool], ask: ['GET', 'ltm/pool?$filter=name+eq+x'], gets: ok({ items: [{ name: 'p' }] }) },
      { it: 'a flag that is false means the other one', by: 'switch', ask: ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', enabled: false }], gets: ok({ disabled: true }) },
    ],
  },
];

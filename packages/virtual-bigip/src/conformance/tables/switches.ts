/** What nobody verified, the other way round. */

import { type Ask, type Group, ok } from '../case.ts';

const member = { name: '10.0.0.1:80', partition: 'T' };
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T', members: [{ ...member, ratio: 5 }] }];

export const switches: readonly Group[] = [
  {
    name: 'by switch',
    options: { switches: { listedMembers: 'keep', otherFilters: 'ignored', falseFlags: 'ignored' } },
    cases: [
      { it: 'a member listed again keeps what is not said', by: 'switch', given: [pool, ['PATCH', 'ltm/pool/~T~p', { members: [member] }]], ask: ['GET', 'ltm/pool/~T~p/members'], gets: ok({ items: [{ ratio: 5 }] }) },
      { it: 'a filter on something else is ignored', by: 'switch', given: [pool], ask: ['GET', 'ltm/pool?$filter=name+eq+x'], gets: ok({ items: [{ name: 'p' }] }) },
      { it: 'a flag that is false means the other one', by: 'switch', ask: ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', enabled: false }], gets: ok({ disabled: true }) },
    ],
  },
];

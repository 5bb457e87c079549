/** Pools: what BIG-IP takes, tells and refuses. */

import { type Ask, type Group, mcpd, ok, refused, tmsh } from '../case.ts';

const P = 'ltm/pool/~T~p';
const pool = (more: object = {}): Ask => ['POST', 'ltm/pool', { name: 'p', partition: 'T', ...more }];
const two = pool({
  members: [
    { name: '10.0.0.1:80', partition: 'T', ratio: 5 },
    { name: '10.0.0.2:80', partition: 'T' },
  ],
});

export const pools: readonly Group[] = [
  {
    name: 'pool',
    cases: [
      {
        it: 'is created with 200 and all its defaults, members as a link',
        by: 'recorded: pools',
        ask: pool(),
        gets: ok(
          {
            kind: 'tm:ltm:pool:poolstate',
            name: 'p',
            partition: 'T',
            fullPath: '/T/p',
            selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=17.1.2',
            allowNat: 'yes',
            allowSnat: 'yes',
            ignorePersistedWeight: 'disabled',
            ipTosToClient: 'pass-through',
            loadBalancingMode: 'round-robin',
            minActiveMembers: 0,
            queueDepthLimit: 0,
            reselectTries: 0,
            serviceDownAction: 'none',
            slowRampTime: 10,
            membersReference: { link: 'https://localhost/mgmt/tm/ltm/pool/~T~p/members?ver=17.1.2', isSubcollection: true },
          },
          'monitor',
          'description',
          'metadata',
          'members',
          'subPath',
        ),
      },
      { it: 'created twice is a conflict', by: 'message 01020066', given: [pool()], ask: pool(), gets: mcpd('01020066:3: The requested Pool (/T/p) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', P], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
      { it: 'that is missing can not be changed', by: 'message 01020036', ask: ['PATCH', P, { description: 'x' }], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
      { it: 'that is missing can not be deleted', by: 'message 01020036', ask: ['DELETE', P], gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
      { it: 'in a partition that is missing is refused', by: 'recorded: pools', ask: ['POST', 'ltm/pool', { name: 'p', partition: 'U' }], gets: tmsh('The requested folder (/U) was not found.') },
      { it: 'in a folder that is missing is refused', by: 'recorded: pools', ask: ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'a' }], gets: tmsh('The requested folder (/T/a) was not found.') },
      { it: 'without a name is refused', by: 'f5-sdk: generic refusals', ask: ['POST', 'ltm/pool', { partition: 'T' }], gets: tmsh('one or more configuration identifiers must be provided') },
      { it: 'with a name that is no text is refused', by: 'f5-sdk: generic refusals', ask: ['POST', 'ltm/pool', { name: 5 }], gets: tmsh('one or more configuration identifiers must be provided') },
      { it: 'with a wildcard for a name is refused', by: 'tmsh: quoting', ask: ['POST', 'ltm/pool', { name: 'p*' }], gets: tmsh('the "create" command does not accept wildcard configuration identifiers') },
      { it: 'with an unknown property is refused', by: 'POSH-LTM-Rest 188', ask: pool({ lbMode: 'x' }), gets: tmsh('"lbMode" unknown property') },
      { it: 'with an unknown load-balancing mode is refused', by: 'f5-common-python 840', ask: pool({ loadBalancingMode: 'rr' }), gets: tmsh('invalid property value "loadBalancingMode":"rr"') },
      { it: 'with a monitor that is missing is refused', by: 'message 01070022', ask: pool({ monitor: '/T/m' }), gets: mcpd('01070022:3: The monitor template /T/m was not found.') },
      { it: 'with two monitors tells them', by: 'recorded: pools', ask: pool({ monitor: '/Common/tcp and http' }), gets: ok({ monitor: '/Common/tcp and /Common/http' }) },
      { it: 'with a minimum of monitors tells it', by: 'recorded: pools', ask: pool({ monitor: 'min 1 of /Common/tcp /Common/http' }), gets: ok({ monitor: 'min 1 of { /Common/tcp /Common/http }' }) },
      { it: 'loses its monitor to none', by: 'recorded: pools', given: [pool({ monitor: '/Common/tcp' })], ask: ['PATCH', P, { monitor: 'none' }], gets: ok({}, 'monitor') },
      { it: 'loses its description to nothing', by: 'recorded: pools', given: [pool({ description: 'x' })], ask: ['PATCH', P, { description: '' }], gets: ok({}, 'description') },
      { it: 'without a partition is in Common', by: 'recorded: pools', ask: ['POST', 'ltm/pool', { name: 'p' }], gets: ok({ fullPath: '/Common/p', partition: 'Common' }) },
      { it: 'may be named by its full path', by: 'recorded: pools', ask: ['POST', 'ltm/pool', { name: '/T/p' }], gets: ok({ fullPath: '/T/p', name: 'p' }) },
      {
        it: 'in a folder tells its subPath',
        by: 'recorded: pools',
        given: [['POST', 'sys/folder', { name: 'a', partition: 'T' }]],
        ask: ['POST', 'ltm/pool', { name: 'p', partition: 'T', subPath: 'a' }],
        gets: ok({ fullPath: '/T/a/p', subPath: 'a', selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~a~p?ver=17.1.2' }),
      },
      {
        it: 'keeps metadata and leaves out an empty value',
        by: 'recorded: pools',
        ask: pool({ metadata: [{ name: 'a', value: 'x', persist: 'true' }, { name: 'b' }] }),
        gets: ok({
          metadata: [
            { name: 'a', persist: 'true', value: 'x' },
            { name: 'b', persist: 'true' },
          ],
        }),
      },
      { it: 'takes numbers as text, as tmsh does', by: 'recorded: pools', ask: pool({ slowRampTime: '30', description: 7 }), gets: ok({ slowRampTime: 30, description: '7' }) },
      { it: 'is changed by PATCH, the rest stays', by: 'recorded: pools', given: [pool({ description: 'x', slowRampTime: 5 })], ask: ['PATCH', P, { slowRampTime: 6 }], gets: ok({ description: 'x', slowRampTime: 6 }) },
      { it: 'is reset by PUT but for what it says', by: 'recorded: pools', given: [pool({ description: 'x', slowRampTime: 5 })], ask: ['PUT', P, { slowRampTime: 6 }], gets: ok({ slowRampTime: 6 }, 'description') },
      { it: 'PATCHed with an empty list alone is refused', by: 'f5-sdk: generic refusals', given: [two], ask: ['PATCH', P, { members: [] }], gets: tmsh('one or more properties must be specified') },
      { it: 'PATCHed with nothing is refused', by: 'f5-sdk: generic refusals', given: [pool()], ask: ['PATCH', P, {}], gets: tmsh('one or more properties must be specified') },
      {
        it: 'takes back what GET told',
        by: 'recorded: pools',
        given: [pool()],
        ask: ['PUT', P, { kind: 'tm:ltm:pool:poolstate', name: 'p', partition: 'T', fullPath: '/T/p', generation: 1, selfLink: 'x', allowNat: 'no', membersReference: { link: 'x', isSubcollection: true } }],
        gets: ok({ allowNat: 'no' }),
      },
      { it: 'keeps its members when PUT without them', by: 'recorded: pools', given: [two, ['PUT', P, { allowNat: 'no' }]], ask: ['GET', `${P}/members`], gets: ok({ items: [{}, {}] }) },
      { it: 'is deleted with an empty answer', by: 'recorded: pools', given: [pool()], ask: ['DELETE', P], gets: { status: 200, exactly: undefined } },
      { it: 'refuses too long a text', by: 'message 01020057', ask: pool({ description: 'x'.repeat(65_536) }), gets: mcpd('01020057:3: The string with more than 65535 characters cannot be stored in a message.') },
      { it: 'named as an item can not be POSTed to', by: 'icrd: methods', given: [pool()], ask: ['POST', P, {}], gets: refused(403, 1, 'Operation is not supported on component /ltm/pool.') },
    ],
  },
];

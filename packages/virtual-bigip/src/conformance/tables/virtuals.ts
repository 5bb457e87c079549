/** Virtual servers: destinations, references and what they refuse. */

import { type Ask, type Group, mcpd, ok, tmsh } from '../case.ts';

const V = 'ltm/virtual/~T~v';
/** Disabled, so that nothing listens. */
const virtual = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const http = { profiles: [{ name: '/Common/http' }] };

export const virtuals: readonly Group[] = [
  {
    name: 'virtual server',
    cases: [
      {
        it: 'is created with all its defaults',
        by: 'recorded: virtual servers',
        ask: virtual(),
        gets: ok(
          {
            kind: 'tm:ltm:virtual:virtualstate',
            addressStatus: 'yes',
            autoLasthop: 'default',
            cmpEnabled: 'yes',
            connectionLimit: 0,
            destination: '/T/192.0.2.1:80',
            disabled: true,
            gtmScore: 0,
            ipProtocol: 'tcp',
            mask: '255.255.255.255',
            mirror: 'disabled',
            nat64: 'disabled',
            source: '0.0.0.0/0',
            sourceAddressTranslation: { type: 'none' },
            sourcePort: 'preserve',
            synCookieStatus: 'not-activated',
            translateAddress: 'enabled',
            translatePort: 'enabled',
            vlansDisabled: true,
            policiesReference: { isSubcollection: true },
            profilesReference: { isSubcollection: true },
          },
          'enabled',
          'vlansEnabled',
          'pool',
          'rules',
          'persist',
        ),
      },
      { it: 'without a destination is refused', by: 'recorded: virtual servers', ask: ['POST', 'ltm/virtual', { name: 'v', partition: 'T' }], gets: tmsh('"destination" is required') },
      { it: 'with a destination that is none is refused', by: 'f5-common-python 840', ask: virtual({ destination: '/T/here:80' }), gets: tmsh('invalid property value "destination":"/T/here:80"') },
      { it: 'with a port by name tells the number', by: 'recorded: virtual servers', ask: virtual({ destination: '/T/192.0.2.1:https' }), gets: ok({ destination: '/T/192.0.2.1:443' }) },
      {
        it: 'by IPv6 has a dot before the port',
        by: 'recorded: virtual servers',
        ask: virtual({ destination: '/T/2001:db8::1.443' }),
        gets: ok({ destination: '/T/2001:db8::1.443', mask: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', source: '::/0' }),
      },
      { it: 'with enabled and disabled is refused', by: 'terraform-provider-bigip 809', ask: virtual({ enabled: true }), gets: tmsh('"enabled" may not be specified with "disabled"') },
      { it: 'is told by one flag of the pair', by: 'recorded: virtual servers', given: [virtual()], ask: ['PATCH', V, { disabled: true }], gets: ok({ disabled: true }, 'enabled') },
      { it: 'does not take false for a flag', by: 'f5-common-python 840', ask: virtual({ disabled: false }), gets: tmsh('invalid property value "disabled":"false"') },
      { it: 'names its pool, with a link', by: 'recorded: virtual servers', given: [pool], ask: virtual({ pool: '/T/p' }), gets: ok({ pool: '/T/p', poolReference: { link: 'https://localhost/mgmt/tm/ltm/pool/~T~p?ver=17.1.2' } }) },
      { it: 'with a pool that is missing is refused', by: 'message 01020036', ask: virtual({ pool: '/T/p' }), gets: mcpd('01020036:3: The requested Pool (/T/p) was not found.') },
      { it: 'gives up its pool for none', by: 'recorded: virtual servers', given: [pool, virtual({ pool: '/T/p' })], ask: ['PATCH', V, { pool: 'none' }], gets: ok({}, 'pool', 'poolReference') },
      {
        it: 'holds its pool',
        by: 'message 01070265',
        given: [pool, virtual({ pool: '/T/p' })],
        ask: ['DELETE', 'ltm/pool/~T~p'],
        gets: mcpd('01070265:3: The Pool (/T/p) cannot be deleted because it is in use by a Virtual Server (/T/v).'),
      },
      { it: 'with a rule that is missing is refused', by: 'message 01070712', ask: virtual({ rules: ['/T/r'] }), gets: mcpd('01070712:3: Virtual server /T/v references rule /T/r which does not exist.') },
      {
        it: 'with a rule of another partition is refused',
        by: 'message 01070726',
        given: [
          ['POST', 'auth/partition', { name: 'U' }],
          ['POST', 'ltm/rule', { name: 'r', partition: 'U' }],
        ],
        ask: virtual({ rules: ['/U/r'] }),
        gets: mcpd('01070726:3: A virtual server may only reference rules in the same partition or the common partition (/T/v:/U/r)'),
      },
      {
        it: 'with a rule on HTTP needs a profile for it',
        by: 'message 01071912',
        given: [['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { }' }]],
        ask: virtual({ rules: ['/T/r'] }),
        gets: mcpd('01071912:3: HTTP_REQUEST event in rule (/T/r) requires an associated HTTP or FASTHTTP profile on the virtual-server (/T/v).'),
      },
      {
        it: 'with a rule on DNS needs a profile for it',
        by: 'message 01071912, in the words for HTTP',
        given: [['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when DNS_REQUEST { }' }]],
        ask: virtual({ rules: ['/T/r'] }),
        gets: mcpd('01071912:3: DNS_REQUEST event in rule (/T/r) requires an associated DNS profile on the virtual-server (/T/v).'),
      },
      {
        it: 'with its rules in order',
        by: 'recorded: virtual servers',
        given: [
          ['POST', 'ltm/rule', { name: 'b', partition: 'T' }],
          ['POST', 'ltm/rule', { name: 'a', partition: 'T' }],
        ],
        ask: virtual({ rules: ['/T/b', '/T/a'] }),
        gets: ok({ rules: ['/T/b', '/T/a'], rulesReference: [{ link: 'https://localhost/mgmt/tm/ltm/rule/~T~b?ver=17.1.2' }, {}] }),
      },
      { it: 'twice is a conflict', by: 'message 01020066', given: [virtual()], ask: virtual(), gets: mcpd('01020066:3: The requested Virtual Server (/T/v) already exists in partition T.') },
      {
        it: 'at the place of another is refused',
        by: 'message 01070333',
        given: [virtual()],
        ask: ['POST', 'ltm/virtual', { name: 'w', destination: '/Common/192.0.2.1:80', ipProtocol: 'tcp' }],
        gets: mcpd('01070333:3: Virtual Server /Common/w illegally shares destination address, source address, service port, ip-protocol, and vlan with Virtual Server /T/v.'),
      },
      {
        it: 'at the address of another with its own port is fine',
        by: 'recorded: virtual servers',
        given: [virtual()],
        ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'T', destination: '/T/192.0.2.1:81', ipProtocol: 'tcp', disabled: true }],
        gets: ok({}),
      },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', V], gets: mcpd('01020036:3: The requested Virtual Server (/T/v) was not found.') },
      {
        it: 'of a snat pool needs the pool',
        by: 'message 01070734',
        ask: virtual({ sourceAddressTranslation: { type: 'snat' } }),
        gets: mcpd('01070734:3: Configuration error: A snat pool is required for source address translation of type snat'),
      },
      { it: 'translates by automap', by: 'recorded: virtual servers', ask: virtual({ sourceAddressTranslation: { type: 'automap' } }), gets: ok({ sourceAddressTranslation: { type: 'automap' } }) },
      {
        it: 'persists by a built-in profile',
        by: 'recorded: virtual servers',
        ask: virtual({ ...http, persist: [{ name: 'cookie', partition: 'Common', tmDefault: 'yes' }] }),
        gets: ok({ persist: [{ name: 'cookie', partition: 'Common', tmDefault: 'yes', nameReference: { link: 'https://localhost/mgmt/tm/ltm/persistence/cookie/~Common~cookie?ver=17.1.2' } }] }),
      },
    ],
  },
];

/** Virtual servers: destinations, references and what they refuse. */

import { type Ask, type Case, type Group, mcpd, ok, tmsh } from '../case.ts';

const V = 'ltm/virtual/~T~v';
/** Disabled, so that nothing listens. */
const virtual = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const http = { profiles: [{ name: '/Common/http' }] };

export const virtuals: readonly Group[] = [
  {
    name: 'virtual server',
    cases: [
      { it: 'listens unless it is said', by: 'recorded: virtual servers', ask: ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80' }], gets: ok({ enabled: true, ipProtocol: 'any' }, 'disabled') },
      ...['dhcpRelay', 'internal', 'ipForward', 'l2Forward', 'reject', 'stateless'].map((name): Case => ({ it: `may be one of ${name}`, by: 'F5 doc: ltm virtual', ask: virtual({ [name]: true }), gets: ok({ [name]: true }) })),
      { it: 'that forwards becomes one that rejects', by: 'F5 doc: ltm virtual', given: [virtual({ ipForward: true })], ask: ['PATCH', V, { reject: true }], gets: ok({ reject: true }, 'ipForward') },
      { it: 'that forwards has no pool', by: 'switch', given: [pool], ask: virtual({ ipForward: true, pool: '/T/p' }), gets: mcpd('01070734:3: Configuration error: Virtual server (/T/v) forwards by IP address and may not have a pool.') },
      { it: 'with two profiles of a type is refused', by: 'switch', ask: virtual({ profiles: ['/Common/tcp', '/Common/tcp-lan-optimized'] }), gets: mcpd('01070096:3: Virtual server /T/v lists duplicate profiles.') },
      {
        it: 'with two profiles of a type on the same side is refused',
        by: 'switch',
        ask: virtual({
          profiles: [
            { name: '/Common/tcp', context: 'clientside' },
            { name: '/Common/tcp-lan-optimized', context: 'all' },
          ],
        }),
        gets: mcpd('01070096:3: Virtual server /T/v lists duplicate profiles.'),
      },
      {
        it: 'with a profile of a type for each side is fine',
        by: 'f5-ansible: load_ltm_virtual_3',
        ask: virtual({
          profiles: [
            { name: '/Common/tcp', context: 'clientside' },
            { name: '/Common/tcp-lan-optimized', context: 'serverside' },
          ],
        }),
        gets: ok({}),
      },
      { it: 'with several certificates is fine', by: 'F5 doc: SNI', ask: virtual({ profiles: ['/Common/tcp', '/Common/clientssl', '/Common/clientssl-secure'] }), gets: ok({}) },
      {
        it: 'names its snat pool, with a link',
        by: 'recorded: virtual servers',
        given: [['POST', 'ltm/snatpool', { name: 's', partition: 'T', members: ['192.0.2.9'] }]],
        ask: virtual({ sourceAddressTranslation: { type: 'snat', pool: '/T/s' } }),
        gets: ok({ sourceAddressTranslation: { type: 'snat', pool: '/T/s', poolReference: { link: 'https://localhost/mgmt/tm/ltm/snatpool/~T~s?ver=17.1.2' } } }),
      },
      {
        it: 'gives up its snat pool for automap',
        by: 'K-article: snat pool still referenced',
        given: [
          ['POST', 'ltm/snatpool', { name: 's', partition: 'T', members: ['192.0.2.9'] }],
          virtual({ sourceAddressTranslation: { type: 'snat', pool: '/T/s' } }),
          ['PATCH', V, { sourceAddressTranslation: { type: 'automap', pool: 'none' } }],
        ],
        ask: ['DELETE', 'ltm/snatpool/~T~s'],
        gets: { status: 200 },
      },
      { it: 'persists by another profile when the first fails', by: 'F5 doc: ltm virtual', ask: virtual({ fallbackPersistence: 'source_addr' }), gets: ok({ fallbackPersistence: '/Common/source_addr' }) },
      {
        it: 'on some VLANs tells them, with links',
        by: 'recorded: virtual servers',
        given: [['POST', 'net/vlan', { name: 'x' }]],
        ask: virtual({ vlansEnabled: true, vlans: ['/Common/x'] }),
        gets: ok({ vlansEnabled: true, vlans: ['/Common/x'], vlansReference: [{ link: 'https://localhost/mgmt/tm/net/vlan/~Common~x?ver=17.1.2' }] }, 'vlansDisabled'),
      },
      {
        it: 'at the place of another on other VLANs is fine',
        by: 'message 01070333',
        given: [['POST', 'net/vlan', { name: 'x' }], ['POST', 'net/vlan', { name: 'y' }], virtual({ vlansEnabled: true, vlans: ['/Common/x'] })],
        ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, vlansEnabled: true, vlans: ['/Common/y'] }],
        gets: ok({}),
      },
      {
        it: 'at the place of another for other clients is fine',
        by: 'message 01070333',
        given: [virtual()],
        ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, source: '198.51.100.0/24' }],
        gets: ok({ source: '198.51.100.0/24' }),
      },
      {
        it: 'at the place of another in another route domain is fine',
        by: 'F5 doc: route domains',
        given: [virtual(), ['POST', 'net/route-domain', { name: 'one', id: 1 }], ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }]],
        ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'U', destination: '/U/192.0.2.1:80', ipProtocol: 'tcp', disabled: true }],
        gets: ok({ destination: '/U/192.0.2.1:80' }),
      },
      {
        it: 'in the route domain of its partition is told without it',
        by: 'F5 doc: route domains',
        given: [
          ['POST', 'net/route-domain', { name: 'one', id: 1 }],
          ['POST', 'auth/partition', { name: 'U', defaultRouteDomain: 1 }],
        ],
        ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'U', destination: '/U/192.0.2.1%1:80', ipProtocol: 'tcp', disabled: true }],
        gets: ok({ destination: '/U/192.0.2.1:80' }),
      },
      { it: 'in a route domain that is missing is refused', by: 'message 01020036', ask: virtual({ destination: '/T/192.0.2.1%7:80' }), gets: mcpd('01020036:3: The requested route domain (7) was not found.') },

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

/** Virtual servers: their profiles, and the addresses that come and go with them. */

import { type Ask, type Group, mcpd, ok } from '../case.ts';

const V = 'ltm/virtual/~T~v';
/** Disabled, so that nothing listens. */
const virtual = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const http = { profiles: [{ name: '/Common/http' }] };

export const virtualParts: readonly Group[] = [
  {
    name: 'profiles of a virtual server',
    cases: [
      {
        it: 'are told as a subcollection',
        by: 'recorded: virtual addresses',
        given: [virtual(http)],
        ask: ['GET', `${V}/profiles`],
        gets: ok({
          kind: 'tm:ltm:virtual:profiles:profilescollectionstate',
          items: [{ kind: 'tm:ltm:virtual:profiles:profilesstate', name: 'http', partition: 'Common', context: 'all', nameReference: { link: 'https://localhost/mgmt/tm/ltm/profile/http/~Common~http?ver=17.1.2' } }, { name: 'tcp' }],
        }),
      },
      { it: 'are fastL4 where none was given', by: 'recorded: virtual addresses', given: [virtual()], ask: ['GET', `${V}/profiles`], gets: ok({ items: [{ name: 'fastL4' }] }) },
      {
        it: 'keep their context',
        by: 'recorded: virtual addresses',
        given: [virtual({ profiles: [{ name: '/Common/http' }, { name: '/Common/clientssl', context: 'clientside' }] })],
        ask: ['GET', `${V}/profiles/~Common~clientssl`],
        gets: ok({ context: 'clientside' }),
      },
      { it: 'that are missing are refused', by: 'message 01020036', ask: virtual({ profiles: ['/T/x'] }), gets: mcpd('01020036:3: The requested profile (/T/x) was not found.') },
      { it: 'that do not go together are refused', by: 'message 01070095', ask: virtual({ profiles: ['/Common/tcp', '/Common/fastL4'] }), gets: mcpd('01070095:3: Virtual server /T/v lists incompatible profiles.') },
      { it: 'that do not go with the protocol are refused', by: 'message 01070097', ask: virtual({ profiles: ['/Common/udp'] }), gets: mcpd('01070097:3: Virtual server /T/v lists profiles incompatible with its protocol.') },
      { it: 'that need http are refused without it', by: 'message 01070734', ask: virtual({ profiles: ['/Common/oneconnect'] }), gets: mcpd('01070734:3: Required profile profile_http not present') },
      {
        it: 'do not come with policies that are missing',
        by: 'message 01070712',
        ask: virtual({ policies: ['/T/x'] }),
        gets: mcpd('01070712:3: Values (/T/x) specified for virtual server policy (/T/v /T/x): foreign key index (policy_FK) do not point at an item that exists in the database.'),
      },
      { it: 'are replaced as a list', by: 'recorded: virtual addresses', given: [virtual(http), ['PATCH', V, { profiles: ['/Common/fastL4'] }]], ask: ['GET', `${V}/profiles`], gets: ok({ items: [{ name: 'fastL4' }] }) },
      {
        it: 'are held',
        by: 'message 01070265',
        given: [['POST', 'ltm/profile/http', { name: 'h', partition: 'T' }], virtual({ profiles: ['/T/h'] })],
        ask: ['DELETE', 'ltm/profile/http/~T~h'],
        gets: mcpd('01070265:3: The Profile (/T/h) cannot be deleted because it is in use by a Virtual Server (/T/v).'),
      },
    ],
  },
  {
    name: 'virtual address',
    cases: [
      {
        it: 'is made with its first virtual server',
        by: 'recorded: virtual addresses',
        given: [virtual()],
        ask: ['GET', 'ltm/virtual-address/~T~192.0.2.1'],
        gets: ok({
          kind: 'tm:ltm:virtual-address:virtual-addressstate',
          address: '192.0.2.1',
          arp: 'enabled',
          autoDelete: 'true',
          enabled: 'yes',
          icmpEcho: 'enabled',
          mask: '255.255.255.255',
          trafficGroup: '/Common/traffic-group-1',
          unit: 1,
        }),
      },
      {
        it: 'goes with its last virtual server',
        by: 'message 01020036',
        given: [virtual(), ['DELETE', V]],
        ask: ['GET', 'ltm/virtual-address/~T~192.0.2.1'],
        gets: mcpd('01020036:3: The requested Virtual Address (/T/192.0.2.1) was not found.'),
      },
      {
        it: 'goes when its virtual server moves',
        by: 'recorded: virtual addresses',
        given: [virtual(), ['PATCH', V, { destination: '/T/192.0.2.2:80' }]],
        ask: ['GET', 'ltm/virtual-address'],
        gets: ok({ items: [{ address: '192.0.2.2' }] }),
      },
      {
        it: 'stays if it must not be deleted by itself',
        by: 'recorded: virtual addresses',
        given: [virtual(), ['PATCH', 'ltm/virtual-address/~T~192.0.2.1', { autoDelete: 'false' }], ['DELETE', V]],
        ask: ['GET', 'ltm/virtual-address/~T~192.0.2.1'],
        gets: ok({ autoDelete: 'false' }),
      },
      {
        it: 'of a virtual server can not be deleted',
        by: 'message 01070265',
        given: [virtual()],
        ask: ['DELETE', 'ltm/virtual-address/~T~192.0.2.1'],
        gets: mcpd('01070265:3: The Virtual Address (/T/192.0.2.1) cannot be deleted because it is in use by a Virtual Server (/T/v).'),
      },
      {
        it: 'that another has is refused',
        by: 'message 0107176c',
        given: [virtual()],
        ask: ['POST', 'ltm/virtual-address', { name: 'a', address: '192.0.2.1' }],
        gets: mcpd('0107176c:3: Invalid Virtual Address, the IP address 192.0.2.1 already exists.'),
      },
      {
        it: 'by name is told in the destination',
        by: 'recorded: virtual addresses',
        given: [['POST', 'ltm/virtual-address', { name: 'web', partition: 'T', address: '192.0.2.9' }]],
        ask: virtual({ destination: '/T/web:80' }),
        gets: ok({ destination: '/T/web:80' }),
      },
    ],
  },
];

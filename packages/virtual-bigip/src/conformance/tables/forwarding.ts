/** Virtual servers that forward, and those of networks. */

import { type Ask, type Case, type Group, invalid, mcpd, ok } from '../case.ts';

const V = 'ltm/virtual/~T~v';
const forwarding = (more: object = {}): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/10.32.0.0:0', mask: '255.255.0.0', ipForward: true, ...more }];
const plain = (more: object): Ask => ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/10.32.0.0:0', disabled: true, ...more }];
const refused = (text: string) => mcpd(`01070734:3: Configuration error: ${text}`);

const cases: readonly Case[] = [
  {
    it: 'forwards to a network, from everywhere, without a translation',
    by: 'F5 doc: forwarding virtual servers',
    ask: forwarding(),
    gets: ok(
      {
        destination: '/T/10.32.0.0:0',
        mask: '255.255.0.0',
        ipForward: true,
        ipProtocol: 'any',
        source: '0.0.0.0/0',
        sourceAddressTranslation: { type: 'none' },
        translateAddress: 'disabled',
        translatePort: 'disabled',
        vlansDisabled: true,
      },
      'pool',
    ),
  },
  { it: 'has fastL4', by: 'F5 doc: forwarding virtual servers', given: [forwarding()], ask: ['GET', `${V}/profiles`], gets: ok({ items: [{ name: 'fastL4' }] }) },
  { it: 'has fastL4 for UDP too', by: 'F5 doc: forwarding virtual servers', given: [forwarding({ ipProtocol: 'udp' })], ask: ['GET', `${V}/profiles`], gets: ok({ items: [{ name: 'fastL4' }] }) },
  { it: 'takes fastL4 by name', by: 'AS3: Service_Forwarding', ask: forwarding({ profiles: [{ name: '/Common/fastL4' }] }), gets: ok({ ipForward: true }) },
  { it: 'has no other profile', by: 'switch', ask: forwarding({ ipProtocol: 'tcp', profiles: ['/Common/tcp'] }), gets: refused('Virtual server (/T/v) forwards by IP address and may only have a fastL4 profile.') },
  { it: 'forwards one port of one protocol', by: 'AS3: Service_Forwarding', ask: forwarding({ destination: '/T/10.32.0.0:443', ipProtocol: 'tcp' }), gets: ok({ destination: '/T/10.32.0.0:443', ipProtocol: 'tcp' }) },
  { it: 'forwards some clients only', by: 'AS3: Service_Forwarding', ask: forwarding({ source: '10.32.2.0/24' }), gets: ok({ source: '10.32.2.0/24' }) },
  {
    it: 'forwards what comes from some VLANs only',
    by: 'AS3: allowVlans',
    given: [['POST', 'net/vlan', { name: 'x' }]],
    ask: forwarding({ vlansEnabled: true, vlans: ['/Common/x'] }),
    gets: ok({ vlansEnabled: true, vlans: ['/Common/x'] }, 'vlansDisabled'),
  },
  { it: 'translates sources if it is said', by: 'f5-openstack-agent: assure_gateway_on_subnet', ask: forwarding({ sourceAddressTranslation: { type: 'automap' } }), gets: ok({ sourceAddressTranslation: { type: 'automap' } }) },
  { it: 'forwards everything', by: 'f5-openstack-agent: assure_gateway_on_subnet', ask: forwarding({ destination: '/T/0.0.0.0:0', mask: '0.0.0.0' }), gets: ok({ destination: '/T/0.0.0.0:0', mask: 'any' }) },
  { it: 'forwards everything in words', by: 'F5 doc: forwarding virtual servers', ask: forwarding({ destination: '/T/any:any', mask: 'any' }), gets: ok({ destination: '/T/0.0.0.0:0', mask: 'any' }) },
  { it: 'forwards everything of IPv6', by: 'F5 doc: forwarding virtual servers', ask: forwarding({ destination: '/T/::.0', mask: 'any6' }), gets: ok({ destination: '/T/::.0', mask: 'any6', source: '::/0' }) },
  {
    it: 'forwards to a network of IPv6',
    by: 'F5 doc: forwarding virtual servers',
    ask: forwarding({ destination: '/T/2001:db8:32::.0', mask: 'ffff:ffff:ffff:ffff::' }),
    gets: ok({ destination: '/T/2001:db8:32::.0', mask: 'ffff:ffff:ffff:ffff::', source: '::/0' }),
  },
  {
    it: 'with a destination inside a network is refused',
    by: 'switch',
    ask: forwarding({ destination: '/T/10.32.1.5:0' }),
    gets: refused('The destination (10.32.1.5) of virtual server (/T/v) is not the address of a network of mask 255.255.0.0.'),
  },
  { it: 'with a mask that has holes is refused', by: 'f5-common-python 840', ask: forwarding({ mask: '255.0.255.0' }), gets: invalid('mask', '255.0.255.0') },
  { it: 'with a mask of the other family is refused', by: 'f5-common-python 840', ask: forwarding({ mask: 'ffff:ffff:ffff:ffff::' }), gets: invalid('mask', 'ffff:ffff:ffff:ffff::') },
  { it: 'with clients of the other family is refused', by: 'f5-common-python 840', ask: forwarding({ source: '::/0' }), gets: invalid('source', '::/0') },
  { it: 'with clients that are no network is refused', by: 'f5-common-python 840', ask: forwarding({ source: '10.0.0.0/33' }), gets: invalid('source', '10.0.0.0/33') },
  {
    it: 'answers for no address of its network',
    by: 'AS3: Service_Forwarding',
    given: [forwarding()],
    ask: ['GET', 'ltm/virtual-address/~T~10.32.0.0'],
    gets: ok({ address: '10.32.0.0', mask: '255.255.0.0', arp: 'disabled', icmpEcho: 'disabled' }),
  },
  {
    it: 'beside another of the same network and VLANs is refused',
    by: 'message 01070333',
    given: [forwarding()],
    ask: ['POST', 'ltm/virtual', { name: 'w', partition: 'T', destination: '/T/10.32.0.0:0', mask: '255.255.0.0', ipForward: true }],
    gets: mcpd('01070333:3: Virtual Server /T/w illegally shares destination address, source address, service port, ip-protocol, and vlan with Virtual Server /T/v.'),
  },
  { it: 'goes with its virtual address', by: 'recorded: virtual addresses', given: [forwarding(), ['DELETE', V]], ask: ['GET', 'ltm/virtual-address'], gets: ok({}, 'items') },
  {
    it: 'of everything does not translate, though it does not forward',
    by: 'f5-ansible-bigip: load_ltm_virtual_servers_facts',
    ask: plain({ destination: '/T/0.0.0.0:0' }),
    gets: ok({ mask: '255.255.255.255', translateAddress: 'disabled', translatePort: 'disabled' }),
  },
  { it: 'of everything translates if it is said', by: 'F5 doc: ltm virtual', ask: plain({ destination: '/T/0.0.0.0:0', translateAddress: 'enabled' }), gets: ok({ translateAddress: 'enabled', translatePort: 'disabled' }) },
];

export const forwardingVirtuals: readonly Group[] = [{ name: 'virtual server that forwards', cases }];

/** `ltm/profile/*`, as far as virtual servers refer to them. */

import { oneOf, onOff } from '../configuration/properties.ts';
import type { Property, Resource } from '../configuration/resource.ts';
import { profileType } from './profile.ts';

export const profiles: readonly Resource[] = [
  profile('tcp', 'TCP Profile', [
    'tcp',
    'tcp-lan-optimized',
    'tcp-wan-optimized',
    'tcp-mobile-optimized',
    'tcp-legacy',
    'f5-tcp-progressive',
    'f5-tcp-lan',
    'f5-tcp-wan',
  ]),
  profile('udp', 'UDP Profile', ['udp', 'udp_gtm_dns', 'udp_decrement_ttl']),
  profile('fastl4', 'fastL4 Profile', ['fastL4', 'full-acceleration', 'security-fastL4']),
  profile('fasthttp', 'fastHTTP Profile', ['fasthttp']),
  profile('http', 'HTTP Profile', ['http', 'http-explicit', 'http-transparent'], { insertXforwardedFor: onOff('disabled') }),
  profile('client-ssl', 'ClientSSL Profile', ['clientssl', 'clientssl-secure', 'clientssl-insecure-compatible']),
  profile('server-ssl', 'ServerSSL Profile', ['serverssl', 'serverssl-insecure-compatible', 'apm-default-serverssl']),
  profile('one-connect', 'OneConnect Profile', ['oneconnect']),
  profile('web-acceleration', 'WebAcceleration Profile', ['webacceleration', 'optimized-caching', 'optimized-acceleration']),
  profile('http-compression', 'HTTP Compression Profile', ['httpcompression', 'wan-optimized-compression']),
  profile('websocket', 'WebSocket Profile', ['websocket']),
  profile('stream', 'Stream Profile', ['stream']),
  profile('dns', 'DNS Profile', ['dns'], {
    enableDnsExpress: oneOf(['yes', 'no'], 'yes'),
    enableGtm: oneOf(['yes', 'no'], 'yes'),
    processRd: oneOf(['yes', 'no'], 'yes'),
    unhandledQueryAction: oneOf(['allow', 'drop', 'reject', 'hint', 'noerror'], 'allow'),
    useLocalBind: oneOf(['yes', 'no'], 'yes'),
  }),
  profile('diameter', 'Diameter Profile', ['diameter']),
  profile('sip', 'SIP Profile', ['sip']),
  profile('sip-session', 'SIP Session Profile', ['sipsession']),
  profile('dhcpv4', 'DHCPv4 Profile', ['dhcpv4', 'dhcpv4_fwd']),
  profile('dhcpv6', 'DHCPv6 Profile', ['dhcpv6', 'dhcpv6_fwd']),
];

function profile(type: string, noun: string, builtIn: readonly string[], properties: Readonly<Record<string, Property>> = {}): Resource {
  const path = type === 'sip-session' ? 'ltm/message-routing/sip/profile/session' : `ltm/profile/${type}`;
  return profileType({ path, namespace: 'ltm/profile', noun, className: `profile_${type.replaceAll('-', '')}`, builtIn, properties });
}

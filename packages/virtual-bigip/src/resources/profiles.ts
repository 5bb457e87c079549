/** `ltm/profile/*`, as far as virtual servers refer to them: names, parents and the built-in ones. They share one name space. */

import { absolute } from '../configuration/names.ts';
import { asText, oneOf, onOff, text } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Property, Resource } from '../configuration/resource.ts';

function profileType(type: string, noun: string, builtIn: readonly string[], own: Readonly<Record<string, Property>> = {}): Resource {
  const [base = ''] = builtIn;
  return {
    path: `ltm/profile/${type}`,
    namespace: 'ltm/profile',
    noun,
    className: `profile_${type.replaceAll('-', '')}`,
    naming: 'folder',
    properties: {
      defaultsFrom: {
        parse: (value, { name }) => absolute(asText(value, name)),
        refersTo: {
          namespace: 'ltm/profile',
          paths: (value) => [String(value)],
          missing: (path) => mcpd('01020036', `The requested profile (${path}) was not found.`),
          foreign: (path, from) =>
            mcpd(
              '01070726',
              `A profile may only reference profiles in the same partition or the common partition (${from.fullPath}:${path})`,
            ),
        },
      },
      description: text(),
      ...own,
    },
    builtIn: builtIn.map((name) => [`/Common/${name}`, name === base ? {} : { defaultsFrom: `/Common/${base}` }]),
    inheritsThrough: 'defaultsFrom',
    prepare: ({ fullPath, properties }) =>
      fullPath === `/Common/${base}` ? properties : { defaultsFrom: `/Common/${base}`, ...properties },
    inUse: (entity, user) =>
      mcpd(
        '01070265',
        `The Profile (${entity.fullPath}) cannot be deleted because it is in use by a Virtual Server (${user.parent ?? user.fullPath}).`,
      ),
  };
}

export const profiles: readonly Resource[] = [
  profileType('tcp', 'TCP Profile', [
    'tcp',
    'tcp-lan-optimized',
    'tcp-wan-optimized',
    'tcp-mobile-optimized',
    'tcp-legacy',
    'f5-tcp-progressive',
    'f5-tcp-lan',
    'f5-tcp-wan',
  ]),
  profileType('udp', 'UDP Profile', ['udp', 'udp_gtm_dns', 'udp_decrement_ttl']),
  profileType('fastl4', 'fastL4 Profile', ['fastL4', 'full-acceleration', 'security-fastL4']),
  profileType('fasthttp', 'fastHTTP Profile', ['fasthttp']),
  profileType('http', 'HTTP Profile', ['http', 'http-explicit', 'http-transparent'], { insertXforwardedFor: onOff('disabled') }),
  profileType('client-ssl', 'ClientSSL Profile', ['clientssl', 'clientssl-secure', 'clientssl-insecure-compatible']),
  profileType('server-ssl', 'ServerSSL Profile', ['serverssl', 'serverssl-insecure-compatible', 'apm-default-serverssl']),
  profileType('one-connect', 'OneConnect Profile', ['oneconnect']),
  profileType('web-acceleration', 'WebAcceleration Profile', ['webacceleration', 'optimized-caching', 'optimized-acceleration']),
  profileType('http-compression', 'HTTP Compression Profile', ['httpcompression', 'wan-optimized-compression']),
  profileType('websocket', 'WebSocket Profile', ['websocket']),
  profileType('stream', 'Stream Profile', ['stream']),
  profileType('dns', 'DNS Profile', ['dns']),
  profileType('diameter', 'Diameter Profile', ['diameter']),
  profileType('sip', 'SIP Profile', ['sip']),
  { ...profileType('sip-session', 'SIP Session Profile', ['sipsession']), path: 'ltm/message-routing/sip/profile/session' },
  profileType('dhcpv4', 'DHCPv4 Profile', ['dhcpv4', 'dhcpv4_fwd']),
  profileType('dhcpv6', 'DHCPv6 Profile', ['dhcpv6', 'dhcpv6_fwd']),
];

export const persistence: readonly Resource[] = [
  persistenceType('cookie', 'cookie', {
    alwaysSend: onOff('disabled'),
    cookieName: text(),
    httponly: onOff('enabled'),
    method: oneOf(['insert', 'rewrite', 'passive', 'hash'], 'insert'),
    secure: onOff('enabled'),
  }),
  persistenceType('source-addr', 'source_addr', { timeout: text({ initial: '180' }) }),
  persistenceType('dest-addr', 'dest_addr'),
  persistenceType('hash', 'hash'),
  persistenceType('ssl', 'ssl'),
  persistenceType('universal', 'universal'),
];

function persistenceType(type: string, builtIn: string, own: Readonly<Record<string, Property>> = {}): Resource {
  return {
    path: `ltm/persistence/${type}`,
    namespace: 'ltm/persistence',
    noun: 'persistence profile',
    className: `persist_${type.replaceAll('-', '_')}`,
    naming: 'folder',
    properties: { defaultsFrom: text(), description: text(), ...own },
    builtIn: [[`/Common/${builtIn}`, {}]],
    inheritsThrough: 'defaultsFrom',
  };
}

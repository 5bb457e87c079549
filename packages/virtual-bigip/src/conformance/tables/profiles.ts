/** Profiles and ways to persist, as far as virtual servers name them. */

import { wrongValues } from '../by-property.ts';
import { type Ask, type Case, type Group, invalid, mcpd, ok } from '../case.ts';

/** Type, what messages call it, and the built-in ones; the first is the parent of the others. */
const profileTypes: readonly (readonly [type: string, noun: string, builtIn: readonly string[], path?: string])[] = [
  ['tcp', 'TCP Profile', ['tcp', 'tcp-lan-optimized', 'tcp-wan-optimized', 'tcp-mobile-optimized', 'tcp-legacy', 'f5-tcp-progressive', 'f5-tcp-lan', 'f5-tcp-wan']],
  ['udp', 'UDP Profile', ['udp', 'udp_gtm_dns', 'udp_decrement_ttl']],
  ['fastl4', 'fastL4 Profile', ['fastL4', 'full-acceleration', 'security-fastL4']],
  ['fasthttp', 'fastHTTP Profile', ['fasthttp']],
  ['http', 'HTTP Profile', ['http', 'http-explicit', 'http-transparent']],
  ['client-ssl', 'ClientSSL Profile', ['clientssl', 'clientssl-secure', 'clientssl-insecure-compatible']],
  ['server-ssl', 'ServerSSL Profile', ['serverssl', 'serverssl-insecure-compatible', 'apm-default-serverssl']],
  ['one-connect', 'OneConnect Profile', ['oneconnect']],
  ['web-acceleration', 'WebAcceleration Profile', ['webacceleration', 'optimized-caching', 'optimized-acceleration']],
  ['http-compression', 'HTTP Compression Profile', ['httpcompression', 'wan-optimized-compression']],
  ['websocket', 'WebSocket Profile', ['websocket']],
  ['stream', 'Stream Profile', ['stream']],
  ['dns', 'DNS Profile', ['dns']],
  ['diameter', 'Diameter Profile', ['diameter']],
  ['sip', 'SIP Profile', ['sip']],
  ['sip-session', 'SIP Session Profile', ['sipsession'], 'ltm/message-routing/sip/profile/session'],
  ['dhcpv4', 'DHCPv4 Profile', ['dhcpv4', 'dhcpv4_fwd']],
  ['dhcpv6', 'DHCPv6 Profile', ['dhcpv6', 'dhcpv6_fwd']],
];
const persistenceTypes: readonly (readonly [type: string, builtIn: string])[] = [
  ['cookie', 'cookie'],
  ['source-addr', 'source_addr'],
  ['dest-addr', 'dest_addr'],
  ['hash', 'hash'],
  ['ssl', 'ssl'],
  ['universal', 'universal'],
];
const U: Ask = ['POST', 'auth/partition', { name: 'U' }];
const make = (path: string, name: string, more: object = {}): Ask => ['POST', path, { name, partition: 'T', ...more }];
const by = 'f5-ansible: bigip_profile';

export const profiles: readonly Group[] = [
  {
    name: 'profile',
    cases: [
      {
        it: 'dns does all that it can',
        by: 'f5-ansible: load_ltm_profile_dns_1',
        ask: ['GET', 'ltm/profile/dns/dns'],
        gets: ok({ enableDnsExpress: 'yes', enableGtm: 'yes', processRd: 'yes', unhandledQueryAction: 'allow', useLocalBind: 'yes' }),
      },
      { it: 'dns has what its parent says', by: 'f5-ansible: load_ltm_profile_dns_1', given: [make('ltm/profile/dns', 'y', { processRd: 'no' })], ask: make('ltm/profile/dns', 'x', { defaultsFrom: '/T/y' }), gets: ok({ processRd: 'no' }) },
      ...wrongValues('dns', [], (more) => make('ltm/profile/dns', 'x', more), { enableDnsExpress: 'maybe', enableGtm: 'maybe', processRd: 'maybe', unhandledQueryAction: 'wait', useLocalBind: 'maybe' }),

      ...profileTypes.flatMap(([type, noun, [base = '', ...others], path = `ltm/profile/${type}`]): Case[] => [
        ...family({ type, path, noun, held: 'Profile', base }),
        ...others.map((name): Case => ({ it: `${type} ${name} is built in`, by, ask: ['GET', `${path}/${name}`], gets: ok({ defaultsFrom: `/Common/${base}` }) })),
      ]),
      { it: 'http has what its parent says', by, given: [make('ltm/profile/http', 'y', { insertXforwardedFor: 'enabled' })], ask: make('ltm/profile/http', 'x', { defaultsFrom: '/T/y' }), gets: ok({ insertXforwardedFor: 'enabled' }) },
      { it: 'http has no description of its parent', by, given: [make('ltm/profile/http', 'y', { description: 'of y' })], ask: make('ltm/profile/http', 'x', { defaultsFrom: '/T/y' }), gets: ok({}, 'description') },
      { it: 'http does not insert by itself', by: 'f5-ansible: load_ltm_http_profile_1', ask: ['GET', 'ltm/profile/http/http'], gets: ok({ insertXforwardedFor: 'disabled' }) },
      { it: 'http inserts or not', by: 'f5-common-python 840', ask: make('ltm/profile/http', 'x', { insertXforwardedFor: 'yes' }), gets: invalid('insertXforwardedFor', 'yes') },
      {
        it: 'of one type has the name of no other',
        by: 'message 01020066',
        given: [make('ltm/profile/http', 'x')],
        ask: make('ltm/profile/tcp', 'x'),
        gets: mcpd('01020066:3: The requested TCP Profile (/T/x) already exists in partition T.'),
      },
      {
        it: 'with a parent of another type is refused',
        by: 'switch',
        ask: make('ltm/profile/http', 'x', { defaultsFrom: '/Common/tcp' }),
        gets: mcpd('01070734:3: Configuration error: A profile may not default from a profile of another type "/Common/tcp"'),
      },
      {
        it: 'of a virtual server stays',
        by: 'message 01070265',
        given: [make('ltm/profile/http', 'x'), ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, profiles: ['/T/x'] }]],
        ask: ['DELETE', 'ltm/profile/http/~T~x'],
        gets: mcpd('01070265:3: The Profile (/T/x) cannot be deleted because it is in use by a Virtual Server (/T/v).'),
      },
      { it: 'tells its parent with a link', by: 'f5-ansible: load_ltm_profile_dns_1', ask: make('ltm/profile/dns', 'x'), gets: ok({ defaultsFromReference: { link: 'https://localhost/mgmt/tm/ltm/profile/dns/~Common~dns?ver=17.1.2' } }) },
    ],
  },
  {
    name: 'way to persist',
    cases: [
      { it: 'by cookie has what its parent says', by, given: [make('ltm/persistence/cookie', 'y', { cookieName: 'who' })], ask: make('ltm/persistence/cookie', 'x', { defaultsFrom: '/T/y' }), gets: ok({ cookieName: 'who' }) },
      { it: 'by cookie inserts one', by: 'F5 doc: ltm persistence cookie', ask: ['GET', 'ltm/persistence/cookie/cookie'], gets: ok({ alwaysSend: 'disabled', httponly: 'enabled', method: 'insert', secure: 'enabled' }, 'cookieName') },
      { it: 'by source address has what its parent says', by, given: [make('ltm/persistence/source-addr', 'y', { timeout: '60' })], ask: make('ltm/persistence/source-addr', 'x', { defaultsFrom: '/T/y' }), gets: ok({ timeout: '60' }) },
      { it: 'by source address lasts 180 seconds', by: 'F5 doc: ltm persistence source-addr', ask: ['GET', 'ltm/persistence/source-addr/source_addr'], gets: ok({ timeout: '180' }) },
      ...wrongValues('by cookie', [], (more) => make('ltm/persistence/cookie', 'x', more), { alwaysSend: 'yes', cookieName: {}, httponly: 'yes', method: 'eat', secure: 'yes' }),
      ...wrongValues('by source address', [], (more) => make('ltm/persistence/source-addr', 'x', more), { timeout: {} }),
      ...persistenceTypes.flatMap(([type, base]) => family({ type, path: `ltm/persistence/${type}`, noun: 'persistence profile', held: 'persistence profile', base })),
    ],
  },
];

type Family = { readonly type: string; readonly path: string; readonly noun: string /** What messages call one that is held. */; readonly held: string; readonly base: string };

/** What is alike in all types. */
function family({ type, path, noun, held, base }: Family): Case[] {
  return [
    {
      it: `${type} has the built-in one for a parent`,
      by,
      ask: make(path, 'x'),
      gets: ok({ fullPath: '/T/x', defaultsFrom: `/Common/${base}`, defaultsFromReference: { link: `https://localhost/mgmt/tm/${path}/~Common~${base}?ver=17.1.2` } }),
    },
    { it: `${type} is built in`, by, ask: ['GET', `${path}/${base}`], gets: ok({ fullPath: `/Common/${base}` }, 'defaultsFrom') },
    { it: `${type} that is missing is not found`, by: 'message 01020036', ask: ['GET', `${path}/x`], gets: mcpd(`01020036:3: The requested ${noun} (/Common/x) was not found.`) },
    { it: `${type} that is built in stays`, by: 'switch', ask: ['DELETE', `${path}/${base}`], gets: mcpd(`01070734:3: Configuration error: The ${noun} (/Common/${base}) is built in and cannot be deleted.`) },
    { it: `${type} with a description that is none is refused`, by: 'f5-common-python 840', ask: make(path, 'x', { description: {} }), gets: invalid('description', {}) },
    { it: `${type} with a parent that is none is refused`, by: 'f5-common-python 840', ask: make(path, 'x', { defaultsFrom: {} }), gets: invalid('defaultsFrom', {}) },
    { it: `${type} with a parent that is missing is refused`, by: 'message 01020036', ask: make(path, 'x', { defaultsFrom: '/T/y' }), gets: mcpd('01020036:3: The requested profile (/T/y) was not found.') },
    {
      it: `${type} with a parent in another partition is refused`,
      by: 'message 01070726',
      given: [U, ['POST', path, { name: 'y', partition: 'U' }]],
      ask: make(path, 'x', { defaultsFrom: '/U/y' }),
      gets: mcpd('01070726:3: A profile may only reference profiles in the same partition or the common partition (/T/x:/U/y)'),
    },
    {
      it: `${type} that is a parent stays`,
      by: 'message 01070265',
      given: [make(path, 'y'), make(path, 'x', { defaultsFrom: '/T/y' })],
      ask: ['DELETE', `${path}/~T~y`],
      gets: mcpd(`01070265:3: The ${held} (/T/y) cannot be deleted because it is in use by a profile (/T/x).`),
    },
  ];
}

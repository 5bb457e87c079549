/** At which port a container is reached: its own, or one of its engine, and what settles it. */
import { type Case, label } from './case.ts';
import { exposing, was } from './recorded.ts';

const published = { HostIp: '0.0.0.0', HostPort: '8080' };

export const portCases: readonly Case[] = [
  {
    when: 'its port is published on all addresses of its host',
    given: [was('published')],
    members: ['www 192.0.2.11:8080'],
    reach: ['www-1 by published: its port is published, and direct routing is not known to work', 'www-1 not 172.17.0.10 in bridge: its port is published'],
  },
  {
    when: 'its port is published and its own address asked for',
    given: [was('published', 'www-1', label({ address: 'container' }))],
    members: ['www 172.17.0.10:80'],
    reach: ['www-1 by container: berth.address=container', 'www-1 not 192.0.2.11:8080: berth.address=container'],
  },
  {
    when: 'its port is published and a network asked for',
    given: [was('published-shop', 'www-1', label({ network: 'shop' }))],
    members: ['www 172.18.0.3:80'],
    reach: ['www-1 by container: berth.network=shop', 'www-1 not 192.0.2.11:8087: berth.network=shop'],
  },
  { when: 'its port is published and a network asked for, and the published port too', given: [was('published-shop', 'www-1', label({ network: 'shop', address: 'published' }))], members: ['www 192.0.2.11:8087'] },
  { when: 'its port is published on whichever is free', given: [was('published-anywhere')], members: ['www 192.0.2.11:32768'] },
  {
    when: 'its port is published for its host alone',
    given: [was('published-here')],
    members: ['www 172.17.0.12:80'],
    reach: ['www-1 by container: its port is not published where others reach it', 'www-1 not 127.0.0.1:8081: only its own host reaches it'],
  },
  {
    when: 'its port is published for its host alone and that is asked for',
    given: [was('published-here', 'www-1', label({ address: 'published' }))],
    members: [],
    problems: ['container www-1: asks for a published port, but port 80/tcp is not published where others reach it: 127.0.0.1:8081 (only its own host reaches it)'],
    hints: ['publish it (-p 80), or set berth.address=container'],
  },
  { when: 'its port is published on one address of its host', given: [was('published-on-one')], members: ['www 172.17.0.1:8082'] },
  {
    when: 'its port is published by IPv6 only and its engine is reached by IPv4',
    given: [was('published-on-six', 'www-1', { fields: exposing('80/tcp', { HostIp: '::', HostPort: '8083' }) })],
    members: ['www 172.17.0.14:80'],
    reach: ['www-1 by container', 'www-1 not [::]:8083: its engine is reached by IPv4'],
  },
  { when: 'its port is published by IPv4 and IPv6, as newer engines tell it', given: [was('published', 'www-1', { fields: exposing('80/tcp', published, { HostIp: '::', HostPort: '8080' }) })], members: ['www 192.0.2.11:8080'] },
  {
    when: 'its port is published by IPv4 and IPv6, on different ports',
    given: [was('published', 'www-1', { fields: exposing('80/tcp', published, { HostIp: '::', HostPort: '8099' }) })],
    configured: { engine: { address: '2001:db8::11' } },
    members: ['www [2001:db8::11]:8099'],
  },
  { when: 'its port is published on a link-local address', given: [was('published', 'www-1', { fields: exposing('80/tcp', { HostIp: '169.254.7.7', HostPort: '8080' }) })], members: ['www 172.17.0.10:80'] },
  {
    when: 'its port is published twice',
    given: [was('published-twice')],
    members: [],
    problems: ['container www-1: has port 80 published more than once: 192.0.2.11:8084 and 192.0.2.11:8085'],
    hints: ['publish it once, or set berth.address=container'],
  },
  { when: 'its port is published twice and its own address asked for', given: [was('published-twice', 'www-1', label({ address: 'container' }))], members: ['www 172.17.0.15:80'] },
  { when: 'a range of ports is published and one asked for', given: [was('published-range', 'www-1', label({ port: '8001' }))], members: ['www 192.0.2.11:8091'] },
  { when: 'another port is published', given: [was('published-other')], members: ['www 172.17.0.19:80'] },
  { when: 'another port is published and asked for', given: [was('published-other', 'www-1', label({ port: '9000' }))], members: ['www 192.0.2.11:8086'] },
  {
    when: 'a published port is asked for and none is published',
    given: [was('plain', 'www-1', label({ address: 'published' }))],
    members: [],
    problems: ['container www-1: asks for a published port, but port 80/tcp is not published where others reach it'],
  },
  {
    when: 'one of two services asks for a published port and there is none',
    given: [was('plain', 'www-1', label({ 'service.a.address': 'published', 'service.b.port': '80' }))],
    members: ['b 172.17.0.3:80'],
    problems: ['container www-1: asks for a published port'],
    hints: ['publish it (-p 80), or set berth.service.a.address=container'],
  },
  { when: 'the same port is published for TCP and for UDP', given: [was('published-both', 'www-1', label({ port: '53' }))], members: ['www 192.0.2.11:5354'] },
  { when: 'it exposes a UDP port only', given: [was('on-udp', 'dns-1', label({ enable: 'true' }))], members: [], problems: ['container dns-1: exposes no TCP port'], hints: ['say which one with berth.port'] },
  {
    when: 'its only virtual server is for UDP and so is the port that it exposes',
    given: [was('on-udp', 'dns-1', label({ virtual: '198.51.100.7:53/udp' }))],
    configured: { engine: { allow: { virtuals: ['*'] } } },
    members: ['dns 172.17.0.8:53'],
    pools: ['dns monitor /Common/udp'],
    hosts: [],
  },
  {
    when: 'its only virtual server is for UDP and its UDP port is published',
    given: [was('published-udp', 'dns-1', label({ virtual: '198.51.100.7:53/udp' }))],
    configured: { engine: { allow: { virtuals: ['*'] } } },
    members: ['dns 192.0.2.11:5353'],
    reach: ['dns-1 by published', 'dns-1 not 172.17.0.17 in bridge'],
  },
  {
    when: 'its only virtual server is for UDP and it exposes none',
    given: [was('plain', 'dns-1', label({ virtual: '198.51.100.7:53/udp' }))],
    configured: { engine: { allow: { virtuals: ['*'] } } },
    members: [],
    problems: ['container dns-1: exposes no UDP port'],
  },
  {
    when: 'one port is published for TCP and for UDP, on different ports, and its virtual server is for UDP',
    given: [
      was('published-both', 'dns-1', {
        ...label({ virtual: '198.51.100.7:53/udp' }),
        fields: { 'NetworkSettings/Ports': { '53/tcp': [published], '53/udp': [{ ...published, HostPort: '5399' }] } },
      }),
    ],
    configured: { engine: { allow: { virtuals: ['*'] } } },
    members: ['dns 192.0.2.11:5399'],
  },
  { when: 'it exposes a UDP port and nothing asks for it', given: [was('on-udp', 'dns-1')], members: [] },
  { when: 'it exposes one port for TCP and for UDP', given: [was('on-both', 'dns-1', label({ enable: 'true' }))], members: ['dns 172.17.0.9:53'] },
  {
    when: 'it exposes two ports and 80 is not among them',
    given: [was('on-two', 'www-1', label({ enable: 'true' }))],
    members: [],
    problems: ['container www-1: exposes the TCP ports 8080, 9090, and 80 is not among them'],
    hints: ['say which one with berth.port'],
  },
  { when: 'it exposes 80 among others', given: [was('on-80-and-443')], members: ['www 172.17.0.7:80'] },
  { when: 'it exposes one other port and is enabled', given: [was('on-8080', 'www-1', label({ enable: 'true' }))], members: ['www 172.17.0.5:8080'] },
  { when: 'it exposes no port and says one', given: [was('silent', 'www-1', label({ port: '80' }))], members: ['www 172.17.0.4:80'] },
  { when: 'it exposes no port', given: [was('silent')], members: [] },
];

/** What the DNS rule and its listener answer over the wire: the basic and EDNS behaviour that the RFCs ask for, a line for each. */
import { overUdp, query, told } from '@berth/virtual-bigip/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BEHIND, DnsListener, zone } from './testing/dns-listener.ts';

let listener: DnsListener;
beforeAll(async () => {
  listener = await DnsListener.start();
});
afterAll(async () => listener[Symbol.asyncDispose]());

type Case = readonly [section: string, when: string, asked: Buffer, answer: string];
const named = (name: string, asked?: Parameters<typeof query>[1]): Buffer => query(`${name}.${zone}`, asked);

const opcode = (code: number): number => code << 11;
/** From its type on. */
const bareOption = [0, 41, 16, 0, 0, 0, 0, 0, 0, 0];
const denied = 'NXDOMAIN aa rd; SOA';
const nothing = 'NOERROR aa rd; SOA';
const www = 'NOERROR aa rd: A 172.18.0.5, A 172.18.0.6';
const ports = `NOERROR aa rd: SRV 0 1 80 www-1.${zone}, SRV 0 1 8080 www-2.${zone}`;
const soa = `SOA ns.${zone} hostmaster.example.com 7 3600 600 86400 9`;
const reverse5 = `5.${'0.'.repeat(27)}0.0.d.f.ip6.arpa`;

const names: readonly Case[] = [
  ['RFC 1034 3.6', 'a service has the addresses of what it offers', named('www'), www],
  ['RFC 1034 3.6', 'a container has its address', named('www-1'), 'NOERROR aa rd: A 172.18.0.5'],
  ['RFC 1034 3.6', 'a container has it under its engine too', named('www-1.docker1'), 'NOERROR aa rd: A 172.18.0.5'],
  ['RFC 3596 2.1', 'an IPv6 address of a service', named('www', { type: 'AAAA' }), 'NOERROR aa rd: AAAA fd00::5'],
  ['RFC 3596 2.1', 'an IPv6 address of a container', named('www-1', { type: 'AAAA' }), 'NOERROR aa rd: AAAA fd00::5'],
  ['RFC 4074 4', 'no IPv6 address where there is an IPv4 one', named('www-2', { type: 'AAAA' }), nothing],
  ['RFC 4074 4', 'no IPv4 address where there is an IPv6 one', named('six'), nothing],
  ['RFC 1035 3.5', 'the name of an address', query('5.0.18.172.in-addr.arpa', { type: 'PTR' }), `NOERROR aa rd: PTR www-1.${zone}`],
  ['RFC 3596 2.5', 'the name of an IPv6 address', query(reverse5, { type: 'PTR' }), `NOERROR aa rd: PTR www-1.${zone}`],
  ['RFC 1035 3.5', 'an address that nobody has', query('9.9.18.172.in-addr.arpa', { type: 'PTR' }), denied],
  ['RFC 1035 3.5', 'an address that has no address itself', query('5.0.18.172.in-addr.arpa'), nothing],
  ['RFC 2782', 'ports of a service', named('www', { type: 'SRV' }), ports],
  ['RFC 2782', 'the same as _SERVICE._tcp', named('_www._tcp', { type: 'SRV' }), ports],
  ['RFC 2782', '_SERVICE._tcp has nothing but ports', named('_www._tcp'), nothing],
  ['RFC 2782', 'a service that there isn’t', named('_ldap._tcp', { type: 'SRV' }), denied],
  ['RFC 2782', 'a container has no ports', named('www-1', { type: 'SRV' }), nothing],
  ['RFC 2782', 'another protocol', named('_www._udp', { type: 'SRV' }), denied],
  ['RFC 1035 3.3.13', 'the start of the zone', query(zone, { type: 'SOA' }), `NOERROR aa rd: ${soa}`],
  ['RFC 1035 3.3.11', 'the servers of the zone', query(zone, { type: 'NS' }), `NOERROR aa rd: NS ns.${zone}, NS ns.example.org`],
  ['RFC 1034 3.6', 'a server within the zone has its address', named('ns'), 'NOERROR aa rd: A 198.51.100.53'],
  ['RFC 2308 2.2', 'the zone has no address', query(zone), nothing],
  ['RFC 2308 2.2', 'the zone has no mail', query(zone, { type: 'MX' }), nothing],
  ['RFC 2308 2.2', 'a name has no text', named('www', { type: 'TXT' }), nothing],
  ['RFC 2308 2.2', 'a name below the zone starts none', named('www', { type: 'SOA' }), nothing],
  ['RFC 2308 2.2', 'a name below the zone has no servers', named('www', { type: 'NS' }), nothing],
  ['RFC 2308 2.2', 'a name is no alias', named('www', { type: 'CNAME' }), nothing],
  ['RFC 2308 2.2', 'a service with nothing to offer is there', named('idle'), nothing],
  ['RFC 2308 2.1', 'a name that isn’t there', named('none'), denied],
  ['RFC 2308 2.1', 'a name that isn’t there, for any type', named('none', { type: 'TXT' }), denied],
  ['RFC 2308 2.1', 'a name below one that is there', named('x.www'), denied],
  ['RFC 8020 2', 'a name that only others are below', named('docker1'), nothing],
  ['RFC 8020 2', '_tcp is there, as services are below it', named('_tcp'), nothing],
  ['RFC 8020 2', 'part of a reverse name', query('0.18.172.in-addr.arpa', { type: 'PTR' }), nothing],
  ['RFC 8020 2', 'part of an IPv6 reverse name', query('1.0.0.0.0.d.f.ip6.arpa', { type: 'PTR' }), nothing],
  ['RFC 8020 2', 'all but one digit of an IPv6 reverse name', query(reverse5.slice(2), { type: 'PTR' }), nothing],
  ['RFC 3596 2.5', 'an IPv6 address that nobody has', query(`9${reverse5.slice(1)}`, { type: 'PTR' }), denied],
  ['RFC 1035 3.5', 'all but one number of a reverse name', query('7.18.172.in-addr.arpa', { type: 'PTR' }), nothing],
  ['RFC 8020 2', 'what no reverse name has', query('x.18.172.in-addr.arpa', { type: 'PTR' }), denied],
  ['RFC 4343 3', 'upper case asks for the same', named('WWW'), www],
  ['RFC 4343 3', 'so does any other', query('wWw.DoCkEr.eXaMpLe.CoM'), www],
  ['RFC 4343 3', 'in reverse names too', query('5.0.18.172.IN-ADDR.ARPA', { type: 'PTR' }), `NOERROR aa rd: PTR www-1.${zone}`],
  ['RFC 1035 2.3.4', 'a label of 63 octets', named('x'.repeat(63)), denied],
  ['RFC 1035 2.3.4', 'a name of 255 octets', named(`${'x'.repeat(56)}.${'y.'.repeat(88)}z`), denied],
  ['RFC 2181 11', 'a label may hold any bytes', named('a b$[exit]{"'), denied],
  ['RFC 2181 11', 'even bytes that are no text', Buffer.from(named('www').toString('latin1').replace('www', '\xff\0\n'), 'latin1'), denied],
  ['RFC 8482 4.1', 'any type is one type', named('www', { type: 'ANY' }), www],
  ['RFC 8482 4.1', 'any type of the zone', query(zone, { type: 'ANY' }), `NOERROR aa rd: ${soa}`],
  ['RFC 8482 4.1', 'any type of a service with nothing', named('idle', { type: 'ANY' }), nothing],
  ['RFC 8482 4.1', 'any type of a name that isn’t there', named('none', { type: 'ANY' }), denied],
];

const others: readonly Case[] = [
  ['RFC 8906 3.1.2', 'a type that nobody knows', named('www', { type: 'UNKNOWN_1000' }), nothing],
  ['RFC 8906 3.1.2', 'a private type', named('www', { type: 'UNKNOWN_65534' }), nothing],
  ['RFC 8906 3.1.2', 'a type of a name that isn’t there', named('none', { type: 'UNKNOWN_1000' }), denied],
  ['RFC 9460 2', 'HTTPS', named('www', { type: 'UNKNOWN_65' }), nothing],
  ['RFC 4035 3.1.4', 'a delegation signer', query(zone, { type: 'DS' }), nothing],
  ['RFC 4035 3', 'keys of the zone, which is not signed', query(zone, { type: 'DNSKEY' }), nothing],
  ['RFC 5936 2.2', 'the zone as a whole', query(zone, { type: 'AXFR' }), 'REFUSED rd'],
  ['RFC 1995 2', 'what changed in the zone', query(zone, { type: 'IXFR' }), 'REFUSED rd'],
  ['RFC 2930 2', 'a key exchange', named('www', { type: 'TKEY' }), 'REFUSED rd'],
  ['RFC 6895 3.2', 'class CH', named('www', { class: 'CH' }), 'REFUSED rd'],
  ['RFC 6895 3.2', 'class HS', named('www', { class: 'HS' }), 'REFUSED rd'],
  ['RFC 6895 3.2', 'any class', named('www', { class: 'ANY' }), 'REFUSED rd'],
  ['RFC 6895 3.2', 'a class without a name', named('www', { class: 'UNKNOWN_5' }), 'REFUSED rd'],
  ['RFC 3425 3', 'an inverse query', named('www', { flags: opcode(1) }), 'NOTIMP'],
  ['RFC 1035 4.1.1', 'a status request', named('www', { flags: opcode(2) }), 'NOTIMP'],
  ['RFC 1996 3', 'a notification', query(zone, { type: 'SOA', flags: opcode(4) }), 'NOTIMP'],
  ['RFC 2136 2', 'an update', query(zone, { type: 'SOA', flags: opcode(5) }), 'NOTIMP'],
  ['RFC 8906 3.1.4', 'an opcode that nobody knows', named('www', { flags: opcode(15) }), 'NOTIMP'],
  ['RFC 8906 8.1.4', 'one with a header alone', Buffer.from([1, 2, 0x78, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'NOTIMP'],
  ['RFC 8490 5', 'a session without a question', Buffer.from([1, 2, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'NOTIMP'],
  ['RFC 9619 4', 'two questions', twice(named('www')), 'FORMERR rd'],
  ['RFC 9619 4', 'no question', Buffer.from([1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'FORMERR rd'],
  ['RFC 1035 4.1.1', 'recursion that is not desired', named('www', { flags: 0 }), www.replace(' rd', '')],
  ['RFC 8906 8.1.3.1', 'CD', named('www', { flags: 0x0110 }), www.replace('rd', 'rd cd')],
  ['RFC 8906 8.1.3.2', 'AD', named('www', { flags: 0x0120 }), www],
  ['RFC 8906 8.1.3.3', 'the reserved bit', named('www', { flags: 0x0140 }), www],
  ['RFC 1035 4.1.1', 'TC in a query', named('www', { flags: 0x0300 }), www],
  ['RFC 1035 4.1.1', 'AA in a query', named('none', { flags: 0x0500 }), denied],
  ['RFC 1035 4.1.1', 'RA in a query', named('www', { flags: 0x0180 }), www],
  ['RFC 1035 4.1.1', 'a code in a query', named('www', { flags: 0x0105 }), www],
  ['RFC 1035 4.1.1', 'an answer in a query', withAnswer(named('www')), www],
  ['RFC 1035 4.1.1', 'a name server in a query', withAnswer(named('www'), 8), www],
  ['RFC 1035 4.1.1', 'AA in a query that is refused', named('www', { flags: 0x0500, class: 'CH' }), 'REFUSED rd'],
  ['RFC 1035 4.1.1', 'less than its header tells of', named('www').subarray(0, 20), 'FORMERR rd'],
  ['RFC 1035 4.1.1', 'a header alone that tells of a question', named('www').subarray(0, 12), 'FORMERR rd'],
  ['RFC 1035 4.1.4', 'a pointer to itself', withName(Buffer.from([0xc0, 12])), 'FORMERR rd'],
  ['RFC 1035 4.1.4', 'a pointer ahead', withName(Buffer.from([0xc0, 40])), 'FORMERR rd'],
  ['RFC 1035 4.1.4', 'a pointer into the header', withName(Buffer.from([1, 0x77, 0xc0, 0])), 'FORMERR rd'],
  ['RFC 6891 5', 'a label of a type that is no more', withName(Buffer.from([0x41, 1, 0x80, 0])), 'FORMERR rd'],
  ['RFC 1035 2.3.4', 'a name of 256 octets', named(`${'x'.repeat(57)}.${'y.'.repeat(88)}z`), 'FORMERR rd'],
];

const edns: readonly Case[] = [
  ['RFC 6891 6.1.1', 'without EDNS', named('www'), www],
  ['RFC 8906 8.2.1', 'with EDNS', named('www', { edns: {} }), `${www}; OPT`],
  ['RFC 6891 7', 'a name that isn’t there', named('none', { edns: {} }), `${denied}; OPT`],
  ['RFC 6891 7', 'what is refused', named('www', { class: 'CH', edns: {} }), 'REFUSED rd; OPT'],
  ['RFC 8906 8.2.2', 'version 1', named('www', { edns: { version: 1 } }), 'BADVERS rd; OPT'],
  ['RFC 8906 8.2.2', 'version 255', named('www', { edns: { version: 255 } }), 'BADVERS rd; OPT'],
  ['RFC 8906 8.2.3', 'an option that nobody knows', named('www', { edns: { options: [option(100)] } }), `${www}; OPT`],
  ['RFC 8906 8.2.4', 'a flag that nobody knows', named('www', { edns: { flags: 0x0040 } }), `${www}; OPT`],
  ['RFC 8906 8.2.5', 'version 1 with such a flag', named('www', { edns: { version: 1, flags: 0x0040 } }), 'BADVERS rd; OPT'],
  ['RFC 8906 8.2.6', 'version 1 with such an option', named('www', { edns: { version: 1, options: [option(100)] } }), 'BADVERS rd; OPT'],
  ['RFC 8906 8.2.8', 'DO', named('www', { edns: { flags: 0x8000 } }), `${www}; OPT do`],
  ['RFC 3225 3', 'DO of a name that isn’t there', named('none', { edns: { flags: 0x8000 } }), `${denied}; OPT do`],
  ['RFC 8906 8.2.9', 'version 1 with DO', named('www', { edns: { version: 1, flags: 0x8000 } }), 'BADVERS rd; OPT do'],
  [
    'RFC 8906 8.2.10',
    'several options',
    named('www', { edns: { options: [option(3), option(9), option(10), option(12)] } }),
    `${www}; OPT`,
  ],
  [
    'RFC 7871 7.1',
    'a client subnet',
    named('www', { edns: { options: [{ code: 8, data: Buffer.from([0, 1, 24, 0, 192, 0, 2]) }] } }),
    `${www}; OPT`,
  ],
  [
    'RFC 7871 6',
    'a client subnet that is none',
    named('www', { edns: { options: [{ code: 8, data: Buffer.from([0, 1]) }] } }),
    'FORMERR rd',
  ],
  ['RFC 6891 6.2.3', 'a size of 0', named('www', { edns: { size: 1 } }), `${www}; OPT`],
  ['RFC 6891 6.1.1', 'two OPT records', withOptions(named('www', { edns: {} })), 'FORMERR rd'],
  ['RFC 6891 6.1.2', 'an OPT record of a name', namedOption(named('www')), 'FORMERR rd'],
  ['RFC 6891 6.1.2', 'an option longer than its record', overlong(named('www', { edns: { options: [option(100)] } })), 'FORMERR rd'],
  ['RFC 2181 9', 'more than 512 octets', named('big', { type: 'SRV' }), 'NOERROR aa tc rd'],
  ['RFC 8906 8.2.7', 'more than 512 octets, with EDNS', named('big', { type: 'SRV', edns: { size: 512 } }), 'NOERROR aa tc rd; OPT'],
  [
    'RFC 6891 6.2.3',
    'less than 512 octets are taken for 512',
    named('many', { edns: { size: 100 } }),
    expect.stringMatching(/^NOERROR aa rd: (A \S+ ?){8}; OPT$/),
  ],
];

const passed: readonly Case[] = [
  ['RFC 1034 4.3.2', 'a name outside', query('www.example.com'), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a name that only ends like the zone', query(`x${zone}`), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a name that has the zone inside', query(`www.${zone}.example.org`), `NOERROR rd: A ${BEHIND}`],
  ['RFC 6895 3.2', 'another class of a name of ours', named('www', { class: 'CH' }), 'REFUSED rd'],
  ['RFC 2136 2', 'an update of a name of ours', named('www', { flags: opcode(5) }), 'NOTIMP'],
  ['RFC 2181 11', 'a label that ends like the zone, with a dot in it', withName(dotted()), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'the parent of the zone', query('example.com'), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'the root', query('.', { type: 'NS' }), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'an address of other networks', query('5.0.19.172.in-addr.arpa', { type: 'PTR' }), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a class outside', query('version.bind', { type: 'TXT', class: 'CH' }), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a name of ours', named('www'), www],
  ['RFC 1034 4.3.2', 'a name that isn’t there, in a zone of ours alone', named('none'), denied],
  ['RFC 1034 4.3.2', 'a name that isn’t there, in a shared zone', query('none.shared.example.net'), `NOERROR rd: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a name of ours in a shared zone', query('web.shared.example.net'), 'NOERROR aa rd: A 172.18.0.78'],
  ['RFC 2308 2.2', 'another type of it', query('web.shared.example.net', { type: 'MX' }), nothing],
  ['RFC 1035 3.3.13', 'the start of a shared zone', query('shared.example.net', { type: 'SOA' }), `NOERROR aa rd: ${soa}`],
  ['RFC 1035 3.3.9', 'mail of a shared zone', query('shared.example.net', { type: 'MX' }), `NOERROR rd: A ${BEHIND}`],
  ['RFC 2136 2', 'an update of a shared zone', query('shared.example.net', { type: 'SOA', flags: opcode(5) }), `NOERROR: A ${BEHIND}`],
  ['RFC 1034 4.3.2', 'a name in the inner one of two zones', named('web.inner'), 'NOERROR aa rd: A 172.18.0.77'],
  ['RFC 1034 4.3.2', 'an unknown one there, as the inner zone wants it', named('none.inner'), `NOERROR rd: A ${BEHIND}`],
];

/** `x.docker` as one label, before `example.com`. */
function dotted(): Buffer {
  return Buffer.concat([Buffer.from([8]), Buffer.from('x.docker'), query('example.com').subarray(12, -4)]);
}

test.for(passed)('with a server behind, %s: %s', async ([, , asked, answer]) => {
  expect(told(await overUdp(listener.sharedPort, asked))).toEqual(answer);
});

describe.each([
  ['names', names],
  ['other questions', others],
  ['EDNS', edns],
] as const)('%s', (_, cases) => {
  test.for(cases)('%s: %s', async ([, , asked, answer]) => {
    const bytes = await overUdp(listener.port, asked);
    expect(told(bytes)).toEqual(answer);
    expect(bytes.readUInt16BE(0)).toBe(asked.readUInt16BE(0));
  });
});

function twice(asked: Buffer): Buffer {
  const bytes = Buffer.concat([asked, asked.subarray(12)]);
  bytes.writeUInt16BE(2, 4);
  return bytes;
}

/** With a record in the section whose count stands at `section` of the header. */
function withAnswer(asked: Buffer, section: 6 | 8 = 6): Buffer {
  const bytes = Buffer.concat([asked, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1])]);
  bytes.writeUInt16BE(1, section);
  return bytes;
}

/** A question for an address of `name`, as it stands there. */
function withName(name: Buffer): Buffer {
  return Buffer.concat([named('www').subarray(0, 12), name, Buffer.from([0, 1, 0, 1])]);
}

function option(code: number): { readonly code: number; readonly data: Buffer } {
  return { code, data: Buffer.from('0123456789abcdef', 'hex') };
}

function withOptions(asked: Buffer): Buffer {
  const bytes = Buffer.concat([asked, Buffer.from([0, ...bareOption])]);
  bytes.writeUInt16BE(2, 10);
  return bytes;
}

function namedOption(asked: Buffer): Buffer {
  const bytes = Buffer.concat([asked, Buffer.from([0xc0, 12, ...bareOption])]);
  bytes.writeUInt16BE(1, 10);
  return bytes;
}

/** Its option says that it has more than there is. */
function overlong(asked: Buffer): Buffer {
  const bytes = Buffer.from(asked);
  bytes.writeUInt16BE(0x4000, bytes.length - 10);
  return bytes;
}

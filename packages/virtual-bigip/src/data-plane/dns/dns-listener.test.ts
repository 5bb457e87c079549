/** DNS listeners, from a client's view and a member's: rules, the pool behind, what nobody answers. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';
import { expect, onTestFinished, test } from 'vitest';
import type { VirtualBigIp } from '../../start.ts';
import { configure, freePort, patient, pool, rule, tcpServer, unit, virtual } from '../traffic-laboratory.ts';
import { connected, framed, overTcp, overUdp, query, received, told } from './dns-client.ts';

const listener = { ipProtocol: 'udp', profiles: ['/Common/udp', '/Common/dns'] };
const tcpListener = { name: 'w', ipProtocol: 'tcp', profiles: ['/Common/tcp', '/Common/dns'] };

/** A unit with a listener on UDP and TCP of one port; `source` is its rule. */
async function listening(source?: string, properties: object = {}): Promise<{ readonly bigip: VirtualBigIp; readonly port: number }> {
  const bigip = await unit();
  const port = await freePort();
  const rules = source === undefined ? {} : { rules: ['/T/r'] };
  await configure(
    bigip,
    ...(source === undefined ? [] : [rule('r', source)]),
    virtual(port, { ...listener, ...rules, ...properties }),
    virtual(port, { ...tcpListener, ...rules, ...properties }),
  );
  return { bigip, port };
}

const fixed = `when DNS_REQUEST {
  DNS::answer insert "[DNS::question name]. 60 IN A 192.0.2.7"
  DNS::header aa 1
  DNS::return
}`;

/** A server that answers every query over UDP and TCP of one port with one address; the port. */
async function dnsServer(address: string): Promise<number> {
  const answer = (bytes: Buffer): Buffer => {
    const { id, questions = [] } = decode(bytes);
    return encode({
      type: 'response',
      ...(id && { id }),
      questions,
      answers: [{ name: questions[0]?.name ?? '.', type: 'A', ttl: 5, data: address }],
    });
  };
  const port = await tcpServer((socket) => {
    void (async () => {
      for (;;) {
        const [bytes] = await received(socket, 1);
        if (bytes === undefined) break;
        socket.write(framed(answer(bytes)));
      }
    })();
  });
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  onTestFinished(() => void socket.close());
  socket.on('message', (bytes, from) => socket.send(answer(bytes), from.port, from.address));
  await once(socket, 'listening');
  return port;
}

test('a rule answers, over UDP and TCP', async () => {
  const { port } = await listening(fixed);
  for (const bytes of [await overUdp(port, query('WwW.example.com')), ...(await overTcp(port, query('WwW.example.com')))]) {
    expect(told(bytes)).toBe('NOERROR aa rd: A 192.0.2.7');
    expect(decode(bytes)).toMatchObject({ id: 4711, questions: [{ name: 'WwW.example.com' }] });
  }
});

test('several queries on one connection are answered in order, however their bytes come', async () => {
  const { port } = await listening(fixed);
  const names = ['a.example', 'b.example', 'c.example'];
  const bytes = Buffer.concat(names.map((name) => framed(query(name))));
  const socket = await connected(port);
  const answers = received(socket, names.length);
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  expect((await answers).map((answer) => decode(answer).questions?.[0]?.name)).toEqual(names);
});

test('what a rule leaves goes to the pool behind, over UDP and TCP', async () => {
  const { bigip, port } = await listening(
    'when DNS_REQUEST { if { [DNS::question name] eq "ours.example" } { DNS::answer insert "ours.example. 1 IN A 192.0.2.1"; DNS::return } }',
  );
  const member = await dnsServer('192.0.2.99');
  await configure(
    bigip,
    pool('p', [member]),
    ['PATCH', 'ltm/virtual/~T~v', { pool: '/T/p' }],
    ['PATCH', 'ltm/virtual/~T~w', { pool: '/T/p' }],
  );
  expect(told(await overUdp(port, query('ours.example')))).toBe('NOERROR rd: A 192.0.2.1');
  expect(told(await overUdp(port, query('theirs.example')))).toBe('NOERROR: A 192.0.2.99');
  const answers = await overTcp(port, query('theirs.example'), query('ours.example'), query('theirs.example'));
  expect(answers.map((answer) => told(answer))).toEqual(['NOERROR: A 192.0.2.99', 'NOERROR rd: A 192.0.2.1', 'NOERROR: A 192.0.2.99']);
});

test('without anybody behind, queries are refused', async () => {
  const { port } = await listening();
  expect(told(await overUdp(port, query('www.example.com')))).toBe('REFUSED rd');
});

const deciding = `when DNS_REQUEST { switch -- [DNS::question name] {
  drop.example { DNS::drop }
  reject.example { reject }
  fails.example { DNS::answer insert nonsense; DNS::return }
  noerror.example { DNS::last_act noerror }
  gtm.example { DNS::disable gtm }
  default { DNS::header aa 1; DNS::return }
} }
when DNS_RESPONSE {
  if { [DNS::question name] eq "later.example" && [DNS::origin] eq "TCL" } {
    DNS::answer insert "later.example. 1 IN TXT \\"[DNS::ptype] [DNS::header qr]\\""
  }
  if { [DNS::question name] eq "again.example" } {
    DNS::question name later.example
    DNS::return
  }
}`;

test.for([
  { name: 'drop.example', answer: 'nothing' },
  { name: 'reject.example', answer: 'nothing' },
  { name: 'fails.example', answer: 'nothing' },
  { name: 'noerror.example', answer: 'NOERROR rd' },
  { name: 'gtm.example', answer: 'REFUSED rd' },
  { name: 'later.example', answer: 'NOERROR aa rd: TXT NODATA 1' },
  { name: 'again.example', answer: 'REFUSED rd' },
])('a rule decides about $name: $answer', async ({ name, answer }) => {
  const { port } = await listening(deciding);
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const said = new Map<number, string>();
  socket.on('message', (bytes) => said.set(bytes.readUInt16BE(0), told(bytes)));
  // Rules run one after the other: with the second answer, the first query is done if it is dropped.
  socket.send(query(name, { id: 1 }), port, '127.0.0.1');
  socket.send(query('last.example', { id: 2 }), port, '127.0.0.1');
  await expect.poll(() => said.has(answer === 'nothing' ? 2 : 1), patient).toBe(true);
  expect(said.get(1) ?? 'nothing').toBe(answer);
});

test('a rule that drops a query over TCP leaves the connection, one that rejects or fails resets it', async () => {
  const { port } = await listening(deciding);
  const names = ['last.example', 'drop.example', 'other.example', 'reject.example', 'last.example'];
  const socket = await connected(port);
  const answers = received(socket, names.length);
  socket.write(Buffer.concat(names.map((name) => framed(query(name)))));
  expect((await answers).map((answer) => decode(answer).questions?.[0]?.name)).toEqual(['last.example', 'other.example']);
});

test.for([
  { action: 'drop', answer: undefined },
  { action: 'noerror', answer: 'NOERROR rd' },
  { action: 'reject', answer: 'REFUSED rd' },
])('the profile says that what nobody answers gets $action', async ({ action, answer }) => {
  const bigip = await unit();
  const port = await freePort();
  const profile = { name: 'd', partition: 'T', unhandledQueryAction: action };
  await configure(bigip, ['POST', 'ltm/profile/dns', profile], virtual(port, { ...tcpListener, profiles: ['/Common/tcp', '/T/d'] }));
  const socket = await connected(port);
  const answers = received(socket, 1);
  socket.end(framed(query('www.example.com')));
  const [first] = await answers;
  expect(first && told(first)).toBe(answer);
});

test('where the profile leaves recursion alone, rules see only what asks for none', async () => {
  const bigip = await unit();
  const port = await freePort();
  const profile = { name: 'd', partition: 'T', processRd: 'no' };
  await configure(
    bigip,
    ['POST', 'ltm/profile/dns', profile],
    rule('r', fixed),
    virtual(port, { ...listener, profiles: ['/Common/udp', '/T/d'], rules: ['/T/r'] }),
  );
  expect(told(await overUdp(port, query('a.example')))).toBe('REFUSED rd');
  expect(told(await overUdp(port, query('a.example', { flags: 0 })))).toBe('NOERROR aa: A 192.0.2.7');
});

test('what a member says comes back byte by byte, unless a rule changes it', async () => {
  const { bigip, port } = await listening(
    'when DNS_RESPONSE { if { [DNS::origin] eq "SERVER" && [DNS::question name] eq "b.example" } { DNS::ttl [lindex [DNS::answer] 0] 7 } }',
  );
  await configure(bigip, pool('p', [await dnsServer('192.0.2.99')]), ['PATCH', 'ltm/virtual/~T~v', { pool: '/T/p' }]);
  const [same, changed] = [await overUdp(port, query('a.example')), await overUdp(port, query('b.example'))];
  expect(decode(same).answers).toMatchObject([{ name: 'a.example', ttl: 5 }]);
  expect(decode(changed).answers).toMatchObject([{ name: 'b.example', ttl: 7 }]);
});

test('a member that says what is no DNS, or nothing, stops nothing', async () => {
  const { bigip, port } = await listening('when DNS_RESPONSE { DNS::header aa 1 }');
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void socket.close());
  await once(socket, 'listening');
  socket.on('message', (bytes, from) => {
    if (decode(bytes).questions?.[0]?.name === 'junk.example') socket.send('junk', from.port, from.address);
  });
  await configure(bigip, pool('p', [socket.address().port]), ['PATCH', 'ltm/virtual/~T~v', { pool: '/T/p' }]);
  const client = createSocket('udp4');
  onTestFinished(() => void client.close());
  const first = once(client, 'message');
  client.send(query('silent.example'), port, '127.0.0.1');
  client.send(query('junk.example'), port, '127.0.0.1');
  expect(String((await first)[0])).toBe('junk');
});

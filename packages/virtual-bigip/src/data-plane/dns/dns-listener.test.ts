/** DNS listeners, from a client's view and a member's: rules, the pool behind, what nobody answers. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';
import { expect, onTestFinished, test } from 'vitest';
import type { VirtualBigIp } from '../../start.ts';
import { configure, freePort, pool, rule, tcpServer, unit, virtual } from '../traffic-laboratory.ts';
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

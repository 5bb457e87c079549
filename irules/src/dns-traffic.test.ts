/** DNS answers as clients get them: over TCP, with `dig`, in what order, for how long, and when there is none. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { configure, overTcp, overUdp, query, told } from '@berth/virtual-bigip/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardName } from './shard-name.ts';
import { DnsListener, names, settings, zone } from './testing/dns-listener.ts';

const log: string[] = [];
let listener: DnsListener;
beforeAll(async () => {
  listener = await DnsListener.start((line) => log.push(line));
});
afterAll(async () => listener[Symbol.asyncDispose]());

/** What `dig` prints for `words`, in lines of single blanks. */
async function dig(port: number, ...words: readonly string[]): Promise<string[]> {
  const fixed = ['@127.0.0.1', '-p', String(port), '+tries=1', '+time=30', '+noall', '+answer', '+authority'];
  const { stdout } = await promisify(execFile)('dig', [...fixed, ...words]);
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => line.replaceAll(/\s+/g, ' '))
    .sort();
}

const negative = `${zone}. 9 IN SOA ns.${zone}. hostmaster.example.com. 7 3600 600 86400 9`;

test.for([
  { words: [`www.${zone}`], lines: [`www.${zone}. 30 IN A 172.18.0.5`, `www.${zone}. 30 IN A 172.18.0.6`] },
  { words: [`www.${zone}`, '+tcp'], lines: [`www.${zone}. 30 IN A 172.18.0.5`, `www.${zone}. 30 IN A 172.18.0.6`] },
  { words: [`www-1.${zone}`, 'AAAA', '+noedns'], lines: [`www-1.${zone}. 30 IN AAAA fd00::5`] },
  { words: ['-x', '172.18.0.5'], lines: [`5.0.18.172.in-addr.arpa. 30 IN PTR www-1.${zone}.`] },
  { words: ['-x', 'fd00::5', '+short'], lines: [`www-1.${zone}.`] },
  { words: [`_www._tcp.${zone}`, 'SRV', '+short'], lines: [`0 1 80 www-1.${zone}.`, `0 1 8080 www-2.${zone}.`] },
  { words: [`none.${zone}`], lines: [negative] },
  { words: [`www.${zone}`, 'MX'], lines: [negative] },
  { words: [zone, 'SOA', '+dnssec'], lines: [`${zone}. 30 IN SOA ns.${zone}. hostmaster.example.com. 7 3600 600 86400 9`] },
  { words: ['www.example.com'], lines: [] },
])('dig $words', async ({ words, lines }) => {
  expect(await dig(listener.port, ...words)).toEqual(lines);
});

test('dig asks again over TCP when an answer was truncated', async () => {
  expect(await dig(listener.port, `big.${zone}`, 'SRV', '+noedns')).toHaveLength(8);
  expect(await dig(listener.port, `big.${zone}`, 'SRV', '+noedns', '+ignore')).toEqual([]);
});

test('over TCP, a whole answer comes however long it is', async () => {
  const [answer] = await overTcp(listener.port, query(`big.${zone}`, { type: 'SRV' }));
  expect(told(answer ?? Buffer.alloc(0)).match(/SRV/g)).toHaveLength(8);
});

test('nothing of one query is left to the next on its connection', async () => {
  const asked = [`www.${zone}`, 'www.example.com', `none.${zone}`, `www-2.${zone}`].map((name) => query(name));
  expect((await overTcp(listener.port, ...asked)).map(told)).toEqual([
    'NOERROR aa rd: A 172.18.0.5, A 172.18.0.6',
    'REFUSED rd',
    'NXDOMAIN aa rd; SOA',
    'NOERROR aa rd: A 172.18.0.6',
  ]);
});

test('the question comes back byte for byte, and the answer under the name as it was asked', async () => {
  const asked = query(`wWw.DOCKER.example.com`);
  const answer = await overUdp(listener.port, asked);
  expect(answer.subarray(12, asked.length)).toEqual(asked.subarray(12));
  expect((await dig(listener.port, 'wWw.DOCKER.example.com'))[0]).toMatch(/^wWw\.DOCKER\.example\.com\. /);
});

test('of many endpoints 8 are told, beginning with another one each time, so that each has its turn', async () => {
  const { addresses = [] } = names.find(({ name }) => name === `many.${zone}`) ?? {};
  const first = new Set<string>();
  await expect
    .poll(
      async () => {
        const lines = (await told(await overUdp(listener.port, query(`many.${zone}`)))).match(/172\.18\.1\.\d+/g) ?? [];
        expect(new Set(lines).size).toBe(8);
        for (const address of lines) first.add(address);
        return first.size;
      },
      { interval: 1, timeout: 30_000 },
    )
    .toBe(addresses.length);
});

test('what is no query gets no answer', async () => {
  const socket = createSocket('udp4');
  const answer = once(socket, 'message');
  const response = query(`www.${zone}`, { flags: 0x8100, id: 1 });
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(11), response, query(`www-2.${zone}`, { id: 2 })])
    socket.send(bytes, listener.port, '127.0.0.1');
  expect((await answer)[0].readUInt16BE(0)).toBe(2);
  socket.close();
});

/** Writes one record as the applier does: one edit of its data group. */
async function write(verb: 'add' | 'modify' | 'delete', name: string, value: string): Promise<void> {
  const group = shardName('berth_dns', settings.shards, name);
  const edit = `records ${verb} { ${name} ${verb === 'delete' ? '' : `{ data "${value}" } `}}`;
  await configure(listener.bigip, ['PATCH', `ltm/data-group/internal/~T~${group}?options=${encodeURIComponent(edit)}`, {}]);
}

test('a record is answered from as soon as it is written, and no longer than it is there', async () => {
  const changing = `c-3.${zone}`;
  const answers: string[] = [];
  const ask = async () => answers.push(told(await overUdp(listener.port, query(changing))));
  await ask();
  await write('add', changing, 'a=172.18.0.9');
  await ask();
  await write('modify', changing, '-');
  await ask();
  await write('delete', changing, '');
  await ask();
  expect(answers).toEqual(['NXDOMAIN aa rd; SOA', 'NOERROR aa rd: A 172.18.0.9', 'NOERROR aa rd; SOA', 'NXDOMAIN aa rd; SOA']);
});

test.for([
  { value: 'a=172.18.0.9,nonsense', answer: 'NOERROR aa rd: A 172.18.0.9' },
  { value: 'a=fd00::1', answer: 'NOERROR aa rd; SOA' },
  { value: 'a=', answer: 'NOERROR aa rd; SOA' },
  { value: 'a', answer: 'NOERROR aa rd; SOA' },
  { value: 'unbalanced { brace', answer: 'NOERROR aa rd; SOA' },
  { value: 'a=[exit],$x', answer: 'NOERROR aa rd; SOA' },
  { value: 'x=1  a=172.18.0.9', answer: 'NOERROR aa rd: A 172.18.0.9' },
])('a record edited by hand to "$value" hurts nobody', async ({ value, answer }) => {
  const edited = `c-4.${zone}`;
  await write('add', edited, value);
  expect(told(await overUdp(listener.port, query(edited)))).toBe(answer);
  await write('delete', edited, '');
  expect(log.filter((line) => line.includes('TCL error'))).toEqual([]);
});

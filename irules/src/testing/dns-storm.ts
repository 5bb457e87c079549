/** Random and damaged packets at a DNS listener, with a question in between that must be answered. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { query, told } from '@berth/virtual-bigip/testing';
import fc from 'fast-check';
import { names, zone } from './dns-listener.ts';

/** Packets that are sent before an answer is waited for: what the kernel keeps for a socket is little. */
const BURST = 100;

const types = ['A', 'AAAA', 'PTR', 'SRV', 'SOA', 'NS', 'ANY', 'TXT', 'AXFR', 'OPT', 'UNKNOWN_65', 'UNKNOWN_0'];
const name = fc.oneof(
  fc.constantFrom(...names.map(({ name }) => name), zone, `_www._tcp.${zone}`, `none.${zone}`, 'www.example.com', '.'),
  fc.stringMatching(/^[a-z0-9]{1,20}$/).map((label) => `${label}.${zone}`),
);
const edns = fc.record({
  size: fc.nat(65_535),
  version: fc.constantFrom(0, 0, 0, 1, 255),
  flags: fc.nat(65_535),
  options: fc.array(
    fc.record({ code: fc.oneof(fc.nat(20), fc.nat(65_535)), data: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) }),
    { maxLength: 3 },
  ),
});
const whole = fc
  .record(
    {
      name,
      type: fc.constantFrom(...types),
      class: fc.constantFrom('IN', 'IN', 'IN', 'CH', 'ANY'),
      id: fc.nat(0xfffe),
      edns,
      flags: fc.oneof(fc.constant(0x0100), fc.nat(65_535)),
    },
    { requiredKeys: ['name', 'type', 'id'] },
  )
  .map(({ name, ...asked }) => query(name, asked));
const damage = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(120), bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(120), bytes: fc.constant(new Uint8Array()) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(120), bytes: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ kind: fc.constant('set' as const), at: fc.constantFrom(4, 6, 8, 10), bytes: fc.uint8Array({ minLength: 2, maxLength: 2 }) }),
);
const damaged = fc.tuple(whole, fc.array(damage, { minLength: 1, maxLength: 4 })).map(([bytes, damages]) => damages.reduce(harm, bytes));
const packet = fc.oneof(
  { weight: 2, arbitrary: whole },
  { weight: 6, arbitrary: damaged },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)) },
);

export type Storm = {
  readonly port: number;
  readonly seed: number;
  readonly packets: number;
  /** Packets after which memory is looked at first: until then, caches fill. */
  readonly warm: number;
};

export type Weather = {
  readonly sent: number;
  /** Answers that came, besides those that were waited for. */
  readonly answered: number;
  /** In bytes, from the first look to the end: of this process, and of the one that runs the rules. */
  readonly growth: { readonly heap: number; readonly rules: number };
};

/** Sends packets, one in ten over TCP. Throws when an answer is none, or when the question in between stays without one. */
export async function storm({ port, seed, packets, warm }: Storm): Promise<Weather> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  let answered = 0;
  let wrong: Error | undefined;
  socket.on('message', (bytes) => {
    answered += 1;
    try {
      if ((bytes.readUInt16BE(2) & 0x8000) === 0 || bytes.length > 4_096) throw new Error('no answer to a query');
      told(bytes);
    } catch (cause) {
      wrong ??= new Error(`what came is wrong: ${bytes.toString('hex')}`, { cause });
    }
  });
  let before: ReturnType<typeof memory> | undefined;
  let sent = 0;
  for (; sent < packets; sent += BURST) {
    if (before === undefined && sent >= warm) before = memory();
    const burst = fc.sample(packet, { numRuns: BURST, seed: seed + sent });
    const overTcp = burst.splice(0, BURST / 10);
    for (const bytes of burst) socket.send(bytes, port, '127.0.0.1');
    await stream(port, overTcp);
    await answers(socket, port).catch((cause: unknown) => {
      wrong ??= new Error('no answer comes any more', { cause });
    });
    answered -= 1;
    if (wrong !== undefined) throw new Error(`seed ${seed}, within ${BURST} packets after ${sent}: ${wrong.message}`, { cause: wrong });
  }
  socket.close();
  const [after, first] = [memory(), before ?? memory()];
  return { sent, answered, growth: { heap: after.heap - first.heap, rules: after.rules - first.rules } };
}

function harm(
  bytes: Buffer,
  { kind, at, bytes: other }: { readonly kind: 'set' | 'cut' | 'insert'; readonly at: number; readonly bytes: Uint8Array },
): Buffer {
  const place = Math.min(at, bytes.length);
  const end = kind === 'set' ? place + other.length : kind === 'cut' ? bytes.length : place;
  return Buffer.concat([bytes.subarray(0, place), other, bytes.subarray(end)]);
}

/** Each with its length, but for the last, of which a part is missing; then the connection is cut. */
async function stream(port: number, packets: readonly Buffer[]): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const closed = once(socket, 'close').catch(() => {});
  socket.on('error', () => {});
  const framed = packets.map((bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]));
  const all = Buffer.concat(framed);
  socket.resume().end(all.subarray(0, Math.max(0, all.length - 3)));
  await closed;
}

/** Waits for the answer to a good question; it is asked again when the kernel has lost it. */
async function answers(socket: Socket, port: number): Promise<void> {
  const asked = query(`www.${zone}`, { id: 0xffff });
  const signal = AbortSignal.timeout(30_000);
  const again = setInterval(() => socket.send(asked, port, '127.0.0.1'), 1_000);
  try {
    socket.send(asked, port, '127.0.0.1');
    for (;;) {
      const [bytes] = await once(socket, 'message', { signal });
      if (bytes.readUInt16BE(0) === 0xffff) break;
    }
  } finally {
    clearInterval(again);
  }
}

/** In bytes. */
function memory(): { readonly heap: number; readonly rules: number } {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '),
  );
  const interpreters = children.filter((child) => child !== '' && readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('tclsh'));
  const resident = interpreters.map(
    (child) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0) * 1024,
  );
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed + external, rules: resident.reduce((sum, bytes) => sum + bytes, 0) };
}

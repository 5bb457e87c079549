/** A DNS client for tests: sends bytes as they are, over UDP or TCP, and gives back what comes. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answer, decode, encode } from 'dns-packet';
import { onTestFinished } from 'vitest';

/** Sends one datagram and waits for the next one that comes. */
export async function overUdp(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  try {
    const answer = once(socket, 'message');
    socket.send(bytes, port, '127.0.0.1');
    return (await answer)[0];
  } finally {
    socket.close();
  }
}

/** Sends all of `queries` at once on one connection, and gives back as many answers; fewer when it is closed before. */
export async function overTcp(port: number, ...queries: readonly Buffer[]): Promise<Buffer[]> {
  const socket = await connected(port);
  socket.write(Buffer.concat(queries.map(framed)));
  const answers = await received(socket, queries.length);
  socket.destroy();
  return answers;
}

export async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => {});
  return socket;
}

/** The next `count` messages on a connection; fewer when it ends. */
export async function received(socket: Socket, count: number): Promise<Buffer[]> {
  let bytes: Buffer = Buffer.alloc(0);
  const messages: Buffer[] = [];
  return new Promise((resolve) => {
    const take = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        messages.push(bytes.subarray(2, 2 + bytes.readUInt16BE(0)));
        bytes = bytes.subarray(2 + bytes.readUInt16BE(0));
      }
      if (messages.length >= count) end();
    };
    const end = (): void => {
      socket.off('data', take).off('end', end).off('close', end);
      resolve(messages);
    };
    socket.on('data', take).on('end', end).on('close', end);
  });
}

export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

export type Asked = {
  readonly type?: string;
  readonly class?: string;
  /** The second word of the header, RD and opcode QUERY if not given. */
  readonly flags?: number;
  readonly id?: number;
  readonly edns?: {
    readonly size?: number;
    readonly version?: number;
    readonly flags?: number;
    readonly options?: readonly { readonly code: number; readonly data: Buffer }[];
  };
};

/** A query for an address, but for what `asked` says. A type or class without a name is `UNKNOWN_` and its number. */
export function query(name: string, asked: Asked = {}): Buffer {
  const { type = 'A', class: kind = 'IN', flags = 0x0100, id = 4711, edns } = asked;
  const question = { name, type: type as 'A', class: kind as 'IN' }; // dns-packet takes more than its types say
  const option = edns && {
    ...{ type: 'OPT', name: '.', udpPayloadSize: edns.size ?? 4096, extendedRcode: 0, ednsVersion: edns.version ?? 0 },
    ...{ flags: edns.flags ?? 0, flag_do: false, options: edns.options ?? [] },
  };
  const bytes = encode({ id, questions: [question], additionals: option === undefined ? [] : [option as Answer] });
  bytes.writeUInt16BE(flags, 2);
  const unnamed = /^UNKNOWN_(\d+)$/.exec(kind);
  if (unnamed !== null) bytes.writeUInt16BE(Number(unnamed[1]), 12 + name.length + 4);
  return bytes;
}

const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/**
 * A message in a few words, such as `NOERROR aa rd: A 10.0.0.1, A 10.0.0.2; SOA; OPT do`: code and flags, then the sections, answers with
 * their data, sorted, the others with their types.
 */
export function told(bytes: Buffer): string {
  const message = decode(bytes);
  const { answers = [], authorities = [], additionals = [] } = message;
  const option = additionals.find((record) => record.type === 'OPT');
  const code = (bytes.readUInt16BE(2) & 0xf) + ((option?.extendedRcode ?? 0) << 4);
  const flags = (['aa', 'tc', 'rd', 'ra', 'z', 'ad', 'cd'] as const).filter((flag) => message[`flag_${flag}`]);
  const records = answers.map((record) => `${record.type} ${'data' in record ? written(record.data) : ''}`).sort();
  const first = [CODES[code] ?? (code === 16 ? 'BADVERS' : `code ${code}`), ...flags].join(' ');
  const rest = [...authorities, ...additionals].map((record) =>
    record.type === 'OPT' ? `OPT${record.flag_do ? ' do' : ''}` : record.type,
  );
  return [records.length === 0 ? first : `${first}: ${records.join(', ')}`, ...rest].join('; ');
}

function written(data: unknown): string {
  if (typeof data === 'object' && data !== null && !Buffer.isBuffer(data)) return Object.values(data).join(' ');
  return Buffer.isBuffer(data) ? data.toString('hex') : String(data);
}

/** A DNS client for tests: sends bytes as they are, over UDP or TCP, and gives back what comes. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type DecodedPacket, decode, encode, type Packet } from 'dns-packet';
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

/** A query for an address, but for what `parts` say. */
export function query(name: string, parts: Packet & { readonly asked?: string } = {}): Buffer {
  const { asked = 'A', ...rest } = parts;
  return encode({ id: 4711, flags: 0x0100, questions: [{ name, type: asked as 'A' }], ...rest });
}

/** A message in a few words: its code and flags, then the records of each section. */
export function told(bytes: Buffer): {
  readonly code: number;
  readonly flags: string;
  readonly answers: unknown[];
  readonly message: DecodedPacket;
} {
  const message = decode(bytes);
  const flags = (['aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter((flag) => message[`flag_${flag}`]);
  const answers = (message.answers ?? []).map((record) => ('data' in record ? record.data : undefined));
  return { code: bytes.readUInt16BE(2) & 0xf, flags: flags.join(' '), answers, message };
}

/** One probe of one address, as each type of monitor does it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TrafficMonitor } from '../../traffic.ts';
import { type Verdict, verdictOn } from './response.ts';

export type Target = { readonly address: string; readonly port: number };

/** An http monitor looks at no more than this of a response. */
const LOOKED_AT = 5_120;
/** A UDP server that doesn't exist is told of by ICMP within this, in ms. */
const REFUSAL = 500;

/** Probes once. Whatever goes wrong until `signal` aborts is a failed probe. */
export async function probe(monitor: TrafficMonitor, target: Target, signal: AbortSignal): Promise<Verdict> {
  try {
    switch (monitor.type) {
      case 'tcp':
        return await probeTcp(monitor, target, signal);
      case 'http':
        return await probeStream(connect(target.port, target.address), 'connect', monitor, signal);
      case 'https':
        return await probeStream(
          connectTls({ host: target.address, port: target.port, rejectUnauthorized: false }),
          'secureConnect',
          monitor,
          signal,
        );
      case 'udp':
        return await probeUdp(monitor, target, signal);
      case 'icmp':
      case 'gateway-icmp':
        return await probeHost(target, signal);
      default:
        return monitor.type satisfies never;
    }
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function probeTcp(monitor: TrafficMonitor, { address, port }: Target, signal: AbortSignal): Promise<Verdict> {
  const socket = connect(port, address);
  if (monitor.send !== '' || monitor.recv !== '') return probeStream(socket, 'connect', monitor, signal);
  try {
    await once(socket, 'connect', { signal });
    return { kind: 'up' };
  } finally {
    socket.destroy();
  }
}

/** Connects, sends, and reads until the response tells. */
async function probeStream(
  socket: Socket,
  connected: 'connect' | 'secureConnect',
  monitor: TrafficMonitor,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    await once(socket, connected, { signal });
    socket.write(monitor.type === 'tcp' ? literal(monitor.send) : requestOf(monitor.send), 'latin1');
    let text = '';
    const read = new AbortController();
    let patience: NodeJS.Timeout | undefined;
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      // A member that answered but keeps the connection open has said all that it will.
      patience ??= setTimeout(() => read.abort(), monitor.interval * 1000);
      if (text.length >= LOOKED_AT || verdictOn(text, monitor, 'so-far') !== undefined) read.abort();
    });
    const ended = once(socket, 'end', { signal: AbortSignal.any([signal, read.signal]) });
    await ended.catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    });
    clearTimeout(patience);
    return verdictOn(text.slice(0, LOOKED_AT), monitor, 'all') ?? { kind: 'failed', reason: 'no response' };
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

/** A server that doesn't answer is up, unless there is something that it must answer, or its host refuses. */
async function probeUdp(monitor: TrafficMonitor, { address, port }: Target, signal: AbortSignal): Promise<Verdict> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const ended = AbortSignal.any([signal, AbortSignal.timeout(REFUSAL)]);
  try {
    socket.connect(port, address);
    await once(socket, 'connect', { signal });
    socket.send(Buffer.from(literal(monitor.send), 'latin1'));
    if (monitor.recv === '' && monitor.recvDisable === '') {
      await once(socket, 'message', { signal: ended }).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
      });
      return { kind: 'up' };
    }
    const [message] = await once(socket, 'message', { signal });
    return verdictOn(String(message), monitor, 'all') ?? { kind: 'failed', reason: 'no response' };
  } finally {
    socket.on('error', () => {}).close();
  }
}

/** Node can't send an echo request; a host that takes or refuses a TCP connection is there as well. */
async function probeHost({ address, port }: Target, signal: AbortSignal): Promise<Verdict> {
  const socket = connect(port === 0 ? 7 : port, address);
  try {
    await once(socket, 'connect', { signal });
    return { kind: 'up' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return { kind: 'up' };
    throw error;
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

/** An HTTP request ends with an empty line, whatever of it was configured. */
function requestOf(send: string): string {
  return `${literal(send).replace(/[\r\n]+$/, '')}\r\n\r\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t' };

/** The bytes that a configured string with its backslashes stands for. */
function literal(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

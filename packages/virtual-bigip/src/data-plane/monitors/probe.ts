/** One probe of one address, as each type of monitor does it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TrafficMonitor } from '../../traffic.ts';
import { verdictOn } from './response.ts';

export type Target = { readonly address: string; readonly port: number };

/** `disabled`: it answers, and asks for no new connections. */
export type Verdict = { readonly kind: 'up' | 'disabled' } | { readonly kind: 'failed'; readonly reason: string };

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
  const abort = (): void => void socket.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', abort);
  try {
    await once(socket, connected, { signal });
    socket.write(monitor.type === 'tcp' ? literal(monitor.send) : requestOf(monitor.send), 'latin1');
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) {
      text += chunk;
      const verdict = verdictOn(text, monitor);
      if (verdict !== undefined) return { kind: verdict };
      if (text.length >= LOOKED_AT) break;
    }
    return { kind: 'failed', reason: text === '' ? 'no response' : 'the response is another one' };
  } finally {
    signal.removeEventListener('abort', abort);
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
    const verdict = verdictOn((message as Buffer).toString('latin1'), monitor);
    return verdict === undefined ? { kind: 'failed', reason: 'the response is another one' } : { kind: verdict };
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

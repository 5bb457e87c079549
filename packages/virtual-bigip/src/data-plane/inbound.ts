/** Reads a socket at the pace of whoever consumes it: what nobody has asked for yet is left to the sender. */
import type { Socket } from 'node:net';

/** Bytes that may wait here before the socket is paused. */
const WAITING = 64 * 1024;

/** The peer reset the connection, or it was closed under way. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

export class Inbound {
  readonly socket: Socket;
  #chunks: Buffer[] = [];
  #size = 0;
  /** `ended`: the peer has sent all it will; `finished`: nobody wants what it sends. */
  #state: 'open' | 'ended' | 'finished' = 'open';
  /** Why it is gone. */
  #lost: { readonly cause: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #losers = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.#state === 'finished') return;
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size >= WAITING) socket.pause();
      this.#wake?.();
    });
    socket.on('end', () => {
      if (this.#state === 'open') this.#state = 'ended';
      this.#wake?.();
    });
    socket.on('error', (cause) => this.#lose(cause));
    socket.on('close', () => {
      // Both sides have ended in peace.
      if (socket.readableEnded && socket.writableFinished) this.#losers.clear();
      this.#lose(undefined);
    });
  }

  /** The peer has sent all it will, and all of it was read; or the connection is gone. */
  get over(): boolean {
    return this.#lost !== undefined || (this.#state !== 'open' && this.#size === 0);
  }

  /** The peer has sent nothing that was not read, and may still send. */
  get quiet(): boolean {
    return this.#lost === undefined && this.#state === 'open' && this.#size === 0;
  }

  /** All that is there, at least one byte; undefined when the peer has sent all it will. Throws ConnectionLost. */
  async read(): Promise<Buffer | undefined> {
    while (this.#size === 0) {
      if (this.#state !== 'open') return undefined;
      if (this.#lost !== undefined) throw new ConnectionLost('the connection is gone', this.#lost);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#lost !== undefined && this.#state === 'open') throw new ConnectionLost('the connection is gone', this.#lost);
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#size = 0;
    if (this.socket.isPaused()) this.socket.resume();
    return bytes;
  }

  /** Puts back what was read too far. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks.unshift(bytes);
    this.#size += bytes.length;
  }

  /** Calls `listener` when the connection breaks off, or has; until the result is called. */
  whenLost(listener: () => void): () => void {
    if (this.socket.destroyed) listener();
    else this.#losers.add(listener);
    return () => this.#losers.delete(listener);
  }

  /** Ends our side. Whatever the peer still sends is of no use. */
  finish(): void {
    this.#state = 'finished';
    this.#chunks = [];
    this.#size = 0;
    this.socket.end();
    this.socket.resume();
  }

  #lose(cause: Error | undefined): void {
    this.#lost ??= { cause };
    this.#wake?.();
    for (const listener of this.#losers) listener();
    this.#losers.clear();
  }
}

/** Writes and waits until the peer takes more. Throws ConnectionLost. */
export async function write(socket: Socket, bytes: Buffer | string): Promise<void> {
  if (socket.destroyed) throw new ConnectionLost('the connection is gone');
  if (socket.write(bytes, 'latin1')) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      socket.off('drain', settle).off('close', settle);
      if (socket.destroyed) reject(new ConnectionLost('the connection is gone'));
      else resolve();
    };
    socket.on('drain', settle).on('close', settle);
  });
}

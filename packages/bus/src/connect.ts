/** One connection to NATS, made and kept for ever. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { fromSeed } from '@nats-io/nkeys';
import { type ConnectionOptions, connect as dial, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { domain, inboxOf } from './nats-user.ts';
import { pause } from './pause.ts';
import type { Log } from './store.ts';

export type Servers = {
  readonly servers: readonly string[];
  /** PEM file of the authority that signed the servers' certificates. */
  readonly caFile?: string | undefined;
  /** File with the user's nkey seed. Whoever has one is taken to have an account of its own, and JetStream to be the domain `berth`. */
  readonly nkeyFile?: string | undefined;
};

export type ConnectOptions = Servers & {
  /** Shown by the server in its list of clients. */
  readonly name: string;
  /** Where answers arrive, unless there is a seed: then where its user alone may listen. */
  readonly inboxPrefix: string;
  readonly log: Log;
};

/** The file of the user's seed isn't there, may not be read, or holds something else. */
export class UnusableKey extends Error {
  override readonly name = 'UnusableKey';
}

/** Connects, trying until `signal` aborts. Throws UnusableKey. Afterwards the connection comes back by itself whenever it is lost. */
export async function connect(options: ConnectOptions, signal: AbortSignal): Promise<Connection> {
  const { log, servers } = options;
  let lostAt = performance.now();
  const seed = options.nkeyFile === undefined ? undefined : await readSeed(options.nkeyFile);
  const inboxPrefix = seed === undefined ? options.inboxPrefix : inboxOf(fromSeed(seed).getPublicKey());
  const client: ConnectionOptions = {
    servers: [...servers],
    name: options.name,
    inboxPrefix,
    timeout: 5000,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectDelayHandler: () => backoff(performance.now() - lostAt),
    pingInterval: 2000,
    maxPingOut: 2,
    noAsyncTraces: true,
    ...tlsOf(options),
    ...(seed === undefined ? {} : { authenticator: nkeyAuthenticator(seed) }),
  };
  const told = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    try {
      const nats = await dial(client);
      const api = { timeout: 2000, ...(seed === undefined ? {} : { domain }) };
      const manager = await jetstreamManager(nats, { checkAPI: false, ...api });
      const lost = () => {
        lostAt = performance.now();
      };
      return new Connection({ nats, manager, jetstream: jetstream(nats, api), inboxPrefix, log, lost });
    } catch (error) {
      const reason = reasonOf(error);
      if (!told.has(reason)) log.warn({ servers, reason }, 'could not connect to NATS, trying on');
      told.add(reason);
      await pause(backoff(performance.now() - lostAt), signal);
    }
  }
}

/** Without it the client takes whatever a server offers, even where it was named by `tls://`. */
function tlsOf({ servers, caFile }: Servers): Pick<ConnectionOptions, 'tls'> {
  if (caFile !== undefined) return { tls: { caFile } };
  return servers.some((server) => server.startsWith('tls://')) ? { tls: {} } : {};
}

/** Longer pauses the longer it lasts, with jitter: 50 ms at first, 2 s at most. */
function backoff(outage: number): number {
  return Math.min(2000, 50 + outage / 4) * (0.75 + Math.random() / 2);
}

async function readSeed(file: string): Promise<Uint8Array> {
  try {
    const seed = new TextEncoder().encode((await readFile(file, 'utf8')).trim());
    fromSeed(seed);
    return seed;
  } catch (cause) {
    const why = cause instanceof Error && 'syscall' in cause ? cause.message : 'it holds no seed of an nkey';
    throw new UnusableKey(`the key for NATS, ${file}, can't be used: ${why}`, { cause });
  }
}

/** What went wrong, in one line for a log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** A server's, unless it was told otherwise. */
const usualPayloadLimit = 1 << 20;

type ConnectionParts = {
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  readonly jetstream: JetStreamClient;
  readonly inboxPrefix: string;
  readonly log: Log;
  readonly lost: () => void;
};

export class Connection implements AsyncDisposable {
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly inboxPrefix: string;
  /** Aborts when the connection is closed; with an Error as reason when nobody asked for that. */
  readonly signal: AbortSignal;
  readonly #closed = new AbortController();
  readonly #log: Log;
  readonly #reconnected = new Set<() => void>();
  readonly #lost: () => void;
  readonly #listening: Promise<void>;
  #connected: boolean = true;
  #closing: boolean = false;

  constructor({ nats, manager, jetstream, inboxPrefix, log, lost }: ConnectionParts) {
    this.nats = nats;
    this.jetstream = jetstream;
    this.manager = manager;
    this.inboxPrefix = inboxPrefix;
    this.signal = this.#closed.signal;
    this.#log = log;
    this.#lost = lost;
    this.#listening = this.#listen();
  }

  /** False while it is cut off. */
  connected(): boolean {
    return this.#connected;
  }

  /** Bytes that the server takes in one message, headers included. */
  payloadLimit(): number {
    return this.nats.info?.max_payload ?? usualPayloadLimit;
  }

  /** Calls `listener` whenever the connection came back. Returns how to stop that. */
  onReconnect(listener: () => void): () => void {
    this.#reconnected.add(listener);
    return () => this.#reconnected.delete(listener);
  }

  /** Waits until it is connected. */
  async untilConnected(signal: AbortSignal): Promise<void> {
    while (!this.#connected) await pause(50, AbortSignal.any([signal, this.signal]));
    signal.throwIfAborted();
    this.signal.throwIfAborted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#closed.abort(new DOMException('the connection to NATS was closed', 'AbortError'));
    // Draining waits for the server, which may be away.
    if (this.#connected) await Promise.race([this.nats.drain(), sleep(2000, undefined, { ref: false })]);
    if (!this.nats.isClosed()) await this.nats.close();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    for await (const status of this.nats.status()) {
      if (status.type === 'disconnect') {
        this.#connected = false;
        this.#lost();
        if (!this.#closing) this.#log.warn({ server: status.server }, 'lost the connection to NATS');
      } else if (status.type === 'reconnect') {
        this.#connected = true;
        this.#log.info({ server: status.server }, 'connected to NATS again');
        for (const listener of this.#reconnected) listener();
      } else if (status.type === 'error') this.#log.error({ reason: reasonOf(status.error) }, 'NATS refused something');
    }
    this.#connected = false;
    if (!this.#closing) this.#closed.abort(new Error('the connection to NATS was closed', { cause: await this.nats.closed() }));
  }
}

/** How the command reaches NATS, and what it knows besides: the configuration, where there is one. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Log, openNatsStore, type Store, UnusableKey } from '@berth/bus';
import type { InstallationName } from '@berth/messages';
import { readConfiguration } from './configuration.ts';
import { type Expected, expectedOf, nothingExpected } from './expected.ts';
import { Unanswered } from './unanswered.ts';

export type AccessOptions = {
  /** Where NATS is; undefined: as the configuration says. */
  readonly server: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What is to be told while it lasts, in one line. */
  readonly tell: (text: string) => void;
};

export type Access = AsyncDisposable & {
  readonly store: Store;
  readonly expected: Expected;
  /** Undefined without a configuration. */
  readonly installation: InstallationName | undefined;
  readonly servers: readonly string[];
};

/** How long NATS may take to be reached, ms. */
const patience = 5000;
/** How long a question may take once it is, ms. */
const answerPatience = 15_000;

/** Connects. Throws Unanswered when there is no usable configuration, or no NATS within 5 s. */
export async function openAccess({ server, variables, tell }: AccessOptions, signal: AbortSignal): Promise<Access> {
  const found = server === undefined ? await readConfiguration(variables, 'say where NATS is: --server nats://HOST:4222') : undefined;
  const installation = found?.installation;
  const servers = server?.split(',') ?? installation?.nats.servers ?? [];
  for (const given of servers) if (!isServer(given)) throw new Unanswered(`"${given}" is no address of NATS, such as nats://HOST:4222`);
  const log = new ConnectionLog(tell);
  const limit = AbortSignal.timeout(patience);
  try {
    const store = await openNatsStore(
      {
        servers,
        caFile: installation?.nats.caFile,
        nkeyFile: installation?.nats.nkeyFile,
        program: 'cli',
        instance: `${hostname()}-${randomBytes(4).toString('hex')}`,
        replicas: installation?.nats.replicas ?? 1,
        leases: installation?.leases ?? { ttl: 10_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 },
        log,
      },
      AbortSignal.any([signal, limit]),
    );
    log.connected();
    const expected = installation === undefined ? nothingExpected : expectedOf(installation);
    return {
      store,
      expected,
      installation: installation?.installation,
      servers,
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  } catch (cause) {
    signal.throwIfAborted();
    const why = limit.aborted
      ? `no answer within ${patience / 1000} s${log.reason}`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    if (cause instanceof UnusableKey)
      throw new Unanswered(`${cause.message}\nBERTH_NATS_NKEY_FILE, or nats.nkeyFile in ${found?.file ?? 'berth.yaml'}, says which it is`, {
        cause,
      });
    throw new Unanswered(
      `NATS can't be reached at ${servers.join(', ')}: ${why}\nSee that it runs there, or name another: --server nats://HOST:4222, or nats.servers in ${found?.file ?? 'berth.yaml'}`,
      { cause },
    );
  }
}

/** HOST, HOST:PORT, or either behind nats:// or tls://. */
function isServer(text: string): boolean {
  const url = URL.parse(text.includes('://') ? text : `nats://${text}`);
  return url !== null && url.hostname !== '' && ['nats:', 'tls:'].includes(url.protocol);
}

/** Carries out `question` within 15 s. Throws Unanswered when it takes longer, as it does without JetStream. */
export async function within<T>(question: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(answerPatience);
  try {
    return await question(AbortSignal.any([signal, limit]));
  } catch (cause) {
    if (!limit.aborted || signal.aborted) throw cause;
    throw new Unanswered(
      `NATS was reached, but what is stored there could not be read within ${answerPatience / 1000} s\nSee that JetStream is enabled (nats-server -js), that its cluster has a leader, and that this user may use it`,
      { cause },
    );
  }
}

/** Tells when the connection goes and comes; before it is there, keeps why it isn't. */
class ConnectionLog implements Log {
  readonly #tell: (text: string) => void;
  #state: 'connecting' | 'connected' = 'connecting';
  #reason = '';

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  get reason(): string {
    return this.#reason;
  }

  connected(): void {
    this.#state = 'connected';
  }

  debug(): void {
    // Nothing in it is for whoever asked.
  }

  info(fields: object, text: string): void {
    if (this.#state === 'connected' && 'server' in fields) this.#tell(text);
  }

  warn(fields: object, text: string): void {
    if (this.#state === 'connecting' && 'reason' in fields) this.#reason = ` (${String(fields.reason)})`;
    else this.info(fields, text);
  }

  error(): void {
    // What is stored is judged in the answer.
  }
}

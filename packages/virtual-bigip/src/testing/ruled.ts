/** Rules on a virtual server that takes no connections: events are fired by hand, in the real Tcl process. */
import { type EventContext, nothingKnown } from '../data-plane/rules/rule-effects.ts';
import { type Outcome, type RuleConnection, RuleEngine } from '../data-plane/rules/rule-engine.ts';
import { configured, type Written } from './configured.ts';

export type RuledOptions = {
  /** Sources of `/T/r1`, `/T/r2` ... */
  readonly rules: readonly string[];
  /** What else is configured, before the virtual server. */
  readonly given?: readonly Written[];
  /** Default pool of the virtual server. */
  readonly pool?: string;
  /** What it takes a message for, `http` if not given. */
  readonly profile?: 'http' | 'dns';
  readonly now?: () => number;
};

export type FiredConnection = Omit<RuleConnection, 'fire'> & {
  /** Fires with a plain GET for www.example.com where `context` says nothing else. */
  readonly fire: (event: string, context?: Partial<EventContext>) => Promise<Outcome>;
};

/** The virtual server `/T/v` with rules. Members take connections as they are enabled, whatever monitors would say. */
export class Ruled implements AsyncDisposable {
  readonly log: string[] = [];
  /** Changes the configuration as REST would. */
  readonly write: (...written: Written) => void;
  readonly #configuration: ReturnType<typeof configured>['view'];
  readonly #engine: RuleEngine;

  constructor({ rules, given = [], pool, profile = 'http', now = Date.now }: RuledOptions) {
    const { view, write } = configured(
      ...given,
      ...rules.map((apiAnonymous, at): Written => ['POST', 'ltm/rule', { name: `r${at + 1}`, partition: 'T', apiAnonymous }]),
      [
        'POST',
        'ltm/virtual',
        {
          ...{ name: 'v', partition: 'T', destination: '/T/127.0.0.1:80', ipProtocol: 'tcp', profiles: [`/Common/${profile}`] },
          ...(pool === undefined ? {} : { pool }),
          rules: rules.map((_, at) => `/T/r${at + 1}`),
        },
      ],
    );
    this.write = write;
    this.#configuration = view;
    const active = (path: string) => [...(view.pool(path)?.members.values() ?? [])].filter(({ session }) => session === 'user-enabled');
    this.#engine = new RuleEngine({
      configuration: view,
      members: {
        active: (path) => active(path).map(({ name }) => name),
        status: (path, address, port) =>
          active(path).some((member) => member.address === address && member.port === port) ? 'up' : 'session_disabled',
      },
      log: (line) => this.log.push(line),
      now,
    });
  }

  /** Whether the virtual server has rules. */
  get hasRules(): boolean {
    const connection = this.#connect();
    connection?.end();
    return connection !== undefined;
  }

  connection(): FiredConnection {
    const connection = this.#connect();
    if (connection === undefined) throw new Error('/T/v has no rules');
    const pool = this.#configuration.virtual('/T/v')?.pool ?? '';
    return {
      handles: (event) => connection.handles(event),
      fire: (event, context) => connection.fire(event, { ...plainRequest, pool, ...context }),
      end: () => connection.end(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
  }

  #connect(): RuleConnection | undefined {
    const virtual = this.#configuration.virtual('/T/v');
    return virtual === undefined ? undefined : this.#engine.connection(virtual);
  }
}

const plainRequest: EventContext = {
  ...nothingKnown,
  ...{ virtual: '/T/v', clientAddress: '192.0.2.1', clientPort: 50_000, localAddress: '127.0.0.1', localPort: 80 },
  ...{ method: 'GET', uri: '/', version: '1.1', headers: [['Host', 'www.example.com']] },
};

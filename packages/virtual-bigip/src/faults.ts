/** Faults at the wire, on demand: what a BIG-IP in trouble does to its clients. */

import { z } from 'zod';
import { type Answer, denied, html, json } from './rest/answer.ts';

const Matching = {
  /** Only paths that start so; `/mgmt/tm` if not given. */
  path: z.string().default('/mgmt/tm'),
  /** Only these methods. */
  methods: z.array(z.string()).optional(),
  /** Ends by itself after so many requests. */
  times: z.number().int().positive().optional(),
};

export const Fault = z.discriminatedUnion('kind', [
  /** 503: an asynchronous task is executing. */
  z.strictObject({ kind: z.literal('busy'), ...Matching }),
  /** 404: the REST daemons are starting and have not registered the path. */
  z.strictObject({ kind: z.literal('unregistered'), ...Matching }),
  /** 503 with a page of the web server. */
  z.strictObject({ kind: z.literal('restarting'), ...Matching }),
  /** 500 with a page of the servlet container. */
  z.strictObject({ kind: z.literal('servlet-timeout'), ...Matching }),
  /** 500: no connection to mcpd. */
  z.strictObject({ kind: z.literal('mcpd-lost'), ...Matching }),
  /** The connection is reset before anything happens. */
  z.strictObject({ kind: z.literal('reset-before'), ...Matching }),
  /** The request is carried out, the connection reset instead of answered. */
  z.strictObject({ kind: z.literal('reset-after'), ...Matching }),
  /** Handled this much later. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: z.number().positive(), ...Matching }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

export class Faults {
  readonly #active = new Map<number, Fault & { left: number }>();
  #next = 1;

  /** Begins a fault; the number ends it. */
  begin(input: FaultInput): number {
    const fault = Fault.parse(input);
    const number = this.#next;
    this.#next += 1;
    this.#active.set(number, { ...fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    return number;
  }

  end(number: number): void {
    this.#active.delete(number);
  }

  clear(): void {
    this.#active.clear();
  }

  /** The faults that hit this request. Each counts as used. */
  hitting(method: string, path: string): Fault[] {
    const hits: Fault[] = [];
    for (const [number, fault] of this.#active) {
      if (!path.startsWith(fault.path) || fault.methods?.includes(method) === false) continue;
      fault.left -= 1;
      if (fault.left <= 0) this.#active.delete(number);
      hits.push(fault);
    }
    return hits;
  }
}

/** What is answered instead of handling the request; undefined if the fault lets it be handled. */
export function faultAnswer(fault: Fault, path: string, sender: string, version: string): Answer | undefined {
  switch (fault.kind) {
    case 'busy':
      return json(503, { code: 503, message: 'There is an active asynchronous task executing.', errorStack: [], apiError: 32964609 });
    case 'unregistered':
      return denied(
        404,
        `URI path ${path} not registered.  Please verify URI is supported and wait for /available suffix to be responsive.`,
        sender,
        version,
      );
    case 'restarting':
      return html(503, '503 Service Unavailable', 'Configuration Utility restarting...');
    case 'servlet-timeout':
      return html(
        500,
        'Error 500 AsyncContext timeout',
        `HTTP ERROR 500 AsyncContext timeout. URI: ${path} STATUS: 500 SERVLET: com.f5.rest.app.RestServerServlet`,
      );
    case 'mcpd-lost':
      return json(500, { code: 500, message: 'The connection to mcpd has been lost, try again.', errorStack: [], apiError: 32768001 });
    case 'reset-before':
    case 'reset-after':
    case 'delay':
      return undefined;
    default:
      return fault satisfies never;
  }
}

/** Faults at the wire, on demand: what a BIG-IP in trouble does to its clients. */

import { z } from 'zod';
import { Latency, latencies } from './latency.ts';

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
  /** 500 with a body that says it is JSON and is cut off. */
  z.strictObject({ kind: z.literal('wrong-body'), ...Matching }),
  /** The connection is reset before anything happens. */
  z.strictObject({ kind: z.literal('reset-before'), ...Matching }),
  /** The request is carried out, the connection reset instead of answered. */
  z.strictObject({ kind: z.literal('reset-after'), ...Matching }),
  /** The request is taken, and neither carried out nor ever answered. */
  z.strictObject({ kind: z.literal('hang'), ...Matching }),
  /** Handled this much later. The same seed gives the same delays. */
  z.strictObject({ kind: z.literal('delay'), milliseconds: Latency, seed: z.number().int().default(1), ...Matching }),
  /** Answered at this speed. */
  z.strictObject({ kind: z.literal('slow-read'), bytesPerSecond: z.number().positive(), ...Matching }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultInput = z.input<typeof Fault>;

/** What a fault does to one request. */
export type Hit = Exclude<Fault, { readonly kind: 'delay' }> | { readonly kind: 'delay' /** This time. */; readonly milliseconds: number };

type Active = { readonly fault: Fault; left: number; readonly next: () => number };

export class Faults {
  readonly #active = new Map<number, Active>();
  #next = 1;

  /** Begins a fault; the number ends it. */
  begin(input: FaultInput): number {
    const fault = Fault.parse(input);
    const number = this.#next;
    this.#next += 1;
    const next = fault.kind === 'delay' ? latencies(fault.milliseconds, fault.seed) : () => 0;
    this.#active.set(number, { fault, left: fault.times ?? Number.POSITIVE_INFINITY, next });
    return number;
  }

  end(number: number): void {
    this.#active.delete(number);
  }

  clear(): void {
    this.#active.clear();
  }

  /** The faults that are on, by their numbers. */
  list(): { readonly id: number; readonly fault: Fault }[] {
    return [...this.#active].map(([id, { fault }]) => ({ id, fault }));
  }

  /** What hits this request. Each fault counts as used. */
  hitting(method: string, path: string): Hit[] {
    const hits: Hit[] = [];
    for (const [number, active] of this.#active) {
      const { fault } = active;
      if (!path.startsWith(fault.path) || fault.methods?.includes(method) === false) continue;
      active.left -= 1;
      if (active.left <= 0) this.#active.delete(number);
      hits.push(fault.kind === 'delay' ? { kind: 'delay', milliseconds: active.next() } : fault);
    }
    return hits;
  }
}

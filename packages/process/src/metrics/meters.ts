/** Every metric that programs tell, in one table: name, unit and meaning. */
import type { Store } from '@berth/bus';
import type { Heartbeat } from '@berth/messages';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ToldEngines } from './told-engines.ts';

/** From a member's request to a whole takeover, seconds. */
const latencyBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const target = ['kind', 'target'] as const;

/** A program's metrics. They live as long as its process, whatever becomes of its connections. */
export class Meters {
  readonly registry = new Registry();
  /** The names of each metric's labels. */
  readonly labels = new Map<string, readonly string[]>();

  readonly connected = this.#gauge('berth_nats_connected', 'Whether the program is connected to NATS.');
  readonly leases = this.#gauge('berth_leases_held', 'Leases that the program holds: what it works for; a spare holds none.');
  readonly parts = this.#gauge(
    'berth_parts',
    'Engines, sites or BIG-IPs that the program is to work for, as its configuration says; 0: it has nothing to do.',
  );
  readonly refused = this.#gauge(
    'berth_configuration_refused',
    'Whether the configuration as it is now is wrong, so that an older one is in force.',
  );
  readonly problems = this.#gauge('berth_problems_open', 'Open problems that the program found.', ['severity']);

  readonly containers = this.#gauge('berth_engine_containers', 'Containers of an engine, as it was seen last.', ['engine', 'state']);
  readonly listed = this.#gauge(
    'berth_engine_listed_timestamp_seconds',
    'When the list behind what is known of an engine was read; told at most once a minute.',
    ['engine'],
  );
  readonly followed = this.#gauge('berth_engine_followed', 'Whether the event stream of an engine is open.', ['engine']);
  readonly stale = this.#gauge('berth_engine_stale', 'Whether no collector sees an engine of the configuration, as the planner finds.', [
    'engine',
  ]);
  readonly planned = new ToldEngines(this.stale);
  readonly containerChanges = this.#counter('berth_container_changes_total', 'Containers that appeared, changed or went.', [
    'engine',
    'change',
  ]);

  readonly desired = this.#gauge('berth_desired_documents', 'Services planned for a BIG-IP or DNS group, gone ones included.', target);

  readonly active = this.#gauge(
    'berth_target_active',
    'Whether what is desired is being applied: 0 while it waits, is frozen, or cannot be reached.',
    target,
  );
  readonly behind = this.#gauge('berth_target_documents_behind', 'Documents that are known and not yet applied.', target);
  readonly exceptions = this.#gauge('berth_target_exceptions', 'Objects that are not as desired, by why.', [...target, 'exception']);
  readonly owned = this.#gauge('berth_target_owned', 'Objects of ours.', [...target, 'object']);
  readonly unsavedSince = this.#gauge(
    'berth_target_unsaved_since_timestamp_seconds',
    'Since when there have been changes that a reboot would lose; 0: there are none.',
    target,
  );
  readonly requests = this.#counter('berth_bigip_requests_total', 'Writes sent to a BIG-IP, by what became of them.', [
    ...target,
    'outcome',
  ]);
  readonly changes = this.#counter(
    'berth_bigip_changes_total',
    'Objects made, changed or removed, by cause; drift is what others had changed.',
    [...target, 'change', 'cause'],
  );
  readonly took = this.#histogram('berth_bigip_request_duration_seconds', 'How long a BIG-IP took to answer a write.', target);
  readonly latency = this.#histogram(
    'berth_change_latency_seconds',
    "From Docker's event to the BIG-IP's answer, by the clocks of the engine and the applier.",
    target,
  );

  readonly spans = this.#counter(
    'berth_trace_spans_total',
    'Spans told, by what became of them: sent, or lost since what takes them could not be reached or was too slow.',
    ['outcome'],
  );

  #pulse: (() => void) | undefined;
  readonly #begun = new Set<string>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Everything as of now, in Prometheus' form. */
  async text(): Promise<string> {
    this.#pulse?.();
    return await this.registry.metrics();
  }

  /** What follows from the connection and from what the program tells of itself, until the returned value is disposed. */
  of(store: Pick<Store, 'connected'>, tell: () => Heartbeat, parts: () => readonly string[]): Disposable {
    this.#pulse = () => {
      this.parts.set(parts().length);
      const { leases, engines, refused } = tell();
      this.connected.set(store.connected() ? 1 : 0);
      this.leases.set(leases.length);
      this.refused.set(refused.length === 0 ? 0 : 1);
      this.followed.reset();
      for (const engine of engines) this.followed.set({ engine }, 1);
    };
    return {
      [Symbol.dispose]: () => {
        this.#pulse = undefined;
        this.connected.set(0);
        this.leases.set(0);
        this.followed.reset();
      },
    };
  }

  /** Tells zeros of what is about to be counted: Prometheus sees no increase in a series that begins with one. */
  beginTarget(target: { readonly kind: string; readonly target: string }): void {
    const name = JSON.stringify(target);
    if (this.#begun.has(name)) return;
    this.#begun.add(name);
    for (const outcome of ['done', 'failed']) this.requests.inc({ ...target, outcome }, 0);
    for (const change of ['create', 'update', 'delete'])
      for (const cause of ['document', 'drift']) this.changes.inc({ ...target, change, cause }, 0);
    this.took.zero(target);
    this.latency.zero(target);
  }

  /** The same of an engine. */
  beginEngine(engine: string): void {
    for (const change of ['appeared', 'changed', 'went']) this.containerChanges.inc({ engine, change }, 0);
  }

  #gauge<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    this.labels.set(name, labelNames);
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    this.labels.set(name, labelNames);
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    this.labels.set(name, labelNames);
    return new Histogram({ name, help, labelNames, buckets: latencyBuckets, registers: [this.registry] });
  }
}

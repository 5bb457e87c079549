/** What reaches an applier from the bus: documents, and what operators decided. */
import type { Store } from '@berth/bus';
import { controlFilters, type TargetKind, targetFilter } from '@berth/messages';
import { ControlState } from './control.ts';
import { DesiredDocuments } from './documents.ts';
import { PartEngines } from './part-engines.ts';
import type { PartTraces } from './part-traces.ts';
import { Progress } from './progress.ts';
import type { Queue } from './queue.ts';
import { Readiness, type ReadinessOptions } from './readiness.ts';
import type { Resources } from './resources.ts';
import { together } from './together.ts';

export type InputsOptions = ReadinessOptions & {
  readonly kind: TargetKind;
  /** What the documents are for. */
  readonly name: string;
  readonly bigip: string;
  readonly store: Store;
  readonly resources: Resources;
  readonly queue: Queue;
  readonly traces: PartTraces;
  /** Called when something has come. */
  readonly ring: () => void;
};

/** Follows both, and puts into the queue what is to be compared because of it. */
export class Inputs {
  readonly documents = new DesiredDocuments();
  readonly control: ControlState;
  readonly progress = new Progress();
  readonly readiness: Readiness;
  readonly #options: InputsOptions;
  readonly #engines = new PartEngines();

  constructor(options: InputsOptions) {
    this.#options = options;
    this.control = new ControlState(options.bigip);
    this.readiness = new Readiness(options);
  }

  /** Whether the plan says that no collector sees an engine of the site. */
  get isAnyStale(): boolean {
    return Object.keys(this.documents.plan?.stale ?? {}).length > 0;
  }

  async followControl(signal: AbortSignal): Promise<void> {
    const { store, bigip, ring } = this.#options;
    const follow = async (filter: string, end: AbortSignal) => {
      for await (const batch of store.watch('berth-control', filter, end)) {
        this.control.take(filter, batch);
        ring();
      }
    };
    const follows = controlFilters(bigip).map((filter) => (end: AbortSignal) => follow(filter, end));
    await together(follows, signal);
  }

  async followDocuments(signal: AbortSignal): Promise<void> {
    const { store, kind, name, resources, queue, traces, ring } = this.#options;
    for await (const batch of store.watch('berth-desired', targetFilter(kind, name), signal)) {
      const taken = this.documents.take(batch);
      if (taken.kind === 'all') {
        this.progress.reset();
        this.#engines.reset();
        for (const part of resources.reset()) queue.postpone(part);
      }
      for (const change of taken.changes) {
        this.progress.note(change);
        this.#engines.note(change);
        if (taken.kind === 'all') traces.recall(change);
        else traces.follow(change);
      }
      for (const part of resources.update(taken.changes)) {
        if (taken.kind === 'all') queue.postpone(part);
        else queue.change(part, this.#engines.of(part));
      }
      this.readiness.note(taken.kind, this.documents, performance.now());
      ring();
    }
  }
}

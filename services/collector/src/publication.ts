/** How a look becomes the engine's document: bursts merged, too large ones held back, each container's change told. */
import type { Lease, Publisher, Store } from '@berth/bus';
import { type ContainerId, containerChangeSubject, cut, type Engine, engineKey } from '@berth/messages';
import type { Look } from './look.ts';
import type { Finding, Problems } from './problems.ts';

/** Bytes of a message that its headers, the epoch and the exact time may take. */
const room = 4_096;

export type PublicationOptions = {
  readonly look: Look;
  readonly publisher: Publisher<Engine>;
  readonly problems: Problems;
  readonly store: Store;
  readonly lease: Lease;
  /** ms between two documents of a burst. */
  readonly merge: number;
};

export class Publication implements Disposable {
  readonly #options: PublicationOptions;
  #next = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PublicationOptions) {
    this.#options = options;
  }

  /** The first change of a burst goes at once, the others together when `merge` is over. */
  changed(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#next - performance.now();
    if (wait <= 0) this.#publish();
    else this.#timer = setTimeout(() => this.#publish(), wait);
  }

  /** Publishes what waits. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#publish();
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { look, publisher, problems, store, lease, merge } = this.#options;
    if (!lease.held()) return;
    this.#next = performance.now() + merge;
    const size = look.bytes();
    const most = store.payloadLimit() - room;
    problems.replace(new Map([...findingsOf(look), ...(size > most ? [['size', tooLarge(size, most)] as const] : [])]));
    if (size > most) return;
    const { document, changes } = look.take();
    publisher.set(engineKey(document.name), document);
    for (const [container, change] of changes) store.publish(containerChangeSubject(document.name, container), change);
  }
}

function findingsOf(look: Look): [string, Finding][] {
  const unreadable = [...look.unreadable()].map(([id, reason]) =>
    finding(id, {
      what: `what Docker says of container ${id.slice(0, 12)} can't be used, so it counts as it was last: ${cut(reason, 500)}`,
      hint: 'see what docker inspect says of it, or make it anew',
    }),
  );
  const excessive = [...look.excessive()].map(([id, reason]) =>
    finding(id, {
      what: `container ${id.slice(0, 12)} is left out: ${reason}`,
      hint: 'make it anew with less, or leave it so if nobody has to reach it through Berth',
    }),
  );
  return [...unreadable, ...excessive];
}

function finding(id: ContainerId, told: Pick<Finding, 'what' | 'hint'>): [string, Finding] {
  return [`container-${id.slice(0, 12)}`, { severity: 'error', where: `container ${id}`, ...told }];
}

function tooLarge(bytes: number, most: number): Finding {
  return {
    severity: 'error',
    what: `the engine's containers take ${bytes} bytes, and one document at most ${most}; the last one that fitted stays`,
    hint: 'remove containers that have exited, move some to another engine, or raise max_payload of nats-server',
  };
}

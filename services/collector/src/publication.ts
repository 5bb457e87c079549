/** How a look becomes the engine's document: bursts merged, too large ones held back, each container's change told. */
import type { Clock, Lease, Pace, Publisher, Store, Tracer } from '@berth/bus';
import { type ContainerId, containerChangeSubject, cut, type Engine, engineKey, roomSubject } from '@berth/messages';
import type { Look } from './look.ts';
import type { Finding, Problems } from './problems.ts';
import { causeOf } from './traces.ts';

/** Bytes of a message that its headers, the epoch and the exact time may take. */
const room = 4_096;

/** Bytes that an engine's document may have. */
export function mostBytes(store: Store): number {
  return store.payloadLimit() - room;
}

export type PublicationOptions = {
  readonly look: Look;
  readonly publisher: Publisher<Engine>;
  readonly problems: Problems;
  readonly store: Store;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly tracer: Tracer;
  /** ms between two documents of a burst. */
  readonly merge: number;
  /** How much of the collector's time the engine may take. */
  readonly pace: Pace;
};

/** ms of the collector's time, and of those who read it, that a document takes, about: by itself, and for each byte. */
const work = { document: 1, byte: 1 / 20_000 } as const;

export class Publication implements Disposable {
  readonly #options: PublicationOptions;
  #next = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  /** While the engine is held back. */
  #released: NodeJS.Timeout | undefined;
  #asked: number | undefined;

  constructor(options: PublicationOptions) {
    this.#options = options;
  }

  /** The first change of a burst goes at once, the others together when `merge` is over. `asked`: when the engine was asked about it. */
  changed(asked?: number): void {
    this.#asked ??= asked;
    if (this.#timer !== undefined) return;
    const now = performance.now();
    const wait = Math.max(this.#next - now, this.#options.pace.wait(now));
    if (wait <= 0) this.#publish();
    else this.#timer = setTimeout(() => this.#publish(), wait);
  }

  /** Publishes what waits. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#publish();
    clearTimeout(this.#released);
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Whatever becomes of it: the next document has not waited for this answer.
    const asked = this.#asked;
    this.#asked = undefined;
    const { look, publisher, problems, store, lease, clock, merge, pace } = this.#options;
    if (!lease.held()) return;
    const now = performance.now();
    this.#next = now + merge;
    const fitting = look.fit(clock.now());
    const size = look.bytes();
    pace.spend(work.document + size * work.byte, now);
    const held = pace.heldFor(now);
    this.#tellRelease(held);
    const findings = new Map(findingsOf(look));
    if (fitting === 'too much') findings.set('size', tooLarge(size, mostBytes(store)));
    if (held > 0) findings.set('pace', tooFast);
    const { leftOut } = look;
    if (leftOut !== undefined) findings.set(roomSubject, withoutRoom(leftOut));
    problems.replace(findings);
    if (fitting === 'too much') return;
    const { document, changes } = look.take();
    const cause = causeOf({ engine: document, changes: [...changes.values()], asked }, this.#options);
    publisher.set(engineKey(document.name), document, cause);
    for (const [container, change] of changes)
      store.publish(containerChangeSubject(document.name, container), { ...change, ...(cause && { traceparent: cause.trace }) });
  }

  /** Nothing else may happen that would show that it is over. Only that is told: everything may be being looked at again by then. */
  #tellRelease(held: number): void {
    clearTimeout(this.#released);
    if (held <= 0) return;
    this.#released = setTimeout(() => {
      const { lease, pace, problems } = this.#options;
      const longer = pace.heldFor(performance.now());
      if (longer > 0) this.#tellRelease(longer);
      else if (lease.held()) problems.close('pace');
    }, held);
  }
}

/** Problems that are told of single containers. */
const mostFindings = 100;

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
  const all = [...unreadable, ...excessive];
  if (all.length <= mostFindings) return all;
  const more = `of ${all.length} containers that can't be used, ${mostFindings} are told`;
  return [...all.slice(0, mostFindings), ['more', { severity: 'error', what: more, hint: 'see to those that are told first' }]];
}

function finding(id: ContainerId, told: Pick<Finding, 'what' | 'hint'>): [string, Finding] {
  return [`container-${id.slice(0, 12)}`, { severity: 'error', where: `container ${id}`, ...told }];
}

const tooFast: Finding = {
  severity: 'warning',
  what: 'its containers change so often that telling each change would take the time of other engines, so they are told together, and later',
  hint: 'see with berth watch which of them come and go; other engines are not affected',
};

function withoutRoom({ running, exited, networks, next }: NonNullable<Engine['leftOut']>): Finding {
  const named = next.length === 0 ? '' : `, ${next.join(', ')}${running > next.length ? ' and more' : ''}`;
  return {
    severity: running + networks > 0 ? 'error' : 'warning',
    what: `the engine's document has no room for all: left out are ${running} containers that run${named}, ${exited} that don't, and ${networks} networks; those that were there before stay`,
    hint: 'remove containers and networks that nobody needs, move some to another engine, or raise max_payload of nats-server',
  };
}

function tooLarge(bytes: number, most: number): Finding {
  return {
    severity: 'error',
    what: `the engine's containers that are served take ${bytes} bytes, and one document at most ${most}, which is less than it was; the last one stays`,
    hint: 'raise max_payload of nats-server again',
  };
}

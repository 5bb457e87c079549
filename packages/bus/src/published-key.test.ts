/** One key of a publisher against a store that others write too: in the end it is as it should be, and known to be so. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Known, PublishedKey, type Wanted } from './published-key.ts';

type Document = { readonly epoch: number; readonly text: string; readonly listedAt?: number };
type Stored = { readonly revision: number; readonly document: Document | undefined };

/** A key in a store: compare-and-set, and an echo of each write. */
class Register {
  stored: Stored = { revision: 0, document: undefined };
  readonly echoes: number[] = [];
  #last = 0;

  write(document: Document | undefined, revision?: number): number | undefined {
    if (revision !== undefined && revision !== this.stored.revision) return undefined;
    this.stored = { revision: ++this.#last, document };
    this.echoes.push(this.#last);
    return this.#last;
  }
}

const ours = 5;

/** What reading it tells. */
function knownOf({ revision, document }: Stored): Known<Document> {
  return document === undefined ? { kind: 'absent', revision } : { kind: 'document', revision, document, late: document.epoch < ours };
}

/** How a request ends: as it should; done but without an answer; lost on its way. */
type Outcome = 'answered' | 'unanswered' | 'lost';

/** A publisher's one request about its key. */
class Publishing {
  readonly key = new PublishedKey<Document>('key');
  readonly register = new Register();
  wanted: Wanted<Document> | undefined;
  version = 0;
  writes = 0;
  #answer: (() => void) | undefined;

  want(wanted: Wanted<Document>): void {
    this.wanted = wanted;
    this.key.want(wanted, ++this.version);
  }

  get idle(): boolean {
    return !this.key.busy && !this.key.doubtful && this.key.due === undefined;
  }

  begin(outcome: Outcome): void {
    const { key, register } = this;
    const { due } = key;
    if (key.busy || this.idle) return;
    key.busy = true;
    if (due === undefined) {
      const found = knownOf(register.stored);
      this.#answer = outcome === 'answered' ? () => void key.found(found) : () => key.doubt();
      return;
    }
    const document = due.kind === 'absent' ? undefined : { ...due.document, epoch: ours };
    key.sending(due);
    const revision = outcome === 'lost' ? undefined : register.write(document, key.stored.revision);
    if (revision !== undefined) this.writes++;
    if (outcome !== 'answered') this.#answer = () => key.doubt();
    else if (revision === undefined) this.#answer = () => key.refused();
    else this.#answer = () => key.written(knownOf({ revision, document }));
  }

  end(): void {
    if (!this.key.busy) return;
    this.#answer?.();
    this.key.busy = false;
  }

  hear(): void {
    const revision = this.register.echoes.shift();
    if (revision !== undefined) this.key.saw(revision);
  }

  /** Goes on without faults until nothing is left to do. */
  settle(): void {
    while (this.register.echoes.length > 0 || !this.idle || this.key.busy) {
      this.end();
      this.begin('answered');
      this.hear();
    }
  }
}

const text = fc.constantFrom('a', 'b', 'c');
type Step = (publishing: Publishing) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  text.map(
    (said): Step =>
      (one) =>
        one.want({ kind: 'document', document: { text: said } }),
  ),
  fc.constant<Step>((one) => one.want({ kind: 'absent' })),
  fc.tuple(text, fc.constantFrom(4, 5)).map(
    ([said, epoch]): Step =>
      (one) =>
        void one.register.write({ epoch, text: said }),
  ),
  fc.constant<Step>((one) => void one.register.write(undefined)),
  fc.constantFrom<Outcome>('answered', 'answered', 'unanswered', 'lost').map(
    (outcome): Step =>
      (one) =>
        one.begin(outcome),
  ),
  fc.constant<Step>((one) => one.end()),
  fc.constant<Step>((one) => one.hear()),
);

test('is as wanted when all has settled, whatever happened, and nothing more is written then', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const one = new Publishing();
      for (const next of steps) next(one);
      one.settle();
      const { document } = one.register.stored;
      if (one.wanted?.kind === 'document') expect(document).toEqual({ epoch: ours, ...one.wanted.document });
      if (one.wanted?.kind === 'absent') expect(document).toBeUndefined();
      expect(one.key.settledAt(one.version)).toBe(true);
      expect(one.key.stored.revision).toBe(one.register.stored.revision);
      const { writes } = one;
      if (one.wanted !== undefined) one.want(one.wanted);
      one.settle();
      expect(one.writes).toBe(writes);
    }),
    { numRuns: 3000 },
  );
});

describe('a disturbance', () => {
  const wanted = { kind: 'document', document: { text: 'a' } } as const;
  const before: Known<Document> = { kind: 'document', revision: 1, document: { epoch: ours, text: 'a' }, late: false };

  test.for([
    { when: 'nothing has changed', stored: before, disturbance: undefined },
    { when: 'it was written again as it was', stored: { ...before, revision: 2 }, disturbance: undefined },
    { when: 'it was deleted', stored: { kind: 'absent', revision: 2 }, disturbance: 'deleted' },
    { when: 'it says something else', stored: { ...before, revision: 2, document: { epoch: ours, text: 'b' } }, disturbance: 'changed' },
    { when: 'a former holder wrote the same', stored: { ...before, revision: 2, late: true }, disturbance: 'written late' },
    { when: 'nobody can read it', stored: { kind: 'unreadable', revision: 2 }, disturbance: 'made unreadable' },
  ] as const)('is told as $disturbance when $when', ({ stored, disturbance }) => {
    const key = new PublishedKey<Document>('key');
    key.stored = before;
    key.want(wanted, 1);
    key.saw(stored.revision);
    expect(key.found(stored)).toBe(disturbance);
    expect(key.due).toEqual(disturbance === undefined ? undefined : wanted);
  });

  test('is told when a deleted key was made again, and not for what a lost answer of ours did', () => {
    const key = new PublishedKey<Document>('key');
    key.want({ kind: 'absent' }, 1);
    key.saw(1);
    expect(key.found(before)).toBe('made again');
    key.sending({ kind: 'absent' });
    key.want(wanted, 2);
    key.doubt();
    expect(key.found({ kind: 'absent', revision: 2 })).toBeUndefined();
    expect(key.acknowledged).toBe(2);
    expect(key.due).toEqual(wanted);
  });
});

test.for([
  { later: 59_999, due: false },
  { later: 60_000, due: true },
])('a look $later ms later without any news is written: $due', ({ later, due }) => {
  const key = new PublishedKey<Document>('key');
  key.stored = { kind: 'document', revision: 1, document: { epoch: ours, text: 'a', listedAt: 1000 }, late: false };
  key.want({ kind: 'document', document: { text: 'a', listedAt: 1000 + later } }, 1);
  expect(key.due !== undefined).toBe(due);
});

test('what can not be written is left until something else is wanted', () => {
  const key = new PublishedKey<Document>('key');
  key.want({ kind: 'document', document: { text: 'much too long' } }, 1);
  key.giveUp();
  expect(key.due).toBeUndefined();
  expect(key.settledAt(1)).toBe(true);
  key.want({ kind: 'document', document: { text: 'short' } }, 2);
  expect(key.due).toMatchObject({ document: { text: 'short' } });
});

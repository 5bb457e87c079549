/** The laws of keeping names, over random histories of documents, on a BIG-IP that takes everything. */
import type { DesiredBase, DesiredNames, EngineName } from '@berth/messages';
import { basePart, Quarantine } from '@berth/reconcile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DnsResources } from './dns-resources.ts';
import { base, gone, installation, names } from './testing/documents.ts';

class World {
  /** What is there: key → content. */
  readonly objects = new Map<string, string>();
  readonly #resources = new DnsResources({ installation, partition: 'berth', engines: ['docker1', 'docker2'] as EngineName[] });
  #revision = 0;

  constructor() {
    this.apply(base());
  }

  /** Takes a document in, and returns how many requests follow. */
  apply(document: DesiredNames | DesiredBase): number {
    this.#revision += 1;
    const part = document.kind === 'base' ? basePart : document.service;
    let parts: Iterable<string> = this.#resources.update([{ part, revision: this.#revision, state: { kind: 'document', document } }]);
    let requests = 0;
    for (let steps = this.#plan(parts); steps.length > 0; steps = this.#plan(parts)) {
      const more: string[] = [];
      for (const { requests: sent, changes, acknowledge } of steps) {
        requests += sent.length;
        for (const { change, key, want } of changes) {
          if (change === 'delete') this.objects.delete(key);
          else this.objects.set(key, want);
        }
        more.push(...acknowledge());
      }
      parts = [...parts, ...more];
    }
    return requests;
  }

  #plan(parts: Iterable<string>) {
    return this.#resources.plan([...new Set(parts)], new Quarantine(), 0);
  }
}

/** Few names and addresses, so that services get into each other's way; `docker1` is also a name above others. */
const anyDocument = fc
  .record({
    service: fc.constantFrom('www', 'api', 'docker1'),
    gone: fc.constantFrom(true, false, false, false),
    containers: fc.uniqueArray(
      fc.record({
        number: fc.integer({ min: 1, max: 3 }),
        place: fc.integer({ min: 1, max: 4 }),
        engine: fc.constantFrom('docker1', 'docker2'),
        state: fc.constantFrom('offered' as const, 'offered' as const, 'withheld' as const),
      }),
      { maxLength: 3, selector: ({ number }) => number },
    ),
  })
  .map(({ service, gone: isGone, containers }) => {
    const unique = [...new Map(containers.map((each) => [each.place, each])).values()];
    const given = unique.map(({ number, place, ...rest }) => ({ ...rest, name: `${service}-${number}`, address: `10.0.0.${place}` }));
    return isGone ? gone(service) : names(service, given);
  });
const histories = fc.array(anyDocument, { minLength: 1, maxLength: 10 });

test('following every document leaves what the last ones from nothing would, and asks for nothing twice', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const followed = new World();
      for (const document of history) {
        followed.apply(document);
        expect(followed.apply(document)).toBe(0);
      }
      const whole = new World();
      for (const document of new Map(history.map((each) => [each.service, each])).values()) whole.apply(document);
      expect(Object.fromEntries(followed.objects)).toEqual(Object.fromEntries(whole.objects));
    }),
    { numRuns: 200 },
  );
});

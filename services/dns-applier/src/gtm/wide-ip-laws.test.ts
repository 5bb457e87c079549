/** The laws of keeping wide IPs, over random histories of documents, on a BIG-IP that takes everything. */
import type { DesiredGroup, DesiredWideIp } from '@berth/messages';
import { basePart, Quarantine } from '@berth/reconcile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { installation } from '../testing/documents.ts';
import { goneWide, shared, wide } from '../testing/wide-ips.ts';
import { GtmResources } from './gtm-resources.ts';

class World {
  /** What is there: key → content. */
  readonly objects = new Map<string, string>();
  readonly #resources = new GtmResources({ installation, group: 'world', partition: 'berth' });
  #revision = 0;

  /** Takes a document in, and returns how many requests follow. */
  apply(document: DesiredWideIp | DesiredGroup): number {
    this.#revision += 1;
    const part = document.kind === 'group' ? basePart : document.service;
    let parts = this.#resources.update([{ part, revision: this.#revision, state: { kind: 'document', document } }]);
    let requests = 0;
    for (let steps = this.#plan(parts); steps.length > 0; steps = this.#plan(parts)) {
      const more: string[] = [];
      for (const { requests: sent, changes, acknowledge } of steps) {
        requests += sent.length;
        for (const { change, key, want } of changes) {
          if (change === 'delete') expect(this.objects.delete(key)).toBe(true);
          else this.objects.set(key, want);
        }
        more.push(...acknowledge());
        this.#holdTogether();
      }
      parts = [...parts, ...more];
    }
    return requests;
  }

  #plan(parts: Iterable<string>) {
    return this.#resources.plan([...new Set(parts)], new Quarantine(), 0);
  }

  /** At no moment does anything lead to a pool, or lie in a pool or server, that isn't there. */
  #holdTogether(): void {
    for (const key of this.objects.keys()) {
      const [, kind, rest = ''] = /^(gtm member|virtual server|wide ip) (.*)$/.exec(key) ?? [];
      const [first = '', second = ''] = rest.split(' ');
      if (kind === 'gtm member') expect([...this.objects.keys()]).toContain(`gtm pool ${first} ${second}`);
      if (kind === 'virtual server') expect([...this.objects.keys()]).toContain(`gtm server ${first}`);
      if (kind === 'wide ip') expect([...this.objects.keys()].filter((other) => other.startsWith(`gtm pool ${first} `))).not.toEqual([]);
    }
  }
}

const own = ['east', 'west', 'north'].map((site, at) => ({ site, address: `198.51.100.${at + 1}` }));
const anyShared = fc.uniqueArray(fc.constantFrom(...own), { selector: ({ site }) => site }).map((sites) => shared(sites));
const anyWide = fc
  .record({
    service: fc.constantFrom('www', 'api'),
    gone: fc.constantFrom(true, false, false, false),
    sites: fc.uniqueArray(
      fc.record({
        site: fc.constantFrom('east', 'west', 'theirs'),
        state: fc.constantFrom('enabled' as const, 'disabled' as const),
        record: fc.constantFrom('a' as const, 'a' as const, 'aaaa' as const),
        ratio: fc.integer({ min: 0, max: 2 }),
      }),
      { minLength: 1, selector: ({ site, record }) => `${site} ${record}` },
    ),
    zones: fc.uniqueArray(fc.constantFrom('apps', 'shop'), { minLength: 1 }),
    mode: fc.constantFrom('ratio', 'topology'),
  })
  .map(({ service, gone, sites, zones, mode }) => {
    const names = zones.map((zone) => `${service}.${zone}.example.com`).sort();
    return gone ? goneWide(service) : wide(service, sites, { names, mode });
  });
const histories = fc.array(fc.oneof({ weight: 4, arbitrary: anyWide }, { weight: 1, arbitrary: anyShared }), {
  minLength: 1,
  maxLength: 10,
});

test('following every document leaves what the last ones from nothing would, asks for nothing twice, and never leaves a loose end', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const followed = new World();
      for (const document of history) {
        followed.apply(document);
        expect(followed.apply(document)).toBe(0);
      }
      const whole = new World();
      const last = new Map(history.map((each) => [each.kind === 'group' ? basePart : each.service, each]));
      for (const document of last.values()) whole.apply(document);
      expect(Object.fromEntries(followed.objects)).toEqual(Object.fromEntries(whole.objects));
    }),
    { numRuns: 100 },
  );
});

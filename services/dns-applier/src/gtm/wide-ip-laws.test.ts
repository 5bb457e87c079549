/** The laws of keeping wide IPs, over random histories of documents, on a BIG-IP that takes everything. */
import { Frame } from '@berth/reconcile';
import { followed, fromLast, ObligingBigip } from '@berth/reconcile/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { installation } from '../testing/documents.ts';
import { goneWide, shared, wide } from '../testing/wide-ips.ts';
import { GtmKinds } from './gtm-kinds.ts';

function nothingYet(): ObligingBigip {
  return new ObligingBigip(new Frame(new GtmKinds({ installation, group: 'world', partition: 'berth' })), holdTogether);
}

/** At no moment does anything lead to a pool, or lie in a pool or server, that isn't there. */
function holdTogether(keys: ReadonlySet<string>): void {
  for (const key of keys) {
    const [, kind, rest = ''] = /^(gtm member|virtual server|wide ip) (.*)$/.exec(key) ?? [];
    const [first = '', second = ''] = rest.split(' ');
    if (kind === 'gtm member') expect(keys).toContain(`gtm pool ${first} ${second}`);
    if (kind === 'virtual server') expect(keys).toContain(`gtm server ${first}`);
    if (kind === 'wide ip') expect([...keys].filter((other) => other.startsWith(`gtm pool ${first} `))).not.toEqual([]);
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
      expect(followed(nothingYet(), history).objects).toEqual(fromLast(nothingYet(), history).objects);
    }),
    { numRuns: 100 },
  );
});

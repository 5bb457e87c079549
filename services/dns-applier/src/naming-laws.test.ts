/** The laws of keeping names, over random histories of documents, on a BIG-IP that takes everything. */
import type { EngineName } from '@berth/messages';
import { Frame } from '@berth/reconcile';
import { followed, fromLast, ObligingBigip } from '@berth/reconcile/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DnsKinds } from './dns-kinds.ts';
import { base, gone, installation, names } from './testing/documents.ts';

function withBase(): ObligingBigip {
  const engines = ['docker1', 'docker2'] as EngineName[];
  const bigip = new ObligingBigip(new Frame(new DnsKinds({ installation, partition: 'berth', engines })));
  bigip.apply(base());
  return bigip;
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
      expect(followed(withBase(), history).objects).toEqual(fromLast(withBase(), history).objects);
    }),
    { numRuns: 200 },
  );
});

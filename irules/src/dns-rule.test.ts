/** The DNS rule with its settings is what TMM takes. */
import { readFileSync } from 'node:fs';
import { checkRule } from '@berth/virtual-bigip/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DnsRuleSettings, dnsRule } from './dns-rule.ts';

const shipped = readFileSync(new URL('../dns.tcl', import.meta.url), 'latin1');
const domain = fc.stringMatching(/^[a-z0-9]{1,12}(\.[a-z0-9-]{1,12}){0,3}$/);
const seconds = fc.nat(2 ** 31 - 1);
const settings = fc.record<DnsRuleSettings>({
  folder: fc.stringMatching(/^(\/[A-Za-z0-9._-]{1,12}){1,3}$/),
  shards: fc.integer({ min: 1, max: 100 }),
  zones: fc.array(fc.record({ name: domain, unknown: fc.constantFrom('pass', 'nxdomain') }), { maxLength: 20 }),
  servers: fc.array(domain, { minLength: 1, maxLength: 4 }),
  contact: domain,
  soa: fc.record({ serial: fc.nat(2 ** 32 - 1), refresh: seconds, retry: seconds, expire: seconds }),
  ttl: seconds,
  negativeTtl: seconds,
});
const plain: DnsRuleSettings = {
  ...{ folder: '/berth', shards: 16, zones: [{ name: 'docker.example.com', unknown: 'pass' }], servers: ['ns.example.com'] },
  ...{ contact: 'hostmaster.example.com', soa: { serial: 1, refresh: 1, retry: 1, expire: 1 }, ttl: 5, negativeTtl: 5 },
};

test('TMM takes the rule with every setting, and finds nothing in it that must exist first', () => {
  fc.assert(
    fc.property(settings, (given) => {
      expect(checkRule(dnsRule(given))).toEqual({ errors: [], pools: [], dataGroups: [] });
    }),
  );
});

test('only the marked lines differ from the file', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const lines = dnsRule(given).split('\n');
      const differing = shipped.split('\n').filter((line, at) => line !== lines[at]);
      expect(differing.every((line) => line.endsWith(';# setting'))).toBe(true);
      expect(lines).toHaveLength(shipped.split('\n').length);
      expect(dnsRule(given)).not.toContain('undefined');
    }),
  );
});

test('an inner zone comes before the one around it', () => {
  const zones = ['example.com', 'a.example.com', 'b.a.example.com'].map((name) => ({ name, unknown: 'pass' as const }));
  expect(dnsRule({ ...plain, zones })).toContain('{b.a.example.com pass a.example.com pass example.com pass}');
});

test.for([
  { when: 'a folder holds Tcl', wrong: { folder: '/berth[exit]' }, says: 'folder /berth[exit]: must be a path' },
  { when: 'there is no shard', wrong: { shards: 0 }, says: 'shards 0: must be a whole number from 1 to 100' },
  {
    when: 'a zone holds Tcl',
    wrong: { zones: [{ name: 'a}b', unknown: 'pass' as const }] },
    says: 'zone a}b: must be a lower-case domain name',
  },
  { when: 'a zone is in upper case', wrong: { zones: [{ name: 'A.b', unknown: 'pass' as const }] }, says: 'zone A.b' },
  { when: 'no server is named', wrong: { servers: [] }, says: 'servers: there must be at least one' },
  { when: 'a server is no name', wrong: { servers: ['ns.example.com.'] }, says: 'ns.example.com.: must be' },
  { when: 'the contact is an address', wrong: { contact: 'a@b' }, says: 'a@b: must be' },
  { when: 'a time is negative', wrong: { ttl: -1 }, says: 'ttl -1: must be a whole number from 0 to 2147483647' },
  { when: 'a serial is too large', wrong: { soa: { ...plain.soa, serial: 2 ** 32 } }, says: 'serial 4294967296' },
])('is refused when $when', ({ wrong, says }) => {
  expect(() => dnsRule({ ...plain, ...wrong })).toThrow(says);
});

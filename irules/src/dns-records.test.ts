/** The records for the DNS rule: what they say, and that the rule in real Tcl reads what was written. */
import { firedQuery, Ruled, type Written } from '@berth/virtual-bigip/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DnsName, dnsGroups, dnsRecords, reverseName } from './dns-records.ts';
import { dnsRule } from './dns-rule.ts';
import { settings, zone } from './testing/dns-listener.ts';

const written = (...names: DnsName[]) => dnsRecords(names, { shards: 1, zones: [zone, `inner.${zone}`, '172.in-addr.arpa'] });
const values = (...names: DnsName[]) => Object.fromEntries(written(...names).records.map(({ name, value }) => [name, value]));

test.for([
  { when: 'nothing', has: {}, value: '-' },
  { when: 'addresses of both kinds', has: { addresses: ['10.0.0.2', 'fd00::1', '10.0.0.1'] }, value: 'a=10.0.0.1,10.0.0.2 aaaa=fd00::1' },
  { when: 'one address twice', has: { addresses: ['10.0.0.1%0', '10.0.0.1%0'] }, value: 'a=10.0.0.1' },
  { when: 'an IPv6 address in another spelling', has: { addresses: ['FD00:0::1%12'] }, value: 'aaaa=fd00::1' },
  {
    when: 'endpoints',
    has: {
      endpoints: [
        { port: 80, target: 'w-1.x' },
        { port: 81, target: 'w-1.x' },
      ],
    },
    value: 'srv=80:w-1.x,81:w-1.x',
  },
  { when: 'pointers', has: { pointers: ['b.x', 'a.x'] }, value: 'ptr=a.x,b.x' },
])('a name with $when', ({ has, value }) => {
  expect(values({ name: `www.${zone}`, ...has })).toEqual({ [`www.${zone}`]: value });
});

test('what is said twice of a name is put together', () => {
  const [one, other] = [
    { name: `www.${zone}`, addresses: ['10.0.0.1'] },
    { name: `www.${zone}`, addresses: ['10.0.0.2'], pointers: ['x'] },
  ];
  expect(values(one, other)).toEqual({ [`www.${zone}`]: 'a=10.0.0.1,10.0.0.2 ptr=x' });
  expect(written(one, other)).toEqual(written(other, one));
});

test('names in between are there too, up to their zone', () => {
  expect(
    values(
      { name: `www-1.docker1.east.${zone}`, addresses: ['10.0.0.1'] },
      { name: `x.inner.${zone}` },
      { name: '1.2.3.172.in-addr.arpa' },
    ),
  ).toEqual({
    [`www-1.docker1.east.${zone}`]: 'a=10.0.0.1',
    [`docker1.east.${zone}`]: '-',
    [`east.${zone}`]: '-',
    [`x.inner.${zone}`]: '-',
    '1.2.3.172.in-addr.arpa': '-',
  });
});

test('a record is never longer than BIG-IP takes, and says so', () => {
  const addresses = Array.from({ length: 6_000 }, (_, at) => `10.${at >> 8}.${at & 255}.100`);
  const { records, cut } = written({ name: 'many.x', addresses, endpoints: [{ port: 80, target: 'many-1.x' }] }, { name: 'few.x' });
  const value = records.find(({ name }) => name === 'many.x')?.value ?? '';
  expect(cut).toEqual(['many.x']);
  expect(value.length).toBeLessThanOrEqual(65_000);
  expect(value).toMatch(/^a=(10\.\d+\.\d+\.100,)+10\.\d+\.\d+\.100 srv=80:many-1\.x$/);
});

test.for([
  { wrong: { name: 'WWW.x' }, says: 'WWW.x: must be a full name' },
  { wrong: { name: 'a b' }, says: 'a b: must be' },
  { wrong: { name: 'x', addresses: ['10.0.0'] }, says: 'x: 10.0.0 is no address' },
  { wrong: { name: 'x', endpoints: [{ port: 0, target: 'y' }] }, says: 'x: 0 is no port' },
  { wrong: { name: 'x', pointers: ['y.'] }, says: 'y.: must be' },
])('$wrong is refused', ({ wrong, says }) => {
  expect(() => written(wrong)).toThrow(says);
});

test.for([
  ['172.18.0.5%0', '5.0.18.172.in-addr.arpa'],
  ['fd00::a5', `5.a.${'0.'.repeat(26)}0.0.d.f.ip6.arpa`],
])('%s is found as %s', ([address, name]) => {
  expect(reverseName(address ?? '')).toBe(name);
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,14}[a-z0-9])?$/);
const host = label.map((first) => `${first}.${zone}`);
const name = fc.record<DnsName>({
  name: fc.oneof(
    host,
    fc.tuple(label, label).map(([one, other]) => `${one}.${other}.${zone}`),
  ),
  addresses: fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 4 }),
  endpoints: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65_535 }), target: host }), { maxLength: 4 }),
  pointers: fc.uniqueArray(host, { maxLength: 3 }),
});

test('the rule answers what was written, whatever it is and over however many shards', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 100 }), async (names, shards) => {
      const { records } = dnsRecords(names, { shards, zones: [zone] });
      const groups = dnsGroups(shards).map((group): Written => {
        const of = records.filter((record) => record.group === group).map((record) => ({ name: record.name, data: record.value }));
        return ['POST', 'ltm/data-group/internal', { name: group, partition: 'T', type: 'string', records: of }];
      });
      await using rules = new Ruled({
        profile: 'dns',
        rules: [dnsRule({ ...settings, shards, zones: [{ name: zone, unknown: 'nxdomain' }] })],
        given: groups,
      });
      for (const { name: asked, value } of records) {
        for (const type of ['A', 'AAAA', 'SRV', 'PTR']) {
          const kept = new RegExp(`(?:^| )${type.toLowerCase()}=(\\S+)`).exec(value)?.[1]?.split(',') ?? [];
          const answers = await firedQuery(rules, asked, { type });
          const data = answers.map((record) => record.split(' ').slice(4));
          const said = data.map((words) => (type === 'SRV' ? `${words[2]}:${words[3]}` : `${words[0]}`).replace(/\.$/, ''));
          expect(said.length).toBe(Math.min(8, kept.length));
          expect(kept).toEqual(expect.arrayContaining(said));
          expect(new Set(said).size).toBe(said.length);
        }
      }
      expect(rules.log).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test('without data groups nothing is known, and nothing fails', async () => {
  await using rules = new Ruled({ profile: 'dns', rules: [dnsRule(settings)] });
  expect(await firedQuery(rules, `www.${zone}`)).toEqual([]);
  expect(rules.log).toEqual([]);
});

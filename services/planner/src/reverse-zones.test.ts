import { reverseName } from '@berth/irules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reverseZones } from './reverse-zones.ts';

test.for([
  { subnets: [], zones: [] },
  { subnets: ['172.17.0.0/16'], zones: ['17.172.in-addr.arpa'] },
  { subnets: ['172.18.0.0/16', '172.17.0.0/16', '172.18.0.0/16'], zones: ['17.172.in-addr.arpa', '18.172.in-addr.arpa'] },
  { subnets: ['192.168.16.0/20'], zones: ['168.192.in-addr.arpa'] },
  { subnets: ['10.0.9.0/24', '10.0.9.128/25'], zones: ['9.0.10.in-addr.arpa'] },
  { subnets: ['fd00:18::/64'], zones: ['0.0.0.0.0.0.0.0.8.1.0.0.0.0.d.f.ip6.arpa'] },
  { subnets: ['fd00:18::/63'], zones: ['0.0.0.0.0.0.0.8.1.0.0.0.0.d.f.ip6.arpa'] },
  { subnets: ['nonsense'], zones: [] },
])('$subnets have the zones $zones', ({ subnets, zones }) => {
  expect(reverseZones(subnets)).toEqual(zones);
});

test('every address of a subnet has its name in its zone', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
      const [zone] = reverseZones([`${address}/${length}`]);
      expect(`.${reverseName(address)}`.endsWith(`.${zone}`)).toBe(true);
    }),
  );
});

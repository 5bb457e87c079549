import { expect, test } from 'vitest';
import { againstAddress, isAllowedSubnet } from './allowed-subnets.ts';

const anywhere = ['0.0.0.0/0', '::/0'];
const own = ['172.20.0.0/16', 'fd00:20::/64'];

test.for([
  { subnet: '172.17.0.0/16', allowed: anywhere, is: true },
  { subnet: '172.20.4.0/24', allowed: own, is: true },
  { subnet: '172.20.0.0/16', allowed: own, is: true },
  { subnet: 'fd00:20::/80', allowed: own, is: true },
  { subnet: '172.16.0.0/12', allowed: own, is: false },
  { subnet: '172.21.0.0/16', allowed: own, is: false },
  { subnet: 'fd00:21::/64', allowed: own, is: false },
  { subnet: '0.0.0.0/0', allowed: anywhere, is: false },
  { subnet: '::/0', allowed: anywhere, is: false },
  { subnet: '127.0.0.0/8', allowed: anywhere, is: false },
  { subnet: '169.254.7.0/24', allowed: anywhere, is: false },
  { subnet: '128.0.0.0/1', allowed: anywhere, is: false },
  { subnet: 'fe80::/64', allowed: anywhere, is: false },
  { subnet: 'nonsense', allowed: anywhere, is: false },
])('whether $subnet lies in $allowed: $is', ({ subnet, allowed, is }) => {
  expect(isAllowedSubnet(subnet, allowed)).toBe(is);
});

test.for([
  { address: '172.17.0.2', allowed: anywhere, against: undefined },
  { address: '127.0.0.1', allowed: anywhere, against: 'no other machine' },
  { address: '::1', allowed: anywhere, against: 'no other machine' },
  { address: '224.0.0.1', allowed: anywhere, against: 'no other machine' },
  { address: '172.20.0.9', allowed: own, against: undefined },
  { address: 'fd00:20::9', allowed: own, against: undefined },
  { address: '10.0.0.1', allowed: own, against: 'its engine may not have addresses there' },
])('$address where $allowed is allowed', ({ address, allowed, against }) => {
  if (against === undefined) expect(againstAddress(address, allowed)).toBe(undefined);
  else expect(againstAddress(address, allowed)).toContain(against);
});

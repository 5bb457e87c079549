/** What the kernel's tables say. */
import { expect, test } from 'vitest';
import { routesIn, routesIn6 } from './routes.ts';

test('IPv4 routes without the default one', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
br0\t0070430A\t00000000\t0001\t0\t0\t0\t00FCFFFF\t0\t0\t0
*\t0000A8C0\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t01020304\t010200C0\t0007\t0\t0\t0\tFFFFFFFF\t0\t0\t0
`;
  expect(routesIn(table)).toEqual([
    { network: '10.67.112.0', prefix: 22 },
    { network: '4.3.2.1', prefix: 32 },
  ]);
});

test('IPv6 routes without the default one', () => {
  const rest = '00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000';
  const table = `fd000000000000000000000000000000 40 ${rest} 00000001     eth0
00000000000000000000000000000000 00 ${rest} 00000003     eth0
20010db8000000000000000000000000 20 ${rest} 00200200       lo
`;
  expect(routesIn6(table)).toEqual([{ network: 'fd00:0000:0000:0000:0000:0000:0000:0000', prefix: 64 }]);
});

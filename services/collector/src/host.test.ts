/** Default gateways, from the kernel's own tables as recorded. */
import { expect, test } from 'vitest';
import { defaultGateways4, defaultGateways6, readHost } from './host.ts';

const heading = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';

test.for([
  { when: 'there is none', table: heading, gateways: [] },
  {
    when: 'there is one',
    table: `${heading}\neth0\t00000000\t01011F0A\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t00011F0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`,
    gateways: ['10.31.1.1'],
  },
  {
    when: 'another one waits for its end',
    table: `${heading}\nwlan0\t00000000\tFE01A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\neth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`,
    gateways: ['192.168.0.1'],
  },
  { when: 'it is an interface', table: `${heading}\nppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n`, gateways: [] },
])('tells the default gateways when $when', ({ table, gateways }) => {
  expect(defaultGateways4(table)).toEqual(gateways);
});

test('tells those of IPv6, and not what is unreachable', () => {
  const none = '0'.repeat(32);
  const table = [
    `${none} 00 ${none} 00 fd000031000100000000000000000001 00000400 00000001 00000000 00000003     eth0`,
    `${none} 00 ${none} 00 ${none} ffffffff 00000001 00000000 00200200       lo`,
    `fd000031000100000000000000000000 40 ${none} 00 ${none} 00000100 00000001 00000000 00000001     eth0`,
  ].join('\n');
  expect(defaultGateways6(table)).toEqual(['fd00:31:1::1']);
});

test('tells nothing of a host that it does not stand on', async () => {
  expect(await readHost('192.0.2.1')).toBeUndefined();
  expect(await readHost('127.0.0.1')).toMatchObject({ defaultGateways: expect.any(Array) });
});

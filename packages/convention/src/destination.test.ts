import { expect, test } from 'vitest';
import { destinationName, parseDestination } from './destination.ts';

test.for([
  { text: '198.51.100.20:25', means: { address: '198.51.100.20', port: 25, protocol: 'tcp' } },
  { text: '198.51.100.20:53/udp', means: { address: '198.51.100.20', port: 53, protocol: 'udp' } },
  { text: '198.51.100.20:53/tcp', means: { address: '198.51.100.20', port: 53, protocol: 'tcp' }, told: '198.51.100.20:53' },
  {
    text: '[2001:DB8:0::0a]:53/udp',
    means: { address: '2001:db8::a', port: 53, protocol: 'udp' },
    told: '[2001:db8::a]:53/udp',
  },
])('$text is a destination', ({ text, means, told = text }) => {
  expect(parseDestination(text)).toEqual(means);
  expect(destinationName(means as NonNullable<ReturnType<typeof parseDestination>>)).toBe(told);
});

test.for([
  '',
  '198.51.100.20',
  '198.51.100.20:0',
  '198.51.100.20:66000',
  '198.51.100.300:80',
  '198.51.100:80',
  '2001:db8::a:53',
  '[1::2::3]:5',
  'www:80',
  '198.51.100.20:53/sctp',
  '[fe80::1%eth0]:5',
])('"%s" is none', (text) => {
  expect(parseDestination(text)).toBeUndefined();
});

/** Clients come back to their member. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cookieToSet, decodeMember, encodeMember } from './persistence.ts';

test.for([
  { address: '10.1.1.100', port: 8080, cookie: '1677787402.36895.0000' },
  { address: '127.0.0.1', port: 80, cookie: '16777343.20480.0000' },
  { address: '2001:112::30', port: 80, cookie: 'vi20010112000000000000000000000030.20480' },
])('$address port $port is $cookie', ({ address, port, cookie }) => {
  expect(encodeMember(address, port)).toBe(cookie);
  expect(decodeMember(cookie)).toEqual({ address, port });
});

test('every address and port comes back', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 65_535 }), (address, port) => {
      expect(decodeMember(encodeMember(address, port))).toEqual({ address, port });
    }),
  );
});

test.for(['', 'x', '4294967296.80.0000', '1.65536.0000', 'vi00.80', '-1.80.0000', '1.2.3.4'])('%j names no member', (text) => {
  expect(decodeMember(text)).toBeUndefined();
});

test('a cookie is set for those who have none or another one', () => {
  const profile = { kind: 'cookie', name: undefined, send: 'when-new', attributes: ['Httponly'] } as const;
  const to = { address: '127.0.0.1', port: 80, member: { pool: '/T/p', name: '/T/127.0.0.1:80' } };
  const whole = 'BIGipServer~T~p=16777343.20480.0000; path=/; Httponly';
  expect(cookieToSet(profile, [], to)).toBe(whole);
  expect(cookieToSet(profile, [['Cookie', 'a=b; BIGipServer~T~p=1.80.0000']], to)).toBe(whole);
  expect(cookieToSet(profile, [['cookie', 'a=b; BIGipServer~T~p=16777343.20480.0000']], to)).toBeUndefined();
  expect(cookieToSet({ ...profile, send: 'always' }, [['cookie', 'BIGipServer~T~p=16777343.20480.0000']], to)).toBe(whole);
  const common = { ...to, member: { pool: '/Common/p', name: '/Common/127.0.0.1:80' } };
  expect(cookieToSet({ ...profile, name: 'mine' }, [], common)).toContain('mine=');
  expect(cookieToSet(profile, [], common)).toContain('BIGipServerp=');
});

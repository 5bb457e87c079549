/** Names as BIG-IP writes them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBigipAddress, idOf, locate, memberPath, normalAddress, parseMemberPath, toBigipAddress } from './paths.ts';

test.for([
  { path: '/Common/web', id: '~Common~web' },
  { path: '/T/app/p', id: '~T~app~p' },
  { path: '/Common/10.0.0.1%1:80', id: '~Common~10.0.0.1%251:80' },
  { path: '/Common/2001:db8::1.80', id: '~Common~2001:db8::1.80' },
  { path: '/Common/a b?c#d', id: '~Common~a%20b%3Fc%23d' },
])('$path is $id in a URI', ({ path, id }) => {
  expect(idOf(path)).toBe(id);
});

test('a full path has a partition, folders between, and a name', () => {
  expect(locate('/T/p')).toEqual({ partition: 'T', name: 'p' });
  expect(locate('/T/a/b/p')).toEqual({ partition: 'T', subPath: 'a/b', name: 'p' });
  for (const bad of ['', '/', 'p', '/T', '/T/', 'T/p']) expect(() => locate(bad), bad).toThrow(RangeError);
});

test.for([
  { node: '/berth/10.0.0.1', port: 80, member: '/berth/10.0.0.1:80' },
  { node: '/berth/10.0.0.1%3', port: 8080, member: '/berth/10.0.0.1%3:8080' },
  { node: '/berth/2001:db8::1', port: 80, member: '/berth/2001:db8::1.80' },
  { node: '/berth/2001:db8::1%3', port: 80, member: '/berth/2001:db8::1%3.80' },
  { node: '/Common/web.example', port: 80, member: '/Common/web.example:80' },
])('$node on port $port is member $member', ({ node, port, member }) => {
  expect(memberPath(node, port)).toBe(member);
  expect(parseMemberPath(member)).toEqual({ node, port });
});

test('a port may be any, or a name that tells nothing', () => {
  expect(parseMemberPath('/berth/10.0.0.1:any')).toEqual({ node: '/berth/10.0.0.1', port: 0 });
  expect(parseMemberPath('/berth/2001:db8::1.any')).toEqual({ node: '/berth/2001:db8::1', port: 0 });
  expect(parseMemberPath('/berth/10.0.0.1:http')).toBeUndefined();
});

test.for([
  { bus: '10.0.0.1%0', standard: 0, bigip: '10.0.0.1' },
  { bus: '10.0.0.1%2', standard: 0, bigip: '10.0.0.1%2' },
  { bus: '10.0.0.1%2', standard: 2, bigip: '10.0.0.1' },
  { bus: '10.0.0.1%0', standard: 2, bigip: '10.0.0.1%0' },
  { bus: '2001:db8::1%0', standard: 0, bigip: '2001:db8::1' },
])('$bus is $bigip where the default route domain is $standard', ({ bus, standard, bigip }) => {
  expect(toBigipAddress(bus, standard)).toBe(bigip);
  expect(fromBigipAddress(bigip, standard)).toBe(bus);
});

test('IPv6 has one form, and any stands for zeros', () => {
  expect(fromBigipAddress('2001:DB8:0:0::1', 0)).toBe('2001:db8::1%0');
  expect(fromBigipAddress('any', 0)).toBe('0.0.0.0%0');
  expect(fromBigipAddress('any6%4', 0)).toBe('::%4');
});

test('what is no address is refused', () => {
  for (const bad of ['', '10.1', '010.0.0.1', '10.0.0.1%x', '10.0.0.1%1%2', 'web', '::g'])
    expect(() => fromBigipAddress(bad, 0), bad).toThrow(RangeError);
  expect(() => toBigipAddress('10.0.0.1', 0)).toThrow(RangeError);
});

test('normalising an address a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const normal = normalAddress(address);
      expect(normalAddress(normal)).toBe(normal);
    }),
  );
});

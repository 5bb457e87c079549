import { expect, test } from 'vitest';
import { type Asked, placeOf } from './address.ts';
import { container, idOf, networks } from './testing/sample-site.ts';

const on = (...attached: { network: string; ipv4?: string; ipv6?: string }[]) => ({ kind: 'networks', networks: attached });
const published = (...bindings: { hostIp: string; hostPort: number }[]) => [{ port: 80, published: bindings }];
const others = [
  container({ name: 'pod', attachment: on({ network: 'bridge', ipv4: '172.17.0.9' }) }),
  container({ name: 'host-pod', attachment: { kind: 'host' } }),
  container({ name: 'chain', attachment: { kind: 'container', container: idOf('pod') } }),
  container({ name: 'stopped', state: 'exited', attachment: on({ network: 'bridge' }) }),
  container({ name: 'ring', attachment: { kind: 'container', container: idOf('ring') } }),
];

test.for<{ when: string; given?: object; asked?: Partial<Asked>; at: string }>([
  { when: 'it is on the bridge', at: '172.17.0.2 80' },
  { when: 'another port is asked for', asked: { port: 8080 }, at: '172.17.0.2 8080' },
  { when: 'it is on the host', given: { attachment: { kind: 'host' } }, at: '192.0.2.11 80' },
  { when: 'it shares a network', given: { attachment: { kind: 'container', container: idOf('pod') } }, at: '172.17.0.9 80' },
  {
    when: 'it is named by a short id',
    given: { attachment: { kind: 'container', container: idOf('pod').slice(0, 12) } },
    at: '172.17.0.9 80',
  },
  { when: 'it shares a shared network', given: { attachment: { kind: 'container', container: idOf('chain') } }, at: '172.17.0.9 80' },
  { when: 'it shares the host’s network', given: { attachment: { kind: 'container', container: idOf('host-pod') } }, at: '192.0.2.11 80' },
  {
    when: 'it shares its own network',
    given: { attachment: { kind: 'container', container: idOf('ring') } },
    at: 'problem: has no network',
  },
  {
    when: 'whose network it shares is away',
    given: { attachment: { kind: 'container', container: idOf('gone') } },
    at: 'problem: shares the network',
  },
  { when: 'it has no network', given: { attachment: { kind: 'none' } }, at: 'problem: has no network' },
  {
    when: 'an inner network is there too',
    given: { attachment: on({ network: 'inner', ipv4: '172.19.0.2' }, { network: 'shop', ipv4: '172.18.0.2' }) },
    at: '172.18.0.2 80',
  },
  {
    when: 'an overlay is there too',
    given: { attachment: on({ network: 'mesh', ipv4: '10.0.9.2' }, { network: 'shop', ipv4: '172.18.0.2' }) },
    at: '172.18.0.2 80',
  },
  {
    when: 'two networks could be meant',
    given: { attachment: on({ network: 'bridge', ipv4: '172.17.0.2' }, { network: 'shop', ipv4: '172.18.0.2' }) },
    at: 'problem: could be reached at 172.17.0.2 in bridge and 172.18.0.2 in shop',
  },
  {
    when: 'one of two is asked for',
    given: { attachment: on({ network: 'bridge', ipv4: '172.17.0.2' }, { network: 'shop', ipv4: '172.18.0.2' }) },
    asked: { network: 'shop' },
    at: '172.18.0.2 80',
  },
  {
    when: 'the inner network is asked for',
    given: { attachment: on({ network: 'inner', ipv4: '172.19.0.2' }) },
    asked: { network: 'inner' },
    at: '172.19.0.2 80',
  },
  { when: 'it is not on the network asked for', asked: { network: 'shop' }, at: 'problem: is not on the network shop' },
  { when: 'it has IPv6 only', given: { attachment: on({ network: 'shop', ipv6: 'fd00:18:0:0::00a' }) }, at: 'fd00:18::a 80' },
  {
    when: 'it has both on one network, and its engine IPv4',
    given: { attachment: on({ network: 'shop', ipv4: '172.18.0.2', ipv6: 'fd00:18::a' }) },
    at: '172.18.0.2 80',
  },
  {
    when: 'it is asked for on an overlay',
    given: { attachment: on({ network: 'mesh', ipv4: '10.0.9.2' }) },
    asked: { network: 'mesh' },
    at: 'problem: has no address that can be used: 10.0.9.2 in mesh',
  },
  {
    when: 'it is asked for on a network of its host',
    given: { attachment: { kind: 'host' } },
    asked: { network: 'shop' },
    at: "problem: is in its host's own network",
  },
  {
    when: 'whose network it shares is stopped',
    given: { attachment: { kind: 'container', container: idOf('stopped') } },
    at: 'problem: shares the network of stopped, which does not run',
  },
  {
    when: 'its port is published, and is routed to',
    given: { attachment: on({ network: 'shop', ipv4: '172.18.0.2' }), ports: published({ hostIp: '', hostPort: 8080 }) },
    at: '172.18.0.2 80',
  },
  {
    when: 'its address is another’s',
    given: { address: '10.1.2.3' },
    at: 'problem: has no address that can be used: 10.1.2.3 in bridge (it lies in none',
  },
  { when: 'its address is none', given: { address: 'nonsense' }, at: 'problem: has no address that can be used: nonsense in bridge' },
  { when: 'it runs without an address', given: { attachment: on({ network: 'bridge' }) }, at: 'problem: has no address' },
  { when: 'it starts without an address', given: { attachment: on({ network: 'bridge' }), state: 'starting' }, at: 'none' },
  {
    when: 'its port is published',
    given: { ports: published({ hostIp: '0.0.0.0', hostPort: 8080 }, { hostIp: '::', hostPort: 8080 }) },
    at: '192.0.2.11 8080',
  },
  {
    when: 'its port is published on one address',
    given: { ports: published({ hostIp: '192.0.2.77', hostPort: 8080 }) },
    at: '192.0.2.77 8080',
  },
  {
    when: 'its port is published for its own host only',
    given: { ports: published({ hostIp: '127.0.0.1', hostPort: 8080 }) },
    at: '172.17.0.2 80',
  },
  {
    when: 'its port is published twice',
    given: { ports: published({ hostIp: '', hostPort: 8080 }, { hostIp: '', hostPort: 8081 }) },
    at: 'problem: has port 80 published more than once: 192.0.2.11:8080 and 192.0.2.11:8081',
  },
  { when: 'a binding can’t be read', given: { ports: published({ hostIp: 'x', hostPort: 8080 }) }, at: '172.17.0.2 80' },
  {
    when: 'its own address is asked for',
    given: { ports: published({ hostIp: '', hostPort: 8080 }) },
    asked: { address: 'container' },
    at: '172.17.0.2 80',
  },
  {
    when: 'a network is asked for',
    given: { ports: published({ hostIp: '', hostPort: 8080 }) },
    asked: { network: 'bridge' },
    at: '172.17.0.2 80',
  },
  {
    when: 'a published port is asked for',
    given: { ports: published({ hostIp: '', hostPort: 8080 }) },
    asked: { address: 'published' },
    at: '192.0.2.11 8080',
  },
  { when: 'a published port is asked for and there is none', asked: { address: 'published' }, at: 'problem: asks for a published port' },
])('finds where a container is when $when', ({ given = {}, asked = {}, at }) => {
  const known = [...others, container({ name: 'www-1', ...given })];
  const place = placeOf(
    container({ name: 'www-1', ...given }),
    { port: 80, protocol: 'tcp', network: undefined, address: 'auto', prefix: 'berth.', ...asked },
    {
      engineAddress: '192.0.2.11',
      networks,
      subnets: ['0.0.0.0/0', '::/0'],
      routed: () => undefined,
      container: (id) => known.find((other) => other.id.startsWith(id)),
      direct: (network) => (network === 'shop' ? 'works' : 'unknown'),
    },
  );
  const said = place.kind === 'reached' ? `${place.address} ${place.port}` : place.kind === 'problem' ? `problem: ${place.what}` : 'none';
  expect(place.kind === 'problem' ? said.slice(0, at.length) : said).toBe(at);
});

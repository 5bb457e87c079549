/** What labels say of a service, over the wire: one request when it changes, one when it is given back. */
import { expect } from 'vitest';
import { base, service, www1, www2 } from './testing/documents.ts';
import { test } from './testing/fixtures.ts';

const pool = '/mgmt/tm/ltm/pool/~berth~www';
const member = `${pool}/members/~berth~10.0.0.2:80`;

test.for([
  { what: 'the monitor', more: { monitor: '/Common/http' }, path: pool, property: 'monitor', is: '/Common/http' },
  { what: 'a monitor for UDP', more: { monitor: '/Common/udp' }, path: pool, property: 'monitor', is: '/Common/udp' },
  {
    what: 'the load-balancing mode',
    more: { pool: { loadBalancingMode: 'least-connections-member' } },
    path: pool,
    property: 'loadBalancingMode',
    is: 'least-connections-member',
  },
  { what: 'the slow ramp', more: { pool: { slowRampTime: 120 } }, path: pool, property: 'slowRampTime', is: 120 },
  { what: 'no slow ramp', more: { pool: { slowRampTime: 0 } }, path: pool, property: 'slowRampTime', is: 0 },
  { what: 'priority groups', more: { pool: { minActiveMembers: 1 } }, path: pool, property: 'minActiveMembers', is: 1 },
  { what: 'the ratio', given: { ratio: 7 }, path: member, property: 'ratio', is: 7 },
  { what: 'the priority group', given: { priorityGroup: 3 }, path: member, property: 'priorityGroup', is: 3 },
  { what: 'the connection limit', given: { connectionLimit: 250 }, path: member, property: 'connectionLimit', is: 250 },
])('$what', async ({ more = {}, given = {}, path, property, is }, { bigip, driver }) => {
  const plain = service('www', [www1, www2], { monitor: '/Common/gateway_icmp' });
  await driver.apply(base(), plain);
  const shown = () => {
    const { 'ltm/pool': pools = {}, 'ltm/pool/members': members = {} } = bigip.snapshot();
    return path === pool ? pools['/berth/www']?.[property] : members['/berth/www /berth/10.0.0.2:80']?.[property];
  };
  const before = shown();
  const sent = async (document: typeof plain) => {
    const requests = bigip.requests.counters.requests;
    await driver.apply(document);
    return bigip.requests.writesSince(requests).map(({ method, path: its }) => `${method} ${its}`);
  };
  expect(await sent(service('www', [www1, { ...www2, ...given }], { monitor: '/Common/gateway_icmp', ...more }))).toEqual([
    `PATCH ${path}`,
  ]);
  expect(shown()).toEqual(is);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(await sent(plain)).toEqual([`PATCH ${path}`]);
  expect(shown()).toEqual(before);
});

import { BigipName } from '@berth/messages';
import { expect, test } from 'vitest';
import { planGroup } from './plan-group.ts';
import { type GroupInput, span } from './testing/sample-group.ts';

function planned(given: GroupInput) {
  const [group] = span(given).groups;
  if (group === undefined) throw new Error('the sample has one group');
  return planGroup(group, undefined);
}

const http = 'virtualServers: [{ name: http, destination: "198.51.100.20:80" }]';

test('a group whose sites refer to what is there shares nothing of its own', () => {
  expect(planned({})).toMatchObject({ group: 'world', dataCenters: [], servers: [] });
});

test.for([
  {
    when: 'nothing is named',
    west: `own: true, ${http}`,
    dataCenters: ['/Common/west'],
    server: { path: '/Common/west', dataCenter: '/Common/west', address: '198.51.100.20', monitor: { path: '/Common/tcp' } },
  },
  {
    when: 'everything is named',
    west: `own: true, dataCenter: dc2, server: s2, address: 192.0.2.9, monitor: none, ${http}`,
    dataCenters: ['/Common/dc2'],
    server: { path: '/Common/s2', dataCenter: '/Common/dc2', address: '192.0.2.9', monitor: { kind: 'none' } },
  },
  {
    when: 'the data center is there already',
    west: `own: true, dataCenter: /Common/dc2, monitor: /Common/my_probe, ${http}`,
    dataCenters: [],
    server: { dataCenter: '/Common/dc2', monitor: { path: '/Common/my_probe' } },
  },
  {
    when: 'addresses are translated, and some are IPv6',
    west: 'own: true, virtualServers: [{ name: six, destination: "[2001:DB8:0::20]:80" }, { name: http, destination: "198.51.100.20:80", translation: "10.1.1.20:8080" }]',
    dataCenters: ['/Common/west'],
    server: {
      address: '2001:db8::20',
      virtualServers: [
        { name: 'http', destination: { address: '198.51.100.20', port: 80 }, translation: { address: '10.1.1.20', port: 8080 } },
        { name: 'six', destination: { address: '2001:db8::20', port: 80 } },
      ],
    },
  },
])('a server of its own when $when', ({ west, dataCenters, server }) => {
  expect(planned({ west })).toMatchObject({ dataCenters, servers: [server] });
});

test.for([
  { when: 'it is where it was', before: { bigip: 'edge-east' }, left: undefined },
  { when: 'nothing was said of it', before: {}, left: undefined },
  { when: 'it has moved', before: { bigip: 'edge-west' }, left: ['edge-west'] },
  { when: 'it has moved twice', before: { bigip: 'edge-west', left: ['old'] }, left: ['edge-west', 'old'] },
  { when: 'it has moved back', before: { bigip: 'edge-west', left: ['edge-east'] }, left: ['edge-west'] },
  { when: 'what was left is cleared', before: { bigip: 'edge-east', left: ['edge-west'] }, more: 'cleared: [edge-west]', left: undefined },
])('a group has left BIG-IPs when $when', ({ before, more = '', left }) => {
  const [group] = span({ more }).groups;
  if (group === undefined) throw new Error('the sample has one group');
  const names = { ...before, ...(before.left && { left: before.left.map((name) => BigipName.parse(name)) }) };
  expect(planGroup(group, names as Parameters<typeof planGroup>[1]).left).toEqual(left);
});

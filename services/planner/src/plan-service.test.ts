import { DesiredService } from '@berth/messages';
import { expect, test } from 'vitest';
import { history, one, only, two } from './testing/service-history.ts';

test('the document is valid and sorted', () => {
  const labels = {
    'berth.lb-method': 'ratio-member',
    'berth.ratio': '3',
    'berth.priority': '2',
    'berth.connection-limit': '10',
    'berth.slow-ramp': '30',
    'berth.monitor': 'http',
  };
  const reach = { by: 'container', network: 'bridge', why: 'its port is not published where others reach it', turnedDown: [] };
  const { want } = history([only({ ...one, labels }, two)], { engines: ['docker1'], bigip: 'routeDomain: 2' });
  const document = DesiredService.parse({
    v: 1,
    kind: 'service',
    epoch: { lease: 'x', created: 0, revision: 0 },
    bigip: 'edge',
    service: 'www',
    want,
  });
  expect(document.want).toEqual({
    kind: 'serving',
    partial: [],
    pool: {
      name: 'www',
      monitor: { kind: 'path', path: '/Common/http' },
      loadBalancingMode: 'ratio-member',
      minActiveMembers: 1,
      slowRampTime: 30,
    },
    virtuals: [],
    members: [
      {
        address: '172.17.0.2%2',
        port: 80,
        session: 'enabled',
        ratio: 3,
        priorityGroup: 2,
        connectionLimit: 10,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
        named: 'NAME-N',
        reach,
      },
      {
        address: '172.17.0.3%2',
        port: 80,
        session: 'enabled',
        ratio: 1,
        priorityGroup: 0,
        connectionLimit: 0,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
        named: 'NAME-N',
        reach,
      },
    ],
    hosts: [
      {
        kind: 'member',
        host: 'www-1.apps.example.com',
        address: '172.17.0.2%2',
        port: 80,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
      },
      {
        kind: 'member',
        host: 'www-1.docker.example.com',
        address: '172.17.0.2%2',
        port: 80,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
      },
      {
        kind: 'member',
        host: 'www-2.apps.example.com',
        address: '172.17.0.3%2',
        port: 80,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
      },
      {
        kind: 'member',
        host: 'www-2.docker.example.com',
        address: '172.17.0.3%2',
        port: 80,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
      },
      { kind: 'pool', host: 'www.apps.example.com' },
      { kind: 'pool', host: 'www.docker.example.com' },
    ],
  });
});

test.for([
  { when: 'the BIG-IP has its default', bigip: '', label: {}, monitor: '/Common/tcp' },
  { when: 'the BIG-IP has none', bigip: 'monitor: none', label: {}, monitor: 'none' },
  { when: 'the BIG-IP has its own', bigip: 'monitor: /Common/mine', label: {}, monitor: '/Common/mine' },
  { when: 'a label says another', bigip: 'monitor: /Common/mine', label: { 'berth.monitor': 'https' }, monitor: '/Common/https' },
  { when: 'a label says none', bigip: '', label: { 'berth.monitor': 'none' }, monitor: 'none' },
])('plans the monitor when $when', ({ bigip, label, monitor }) => {
  const { want } = history([only({ ...one, labels: label })], { engines: ['docker1'], bigip });
  const planned = want?.kind === 'serving' ? want.pool.monitor : undefined;
  expect(planned?.kind === 'path' ? planned.path : planned?.kind).toBe(monitor);
});

test('the longest-running container says how the pool balances, and disagreement is reported', () => {
  const old = { ...two, startedAt: 1, labels: { 'berth.lb-method': 'least-sessions' } };
  const { want, problems } = history([only({ ...one, labels: { 'berth.lb-method': 'round-robin' } }, old)]);
  expect(want).toMatchObject({ pool: { loadBalancingMode: 'least-sessions' } });
  expect(problems).toContain('service-www-lb-method');
});

test('containers have no names of their own where the BIG-IP does not tell them apart', () => {
  const { want } = history([only(one)], { engines: ['docker1'], bigip: 'http: { mode: attach, instances: off }' });
  expect(want?.kind === 'serving' && want.hosts.map(({ host }) => host)).toEqual(['www.apps.example.com', 'www.docker.example.com']);
});

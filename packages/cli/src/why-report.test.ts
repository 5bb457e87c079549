import { expect, test } from 'vitest';
import { why } from './testing/why.ts';
import { container, engine, epoch, idOf, member, now, problem, service, serving, status, www1, www2 } from './testing/world.ts';

test('a service: its members with their containers, its names, and that all is there', () => {
  const { report, text } = why('www');
  expect(report.well).toBe(true);
  expect(text).toBe(`www is a service
  service www on edge (ltm): pool /berth/www, monitor /Common/tcp; on the BIG-IP
    member 172.17.0.2:80  enabled  www-1 on docker1, id aaa100000000, running
    member 172.17.0.3:80  enabled  www-2 on docker1, id aaa200000000, running
    www-1.apps.example.com → 172.17.0.2:80 (www-1)
    www.apps.example.com → the pool`);
});

test.for(['www-1', 'aaa1000', idOf('aaa1')])('a container, asked for as %s: what it is, and its own part', (name) => {
  const { report, text } = why(name);
  expect(report.well).toBe(true);
  expect(text).toBe(`www-1 is a container on docker1, id aaa100000000
  offered on edge
  running for 3 min; image web:1; site east
  172.17.0.2 in bridge; exposes 80/tcp
  service www on edge (ltm): pool /berth/www, monitor /Common/tcp; on the BIG-IP
    member 172.17.0.2:80  enabled  www-1 on docker1, id aaa100000000, running
    www-1.apps.example.com → 172.17.0.2:80 (www-1)
    www.apps.example.com → the pool`);
});

test.for([
  { asked: 'WWW-1', is: 'container', name: 'www-1' },
  { asked: 'AAA1000', is: 'container', name: 'www-1' },
  { asked: 'Www', is: 'service', name: 'www' },
  { asked: 'DOCKER1', is: 'engine' },
  { asked: 'Edge', is: 'BIG-IP', name: 'edge' },
])('$asked is found as the $is that is written otherwise', ({ asked, ...finding }) => {
  expect(why(asked).report.findings).toMatchObject([finding]);
});

test('a part of a name brings it, in whatever case either is written', () => {
  const change = { 'berth-engines': { docker1: engine(container('Shop-Frontend-1', 'aaa1')) } };
  for (const name of ['Frontend', 'frontend', 'FRONTEND']) expect(why(name, change).report.near).toEqual(['Shop-Frontend-1']);
});

test('of containers whose names differ by case alone, the one of just this name is meant', () => {
  const change = { 'berth-engines': { docker1: engine(container('www-1', 'aaa1'), container('WWW-1', 'bbb1')) } };
  const found = (name: string) =>
    why(name, change).report.findings.map((finding) => (finding.is === 'container' ? finding.name : finding.is));
  expect(found('www-1')).toEqual(['www-1']);
  expect(found('WWW-1')).toEqual(['WWW-1']);
  expect(found('Www-1')).toEqual(['www-1', 'WWW-1']);
});

test.for(['172.17.0.9', '172.17.0.9:80', '172.17.0.9%0:80'])('a container by its address, or where it is a member: %s', (name) => {
  const networks = [{ network: 'bridge', ipv4: '172.17.0.9' }];
  const change = {
    'berth-engines': {
      docker1: engine(container('www-1', 'aaa1', { attachment: { kind: 'networks', networks } }), container('www-2', 'aaa2')),
    },
    'berth-desired': { 'ltm.edge.www': service(serving([member('172.17.0.9%0', www1), member('172.17.0.3%0', www2)], [])) },
  };
  const { report, text } = why(name, change);
  expect(report.findings).toMatchObject([{ is: 'container', name: 'www-1' }]);
  expect(text).toContain('www-1 is a container on docker1');
});

test("an engine's address is no container's, and the port that leads to one is", () => {
  const change = { 'berth-desired': { 'ltm.edge.www': service(serving([member('192.0.2.11%0', www1, 'enabled', { port: 32768 })], [])) } };
  expect(why('192.0.2.11', change).report.findings).toEqual([]);
  expect(why('192.0.2.11:32768', change).report.findings).toMatchObject([{ is: 'container', name: 'www-1' }]);
});

test.for([
  { name: 'WWW-1.apps.example.com.', members: ['172.17.0.2%0'] },
  { name: 'www.apps.example.com', members: ['172.17.0.2%0', '172.17.0.3%0'] },
])('a host name: $name leads to $members', ({ name, members }) => {
  const { report } = why(name);
  expect(report).toMatchObject({
    well: true,
    findings: [{ is: 'host name', places: [{ members: members.map((address) => ({ address })) }] }],
  });
});

const names = {
  v: 1,
  kind: 'names',
  epoch: epoch('planner.east'),
  bigip: 'edge',
  service: 'www',
  want: {
    kind: 'serving',
    partial: [],
    names: [
      { kind: 'reverse', name: '2.0.17.172.in-addr.arpa', target: 'www-1.docker.example.com', state: 'offered', origin: www1 },
      { kind: 'container', name: 'www-2.docker.example.com', address: '172.17.0.3', port: 80, state: 'withheld', origin: www2 },
      {
        kind: 'service',
        name: 'www.docker.example.com',
        endpoints: [{ address: '172.17.0.2', port: 80, target: 'www-1.docker.example.com', origin: www1 }],
      },
    ],
  },
};
const applied = status({ appliedTo: 4 });
const answering = {
  'berth-desired': { 'dns.edge.www': names },
  'berth-status': { 'dns.edge': applied, 'ltm.edge': applied },
  'berth-leases': { 'dns.edge': { v: 1, instance: 'dns-applier-1', program: 'dns-applier' } },
};

test('names in DNS: what they answer, for a service, a container and a name', () => {
  const { report, text } = why('www', answering);
  expect(report.well).toBe(true);
  expect(text).toContain(`  service www on edge (dns): 3 names; on the BIG-IP
    2.0.17.172.in-addr.arpa in DNS: www-1.docker.example.com
    www-2.docker.example.com in DNS: no answer now
    www.docker.example.com in DNS: 172.17.0.2`);
  expect(why('www-1', answering).text).toMatch(/\(dns\): 2 names.*\n {4}2\.0\.17\.172.*\n {4}www\.docker\.example\.com in DNS/);
  expect(why('www.docker.example.com', answering)).toMatchObject({ report: { well: true, findings: [{ is: 'host name' }] } });
  expect(why('www-2.docker.example.com', answering)).toMatchObject({ report: { well: false } });
});

test('an engine and a BIG-IP', () => {
  expect(why('docker1').text).toContain('docker1 is an engine, version 29.0.0, API 1.');
  expect(why('docker1').text).toContain('docker1 (site east)  3 containers (3 running)');
  expect(why('docker1').text).toContain('db  running  dbdb00000000');
  expect(why('edge').text).toContain(
    'edge is a BIG-IP, version 17.1.2\n  unit bigip-a.example.com (active)\n  edge (ltm)  active; everything applied; owns 1 pool, 2 members, 3 records\n    1 service planned for it',
  );
  expect([why('docker1').report.well, why('edge').report.well]).toEqual([true, true]);
});

test('a BIG-IP that several appliers keep is told once', () => {
  expect(why('edge', answering).report.findings).toMatchObject([
    {
      is: 'BIG-IP',
      name: 'edge',
      kept: [
        { report: { kind: 'dns' }, planned: 1 },
        { report: { kind: 'ltm' }, planned: 1 },
      ],
    },
  ]);
});

test.for([
  {
    when: 'its document is newer than what is applied',
    name: 'www',
    change: { 'berth-status': { 'ltm.edge': status({ appliedTo: 2 }) } },
    says: 'not yet on the BIG-IP, which is behind by 1 document',
  },
  {
    when: 'the BIG-IP is away',
    name: 'www-1',
    change: {
      'berth-status': { 'ltm.edge': status({ appliedTo: 2, state: { kind: 'unreachable', reason: 'ETIMEDOUT', since: now - 5000 } }) },
    },
    says: 'edge is unreachable for 5 s: ETIMEDOUT',
  },
  {
    when: 'BIG-IP refused it, in its own words',
    name: 'www-1.apps.example.com',
    change: {
      'berth-status': {
        'ltm.edge': status({ exceptions: [{ kind: 'refused', object: '/berth/www', service: 'www', reason: '01070734:3: no' }] }),
      },
    },
    says: 'refused /berth/www: 01070734:3: no',
  },
  {
    when: 'an operator changed its member',
    name: 'www-1',
    change: {
      'berth-status': {
        'ltm.edge': status({
          exceptions: [{ kind: 'overridden', object: '/berth/www 172.17.0.2:80', service: 'www', reason: 'set by hand', origin: www1 }],
        }),
      },
    },
    says: 'overridden /berth/www 172.17.0.2:80: set by hand',
  },
  {
    when: 'an instance of the service has a problem',
    name: 'www',
    change: { 'berth-problems': { 'planner-east.one': problem('container www-9: exposes no TCP port', 'engine docker1') } },
    says: 'exposes no TCP port',
  },
  {
    when: 'its engine can not be seen',
    name: 'www-1',
    change: {
      'berth-engines': { docker1: null },
      'berth-leases': { 'collector.docker1': null },
      'berth-desired': {
        'ltm.edge.www': service(
          serving(
            [{ address: '172.17.0.2%0', port: 80, session: 'enabled', ratio: 1, priorityGroup: 0, connectionLimit: 0, origin: www1 }],
            [],
            { partial: ['docker1'] },
          ),
        ),
      },
    },
    says: 'offered as it was last seen: no engine tells of it now',
  },
  {
    when: 'it is gone',
    name: 'www',
    change: { 'berth-desired': { 'ltm.edge.www': service({ kind: 'gone', cause: 'stopped', since: now - 60_000 }) } },
    says: 'service www on edge (ltm): gone for 60 s (stopped)',
  },
  {
    when: 'nothing serves',
    name: 'www',
    change: { 'berth-desired': { 'ltm.edge.www': service(serving([], [], { emptySince: now - 60_000 })) } },
    says: 'nothing to serve for 60 s',
  },
])('is not well when $when', ({ name, change, says }) => {
  const { report, text } = why(name, change);
  expect(text).toContain(says);
  expect(report.well).toBe(false);
});

test('an unknown name brings the nearest known ones', () => {
  const { report, text } = why('ww-1');
  expect(report).toMatchObject({ well: false, findings: [], near: expect.arrayContaining(['www-1', 'www-2', 'www']) });
  expect(text).toContain(
    'ww-1 is no service, container, host name, virtual server, engine or BIG-IP that is known.\nKnown names like it: www-1',
  );
  expect(why('apps.example.com').report.near).toContain('www.apps.example.com');
  expect(why('something-else-entirely').report.near).toEqual([]);
});

test('a name that nobody has may be one of those for which there is no room', () => {
  const room = problem("the engine's document has no room for all", 'engine docker1', 'room');
  const change = { 'berth-problems': { 'collector-docker1.room': room } };
  expect(why('evil-77', change).text).toContain("the engine's document has no room for all (engine docker1)");
  expect(why('www-1', change).text).not.toContain('no room');
});

test('a problem of another container is not told', () => {
  const change = {
    'berth-problems': { 'planner-east.one': problem('container www-19: exposes no TCP port', 'engine docker1, container www-19') },
  };
  expect(why('www-1', change).report).toMatchObject({ well: true, problems: [] });
});

import { expect, test } from 'vitest';
import { why } from './testing/why.ts';
import { container, engine, epoch, freeze, member, now, problem, service, serving, status, wideIp, www1 } from './testing/world.ts';

/** What stands in the documents of `www-1` alone, in the state that its engine tells. */
function alone(state: string, session: string, more: { readonly member?: object; readonly want?: object; readonly facts?: object } = {}) {
  return {
    'berth-engines': { docker1: engine(container('www-1', 'aaa1', { state: state as 'running', ...more.facts })) },
    'berth-desired': { 'ltm.edge.www': service(serving([member('172.17.0.2%0', www1, session, more.member)], [], more.want)) },
  };
}

const states = (state: string) => ({
  v: 1,
  kind: 'member-states',
  epoch: epoch('bigip.edge'),
  bigip: 'edge',
  engine: 'docker1',
  members: [{ pool: 'www', member: '172.17.0.2:80', container: 'aaa100000000', state }],
});

test.for<{ when: string; change: Parameters<typeof why>[1]; kind: string; says: string }>([
  { when: 'it starts', change: alone('starting', 'disabled'), kind: 'withheld', says: 'not offered: its health check has not passed yet' },
  { when: 'it is unhealthy', change: alone('unhealthy', 'disabled'), kind: 'withheld', says: 'not offered: its health check fails' },
  {
    when: 'it stops',
    change: alone('stopping', 'disabled', { facts: { stopping: { signal: 'SIGTERM', at: now - 1000 } } }),
    kind: 'withheld',
    says: 'not offered: it was asked to stop (SIGTERM)',
  },
  { when: 'it is paused', change: alone('paused', 'disabled'), kind: 'withheld', says: 'not offered: it is paused' },
  {
    when: 'writes are frozen',
    change: { ...alone('running', 'enabled'), 'berth-control': { 'freeze.edge': freeze() } },
    kind: 'held-up',
    says: 'to be offered, but held up: edge is frozen: held by ann: maintenance',
  },
  {
    when: 'the BIG-IP is behind',
    change: { ...alone('running', 'enabled'), 'berth-status': { 'ltm.edge': status({ appliedTo: 2 }) } },
    kind: 'held-up',
    says: 'to be offered, but held up: edge has not all of it yet',
  },
  {
    when: 'BIG-IP refuses its pool',
    change: {
      ...alone('running', 'enabled'),
      'berth-status': {
        'ltm.edge': status({ exceptions: [{ kind: 'refused', object: '/berth/www', service: 'www', reason: '01070734:3: no' }] }),
      },
    },
    kind: 'held-up',
    says: 'to be offered, but held up: refused /berth/www: 01070734:3: no',
  },
  {
    when: 'the monitor finds it down',
    change: { ...alone('running', 'enabled'), 'berth-bigips': { 'edge.docker1': states('down') } },
    kind: 'held-up',
    says: 'to be offered, but held up: the monitor /Common/tcp on edge finds it down',
  },
  {
    when: 'the monitor finds it up',
    change: { ...alone('running', 'enabled'), 'berth-bigips': { 'edge.docker1': states('up') } },
    kind: 'offered',
    says: 'offered on edge',
  },
  {
    when: 'a label of it is wrong',
    change: {
      ...alone('running', 'enabled'),
      'berth-problems': {
        'planner-east.one': problem(
          'container www-1: the label berth.prot is unknown',
          'engine docker1',
          'container-aaa100000000-berth.prot',
        ),
      },
    },
    kind: 'offered',
    says: 'offered on edge\n  but the label berth.prot is unknown; do this',
  },
  {
    when: 'it claims what is another’s',
    change: {
      ...alone('running', 'enabled'),
      'berth-problems': {
        'planner-east.one': problem(
          'the name x belongs to api-1 (bbb100000000 on docker1); it is also claimed by www-1 (aaa100000000 on docker1)',
          'engine docker1',
          'name-x',
        ),
      },
    },
    kind: 'offered',
    says: 'offered on edge\n  but the name x belongs to api-1 (bbb100000000 on docker1); it is also claimed by www-1 (aaa100000000 on docker1); do this',
  },
  {
    when: 'its engine has more than it may',
    change: {
      'berth-engines': { docker1: engine(container('www-1', 'aaa1')) },
      'berth-desired': { 'ltm.edge.www': service(serving([], [])) },
      'berth-problems': {
        'planner-east.one': problem(
          'engine docker1: 9 containers are left out, for with the next of them there would be more than 2 services: a-1 (bbb100000000)',
          'engine docker1',
          'engine-docker1-limits',
        ),
      },
    },
    kind: 'left-out',
    says: 'not served: engine docker1: 9 containers are left out, for with the next of them there would be more than 2 services: a-1 (bbb100000000); do this',
  },
])('the first line of a container says how it is when $when', ({ change, kind, says }) => {
  const { report, text } = why('www-1', change);
  expect(report.findings).toMatchObject([{ is: 'container', verdict: { kind } }]);
  expect(text).toContain(`www-1 is a container on docker1, id aaa100000000\n  ${says}\n`);
  expect(text).not.toContain('Problems');
});

test('a container: by which rule it was named, which address was taken and which were not, and what the monitor says', () => {
  const turnedDown = [{ at: '172.19.0.2 in back', why: 'the network is internal' }];
  const reach = { by: 'container', why: 'its port is not published where others reach it', turnedDown };
  const change = {
    ...alone('running', 'enabled', { member: { named: 'NAME-N', reach } }),
    'berth-bigips': { 'edge.docker1': states('up') },
  };
  expect(why('www-1', change).text).toBe(`www-1 is a container on docker1, id aaa100000000
  offered on edge
  running for 3 min; image web:1; site east
  172.17.0.2 in bridge; exposes 80/tcp
  of the service www by NAME-N
  reached at 172.17.0.2:80: its port is not published where others reach it
    not at 172.19.0.2 in back: the network is internal
  service www on edge (ltm): pool /berth/www, monitor /Common/tcp; on the BIG-IP
    member 172.17.0.2:80  enabled  www-1 on docker1, id aaa100000000, running; by the monitor up`);
});

test('a wide IP: the sites that it leads to', () => {
  const change = {
    'berth-desired': { 'gtm.world.www': wideIp({ east: 'enabled', west: 'disabled' }) },
    'berth-status': { 'gtm.world': status({ target: 'world' }), 'ltm.edge': status({ appliedTo: 4 }) },
    'berth-leases': { 'gtm.world': { v: 1, instance: 'dns-applier-1', program: 'dns-applier' } },
  };
  const { report, text } = why('www.apps.example.com', change);
  expect(report).toMatchObject({ well: true, findings: [{ is: 'host name' }] });
  expect(text).toContain(`  service www on world (gtm): 1 wide IP; on the BIG-IP
    www.apps.example.com in DNS: east (/Common/gtm-east:http)`);
  expect(why('world', change).text).toContain(
    'world is a DNS group\n  world (gtm)  active; everything applied; owns 1 pool, 2 members, 3 wide IPs\n    1 service planned for it',
  );
});

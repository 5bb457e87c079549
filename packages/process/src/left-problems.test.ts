import { parseInstallation } from '@berth/installation';
import { problemKey } from '@berth/messages';
import { expect, test } from 'vitest';
import { LeftProblems, leftBy } from './left-problems.ts';

const east = {
  engines: { docker1: { url: 'unix:///nowhere', address: '192.0.2.1' } },
  bigips: { edge: { units: ['192.0.2.5:8443'], user: 'berth', passwordFile: '/p' } },
};
const { installation } = parseInstallation(
  'berth.yaml',
  JSON.stringify({ installation: 'shop', nats: { servers: ['nats://a:4222'] }, sites: { east } }),
);

test.for([
  { source: 'collector-docker1', subject: 'engine', is: 'told' },
  { source: 'collector-docker2', subject: 'engine', is: 'left' },
  { source: 'bus-collector.docker1', subject: 'berth-engines-docker1', is: 'told' },
  { source: 'bus-collector.docker2', subject: 'berth-engines-docker2', is: 'left' },
  { source: 'planner-east', subject: 'service-www-port', is: 'told' },
  { source: 'planner-=span', subject: 'group-world', is: 'told' },
  { source: 'planner-west', subject: 'service-www-port', is: 'left' },
  { source: 'bus-planner', subject: 'berth-desired-ltm.edge.www', is: 'told' },
  { source: 'bus-planner.east', subject: 'berth-desired-ltm.edge.www', is: 'left' },
  { source: 'bus-ltm.edge', subject: 'berth-status-ltm.edge', is: 'left' },
  { source: 'bus-planner', subject: 'certificate-nats://a:4222', is: 'told' },
  { source: 'bus-planner', subject: 'certificate-nats://b:4222', is: 'left' },
  { source: 'bus-ltm-applier', bigip: 'edge', subject: 'certificate-192.0.2.5:8443', is: 'told' },
  { source: 'bus-ltm-applier', bigip: 'edge', subject: 'certificate-192.0.2.6:8443', is: 'left' },
  { source: 'bus-ltm-applier', bigip: 'core', subject: 'certificate-192.0.2.5:8443', is: 'left' },
  { source: 'bus-dns-applier', bigip: 'edge', subject: 'berth-status-dns.edge', is: 'told' },
  { source: 'bus-dns-applier', bigip: 'core', subject: 'berth-status-dns.core', is: 'left' },
  // As versions before named them.
  { source: 'bus-ltm-applier', subject: 'certificate-192.0.2.5:8443', is: 'left' },
  { source: 'bus-ltm-applier', subject: 'berth-status-ltm.edge', is: 'left' },
  { source: 'programs', subject: 'configurations', is: 'told' },
  { source: 'somebody-else', subject: 'certificate-x', is: 'told' },
])('$subject of $source is $is', ({ source, bigip, subject, is }) => {
  expect(leftBy(installation)(problemKey(source, subject, bigip))).toBe(is === 'left');
});

test('a key without a subject is left alone', () => {
  expect(leftBy(installation)('certificate')).toBe(false);
});

test('what another planner tells again of its NATS server is cleared once, what comes back of an engine each time', () => {
  const left = new LeftProblems();
  const server = problemKey('bus-planner', 'certificate-nats://b:4222');
  const engine = problemKey('collector-docker2', 'engine');
  expect(left.among([server, engine], installation)).toEqual([server, engine]);
  expect(left.among([server, engine], installation)).toEqual([engine]);
});

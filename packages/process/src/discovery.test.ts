import { version } from '@berth/installation';
import { expect, test } from 'vitest';
import { type Discovered, discoveryAnswer } from './discovery.ts';

const planner: Discovered = {
  installation: 'shop-east',
  about: 'Plans.',
  version,
  started: new Date('2026-01-02T03:04:05Z'),
  heartbeat: {
    v: 1,
    program: 'planner',
    instance: 'host.example.com-1a2b',
    leases: ['planner.west', 'planner.east'],
    engines: [],
    configuration: 'abc',
    refused: [],
    unreadable: [],
  },
};
const self = {
  name: 'berth-planner',
  id: 'host=2Eexample=2Ecom-1a2b',
  version,
  metadata: { installation: 'shop-east', leases: 'planner.east, planner.west', configuration: 'abc' },
};

test.for([
  { subject: '$SRV.PING', answer: { type: 'io.nats.micro.v1.ping_response', ...self } },
  { subject: '$SRV.PING.berth-planner', answer: { type: 'io.nats.micro.v1.ping_response', ...self } },
  { subject: `$SRV.PING.berth-planner.${self.id}`, answer: { type: 'io.nats.micro.v1.ping_response', ...self } },
  { subject: '$SRV.INFO', answer: { type: 'io.nats.micro.v1.info_response', ...self, description: 'Plans.', endpoints: [] } },
  {
    subject: '$SRV.STATS',
    answer: { type: 'io.nats.micro.v1.stats_response', ...self, started: '2026-01-02T03:04:05.000Z', endpoints: [] },
  },
  { subject: '$SRV.PING.berth-collector', answer: undefined },
  { subject: '$SRV.PING.berth-planner.another', answer: undefined },
  { subject: `$SRV.PING.berth-planner.${self.id}.more`, answer: undefined },
  { subject: '$SRV.SCHEMA', answer: undefined },
])('$subject is answered with $answer.type', ({ subject, answer }) => {
  expect(discoveryAnswer(subject, planner)).toEqual(answer);
});

test('the name and the version have the form that the protocol asks for', () => {
  expect(self.name).toMatch(/^[\w-]+$/);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

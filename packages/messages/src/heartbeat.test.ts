import { expect, test } from 'vitest';
import { heartbeatIn } from './index.ts';

const sent = { v: 1, program: 'collector', instance: 'host-1', leases: [], engines: [], configuration: 'aaa', refused: [] };

test.for([
  { when: 'of a program', subject: 'berth.heartbeat.planner.host-1', value: { ...sent, program: 'planner' }, heard: true },
  { when: 'of another program', subject: 'berth.heartbeat.collector.host-1', value: { ...sent, program: 'planner' }, heard: false },
  { when: 'of another instance', subject: 'berth.heartbeat.collector.host-2', value: sent, heard: false },
  {
    when: 'about its engine',
    subject: 'berth.heartbeat.collector.host-1.docker1',
    value: { ...sent, engines: ['docker1'] },
    heard: true,
  },
  { when: 'about its engine, which is closed', subject: 'berth.heartbeat.collector.host-1.docker1', value: sent, heard: true },
  {
    when: 'about another engine',
    subject: 'berth.heartbeat.collector.host-1.docker1',
    value: { ...sent, engines: ['docker2'] },
    heard: false,
  },
  {
    when: 'about another engine too',
    subject: 'berth.heartbeat.collector.host-1.docker1',
    value: { ...sent, engines: ['docker1', 'docker2'] },
    heard: false,
  },
  {
    when: 'about an engine, under none',
    subject: 'berth.heartbeat.collector.host-1',
    value: { ...sent, engines: ['docker1'] },
    heard: false,
  },
  { when: 'of a program without a name', subject: 'berth.heartbeat.collector.host-1', value: { ...sent, program: '' }, heard: false },
  { when: 'of an instance without a name', subject: 'berth.heartbeat.collector.host-1', value: { ...sent, instance: '' }, heard: false },
  { when: 'that is none', subject: 'berth.heartbeat.collector.host-1', value: 'nonsense', heard: false },
])('a heartbeat $when is heard: $heard', ({ subject, value, heard }) => {
  expect(heartbeatIn({ subject, value }) !== undefined).toBe(heard);
});

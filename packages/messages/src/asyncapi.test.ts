import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { asyncapiText } from './asyncapi.ts';
import {
  auditSubject,
  bigipKey,
  containerChangeSubject,
  desiredBaseKey,
  desiredServiceKey,
  documents,
  engineKey,
  forgetKey,
  freezeKey,
  heartbeatSubject,
  installedKey,
  memberStatesKey,
  planKey,
  problemKey,
  statusKey,
} from './index.ts';
import { topicReferenceText } from './topic-reference.ts';
import { topics } from './topics.ts';

test.for([
  { file: 'asyncapi.yaml', made: asyncapiText },
  { file: 'topics.md', made: topicReferenceText },
])('docs/$file is not stale; npm run asyncapi writes it anew', async ({ file, made }) => {
  expect(await readFile(new URL(`../../../docs/${file}`, import.meta.url), 'utf8')).toBe(made());
});

test.for([
  { subject: `berth.engine.${engineKey('docker1')}`, names: 'Engine' },
  { subject: containerChangeSubject('docker1', 'aaa1'), names: 'ContainerChange' },
  { subject: `berth.desired.${desiredServiceKey('ltm', 'edge', 'www')}`, names: 'DesiredService' },
  { subject: `berth.desired.${desiredServiceKey('dns', 'edge', 'www')}`, names: 'DesiredNames' },
  { subject: `berth.desired.${desiredBaseKey('ltm', 'edge')}`, names: 'DesiredBase' },
  { subject: `berth.desired.${planKey('ltm', 'edge')}`, names: 'Plan' },
  { subject: `berth.bigip.${bigipKey('edge')}`, names: 'Bigip' },
  { subject: `berth.bigip.${memberStatesKey('edge', 'docker1')}`, names: 'MemberStates' },
  { subject: `berth.status.${statusKey('ltm', 'edge')}`, names: 'Status' },
  { subject: `berth.status.${statusKey('route', 'edge', '10.0.0.2')}`, names: 'UnitStatus' },
  { subject: auditSubject('ltm', 'edge'), names: 'Audit' },
  { subject: `berth.problem.${problemKey('planner-east', 'one')}`, names: 'Problem' },
  { subject: `berth.problem.${problemKey('bus-ltm-applier', 'one', 'edge')}`, names: 'BigipProblem' },
  { subject: `berth.control.${freezeKey('edge')}`, names: 'Freeze' },
  { subject: `berth.control.${forgetKey('docker1')}`, names: 'Forget' },
  { subject: `berth.control.${installedKey('edge')}`, names: 'Installed' },
  { subject: heartbeatSubject('planner', 'one'), names: 'Heartbeat' },
  { subject: heartbeatSubject('collector', 'one', 'docker1'), names: 'EngineHeartbeat' },
])('$subject is the address of $names and of nothing else', ({ subject, names }) => {
  const fitting = Object.entries(topics).filter(([, { address }]) =>
    new RegExp(`^${address.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '(?:[^.=]|=[0-9A-F]{2})+')}$`).test(subject),
  );
  expect(fitting.map(([name]) => name)).toEqual([names]);
});

test('every bucket that has a topic is told of, under that topic', () => {
  for (const [bucket, { topic }] of Object.entries(documents)) {
    const told = Object.values(topics).filter(({ tells }) => tells.kind === 'state' && tells.bucket === bucket);
    expect(told.length > 0).toBe(topic !== undefined);
    for (const { address } of told) expect(address.startsWith(`${topic}.`)).toBe(true);
  }
});

test('the topics that README.md lists are there', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `(berth\.[^`]+)` \|/gm)].map(([, subject = '']) => subject);
  expect(listed.length).toBeGreaterThan(5);
  const plain = (address: string): string => address.replaceAll(/<\w+>|\{\w+\}/g, '*').replace(/>$/, '');
  const known = Object.values(topics).map(({ address }) => plain(address));
  expect(
    listed.filter((subject) => /^berth\.[a-z]+\./.test(subject) && !known.some((address) => address.startsWith(plain(subject)))),
  ).toEqual([]);
});

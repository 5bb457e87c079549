import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { asyncapiText } from './asyncapi.ts';
import * as messages from './index.ts';
import { type BucketName, documents } from './index.ts';
import { topicReferenceText } from './topic-reference.ts';
import { topics } from './topics.ts';

test.for([
  { file: 'asyncapi.yaml', made: asyncapiText },
  { file: 'topics.md', made: topicReferenceText },
])('docs/$file is not stale; npm run asyncapi writes it anew', async ({ file, made }) => {
  expect(await readFile(new URL(`../../../docs/${file}`, import.meta.url), 'utf8')).toBe(made());
});

/** What makes a key of a bucket with a topic, or a subject. The others: of leases, which have no topic, within a problem's, and a question. */
type TopicFunction = Exclude<
  Extract<keyof typeof messages, `${string}Key` | `${string}Subject`>,
  'leaseKey' | 'beyondSubject' | 'roomSubject' | 'isOwnKey'
>;
type Told<F extends TopicFunction> = {
  readonly under?: BucketName;
  readonly told: readonly { readonly given: Parameters<(typeof messages)[F]>; readonly as: readonly string[] }[];
};

const made: { readonly [F in TopicFunction]: Told<F> } = {
  engineKey: { under: 'berth-engines', told: [{ given: ['docker1'], as: ['Engine'] }] },
  containerChangeSubject: { told: [{ given: ['docker1', 'aaa1'], as: ['ContainerChange'] }] },
  desiredServiceKey: {
    under: 'berth-desired',
    told: [
      { given: ['ltm', 'edge', 'www'], as: ['DesiredService'] },
      { given: ['dns', 'edge', 'www'], as: ['DesiredNames'] },
      { given: ['gtm', 'world', 'www'], as: ['DesiredWideIp'] },
      { given: ['route', 'edge', 'docker1'], as: ['DesiredRoutes'] },
    ],
  },
  desiredBaseKey: {
    under: 'berth-desired',
    told: [
      { given: ['ltm', 'edge'], as: ['DesiredBase'] },
      // gtm is a kind too.
      { given: ['gtm', 'world'], as: ['DesiredGroup', 'DesiredBase'] },
    ],
  },
  planKey: { under: 'berth-desired', told: [{ given: ['ltm', 'edge'], as: ['Plan'] }] },
  bigipKey: { under: 'berth-bigips', told: [{ given: ['edge'], as: ['Bigip'] }] },
  memberStatesKey: { under: 'berth-bigips', told: [{ given: ['edge', 'docker1'], as: ['MemberStates'] }] },
  statusKey: {
    under: 'berth-status',
    told: [
      { given: ['ltm', 'edge'], as: ['Status'] },
      { given: ['route', 'edge', '10.0.0.2'], as: ['UnitStatus'] },
    ],
  },
  auditSubject: { told: [{ given: ['ltm', 'edge'], as: ['Audit'] }] },
  problemKey: {
    under: 'berth-problems',
    told: [
      { given: ['planner-east', 'one'], as: ['Problem'] },
      { given: ['bus-ltm-applier', 'one', 'edge'], as: ['BigipProblem'] },
    ],
  },
  freezeKey: { under: 'berth-control', told: [{ given: ['edge'], as: ['Freeze'] }] },
  forgetKey: { under: 'berth-control', told: [{ given: ['docker1'], as: ['Forget'] }] },
  installedKey: { under: 'berth-control', told: [{ given: ['edge'], as: ['Installed'] }] },
  heartbeatSubject: {
    told: [
      { given: ['planner', 'one'], as: ['Heartbeat'] },
      { given: ['collector', 'one', 'docker1'], as: ['EngineHeartbeat'] },
    ],
  },
};

const functions: Readonly<Record<string, unknown>> = messages;

const subjects = Object.entries(made).flatMap(([name, { under, told }]) =>
  told.map(({ given, as }) => {
    const make = functions[name] as (...given: readonly (string | undefined)[]) => string;
    const subject = [...(under === undefined ? [] : [documents[under].topic]), make(...given)].join('.');
    return { name, subject, as, left: make.length - given.length };
  }),
);

test.for(subjects)('$subject is the address of $as and of nothing else', ({ subject, as }) => {
  const fitting = Object.entries(topics).filter(([, { address }]) =>
    new RegExp(`^${address.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '(?:[^.=]|=[0-9A-F]{2})+')}$`).test(subject),
  );
  expect(fitting.map(([name]) => name)).toEqual(as);
});

test('what is told is a topic, and what is a topic is told', () => {
  expect(new Set(subjects.flatMap(({ as }) => as))).toEqual(new Set(Object.keys(topics)));
});

test.for(Object.keys(made))('%s is asked with every name that it takes', (asked) => {
  expect(subjects.filter(({ name, left }) => name === asked && left === 0)).not.toEqual([]);
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

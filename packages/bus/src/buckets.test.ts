/** The table of buckets and streams, and how the server's differ from it. */
import { bucketNames } from '@berth/messages';
import type { StreamConfig } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { bucketSettings, keepingStream, settingsDiffer } from './buckets.ts';

const options = { replicas: 1, leaseTtl: 10_000 };
const engines = bucketSettings('berth-engines', options);
/** What the server answers: all that was asked for, and its defaults. */
const found = { ...engines, max_msgs: -1, num_replicas: 1, deny_delete: false } as StreamConfig;

test.for([
  { when: 'nothing', changed: {}, differences: [] },
  { when: 'a default of the server', changed: { max_msgs: 10 }, differences: [] },
  {
    when: 'the order in which it tells a setting',
    changed: { republish: { dest: 'berth.engine.>', src: '$KV.berth-engines.>' } },
    differences: [],
  },
  { when: 'the life of its values', changed: { max_age: 5 }, differences: ['max_age is 5, not 0'] },
  {
    when: 'its copies and its topic',
    changed: { num_replicas: 3, republish: undefined },
    differences: ['num_replicas is 3, not 1', 'republish is undefined, not {"src":"$KV.berth-engines.>","dest":"berth.engine.>"}'],
  },
])('a bucket that differs by $when', ({ changed, differences }) => {
  expect(settingsDiffer(engines, { ...found, ...changed } as StreamConfig)).toEqual(differences);
});

test('only leases end by themselves, for the end of a value is told to nobody', () => {
  for (const bucket of bucketNames) {
    const { max_age, republish } = bucketSettings(bucket, options);
    expect([bucket, max_age, republish !== undefined]).toEqual([
      bucket,
      bucket === 'berth-leases' ? 10_000_000_000 : 0,
      bucket !== 'berth-leases',
    ]);
  }
});

test.for([
  { subject: 'berth.container.docker1.abc', stream: 'berth-changes' },
  { subject: 'berth.audit.ltm.edge', stream: 'berth-audit' },
  { subject: 'berth.heartbeat.planner.one', stream: undefined },
  { subject: 'berth.auditor', stream: undefined },
])('$subject is kept in $stream', ({ subject, stream }) => {
  expect(keepingStream(subject, options)?.name).toBe(stream);
});
